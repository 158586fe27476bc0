package io.longshore.transfer;

import static io.longshore.transfer.TestImage.UNIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.store.Fault;
import io.longshore.store.FaultySource;
import io.longshore.store.FaultyStore;
import io.longshore.store.FaultyStore.Point;
import io.longshore.store.MemoryStore;
import io.longshore.store.PartReceipt;
import io.longshore.store.Store;
import io.longshore.store.StoredObject;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong, and who is blamed for it. */
final class TransferFaultTest extends Copying {

    private final TestImage image = new TestImage(3 * UNIT + 11);
    private final MemoryStore a = new MemoryStore("a");
    private final MemoryStore b = new MemoryStore("b");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, UNIT - 1, UNIT, 2 * UNIT + 5, 3 * UNIT + 10})
    void a_source_that_fails_is_to_blame_wherever_it_fails(long at) {
        for (Store source : List.of(a, files(directory, "files"))) {
            FaultyStore faulty = new FaultyStore(source)
                    .with(Fault.failing(FailureKind.UNAVAILABLE, "reset")
                            .at(Point.READ)
                            .afterBytes(at));
            CopySource from = CopySource.of(faulty, image.storedIn(source));
            mustFail(
                    FailureKind.SOURCE_UNAVAILABLE,
                    "reset",
                    () -> transfer.copy(order(from, begin(b), image), new Recorder()));
        }
    }

    @Test
    void a_source_that_is_not_there_is_lost() {
        for (Store source : List.of(a, files(directory, "files"))) {
            image.storedIn(source);
            CopySource from = CopySource.of(source, source.place(ImageId.random(), 1, OptionalLong.empty()));
            mustFail(
                    FailureKind.SOURCE_LOST,
                    "store " + source.describe().id(),
                    () -> transfer.copy(order(from, begin(b), image), new Recorder()));
        }
    }

    @Test
    void a_source_that_ends_early_is_unavailable_and_one_of_another_size_is_corrupt() {
        CopySource ends = CopySource.streamed("page", new FaultySource(image.source()).endingAt(2 * UNIT, 1));
        mustFail(
                FailureKind.SOURCE_UNAVAILABLE,
                "page: sent " + 2 * UNIT + " of",
                () -> transfer.copy(order(ends, begin(b), image), new Recorder()));
        CopySource shorter = CopySource.streamed("page", new TestImage(UNIT).source());
        mustFail(
                FailureKind.SOURCE_LOST,
                "page: corrupt: " + UNIT + " bytes where",
                () -> transfer.copy(order(shorter, begin(b), image), new Recorder()));
    }

    @ParameterizedTest
    @EnumSource(names = {"WRITE", "COMPLETE"})
    void a_target_that_fails_is_to_blame(Point point) {
        for (Store target : List.of(b, files(directory, "files"))) {
            FaultyStore faulty = new FaultyStore(target)
                    .with(Fault.failing(FailureKind.STORE_FULL, "no space left").at(point));
            CopySource from = CopySource.of(a, image.storedIn(a));
            mustFail(
                    FailureKind.STORE_FULL,
                    "no space left",
                    () -> transfer.copy(order(from, begin(faulty), image), new Recorder()));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, UNIT - 1, UNIT, 2 * UNIT + 5, 3 * UNIT + 10})
    void a_target_that_fails_among_its_bytes_is_to_blame(long at) {
        Store files = files(directory, "files");
        for (Store source : List.of(a, files)) {
            FaultyStore faulty = new FaultyStore(files)
                    .with(Fault.failing(FailureKind.UNAVAILABLE, "connection refused")
                            .at(Point.WRITE)
                            .afterBytes(at));
            CopySource from = CopySource.of(source, image.storedIn(source));
            mustFail(
                    FailureKind.UNAVAILABLE,
                    "connection refused",
                    () -> transfer.copy(order(from, begin(faulty), image), new Recorder()));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, UNIT - 1, UNIT, 3 * UNIT + 10})
    void a_corrupt_source_is_named_whether_bytes_pass_or_are_read_back(long at) {
        Store files = files(directory, "files");
        ObjectUrl inMemory = image.storedIn(a);
        ObjectUrl inFile = image.storedIn(files);
        a.corrupt(inMemory, at);
        TestBytes.flip(files, inFile, at);
        Store otherFiles = files(directory, "others");
        for (Store target : List.of(b, otherFiles)) {
            mustFail(
                    FailureKind.SOURCE_LOST,
                    "store a: corrupt: bytes " + at / UNIT * UNIT + " to",
                    () -> transfer.copy(order(CopySource.of(a, inMemory), begin(target), image), new Recorder()));
            mustFail(
                    FailureKind.SOURCE_LOST,
                    "store files: corrupt: bytes " + at / UNIT * UNIT + " to",
                    () -> transfer.copy(order(CopySource.of(files, inFile), begin(target), image), new Recorder()));
        }
    }

    @Test
    void bytes_damaged_on_the_way_are_worth_another_attempt() {
        ObjectUrl url = image.storedIn(a);
        a.corrupt(url, UNIT + 1);
        CopySource flaky =
                CopySource.streamed("page", new HealingSource(a.source(url), () -> a.corrupt(url, UNIT + 1)));
        mustFail(
                FailureKind.SOURCE_UNAVAILABLE,
                "page: bytes 8388608 to 16777215 were damaged on the way",
                () -> transfer.copy(order(flaky, begin(b), image), new Recorder()));
    }

    @Test
    void a_file_that_does_not_hold_what_was_written_is_corrupt() {
        Store source = files(directory, "source");
        Store target = files(directory, "target");
        ObjectUrl other = new TestImage(7, image.sizeBytes()).storedIn(source);
        Path elsewhere = source.localFiles().orElseThrow().path(other);
        LyingStore lying = new LyingStore(target).files(url -> elsewhere);
        CopySource from = CopySource.of(source, image.storedIn(source));
        mustFail(
                FailureKind.CORRUPT,
                "store target: corrupt: bytes",
                () -> transfer.copy(order(from, begin(lying), image), new Recorder()));
        LyingStore rotten = new LyingStore(target).whenComplete(url -> TestBytes.flip(target, url, UNIT));
        mustFail(
                FailureKind.CORRUPT,
                "store target: corrupt: bytes 8388608 to 16777215",
                () -> transfer.copy(withoutManifest(from, begin(rotten), null), new Recorder()));
    }

    /** Linux may drop pages that it could not write, and who reads them sees that before who asked for them to be durable hears of it. */
    @ParameterizedTest
    @EnumSource(names = {"UNAVAILABLE", "STORE_FULL"})
    void what_reads_back_otherwise_because_it_could_not_be_made_durable_is_not_called_corrupt(FailureKind kind) {
        Store source = files(directory, "source");
        Path elsewhere = source.localFiles().orElseThrow().path(new TestImage(7, image.sizeBytes()).storedIn(source));
        Store failing = new FaultyStore(files(directory, "target"))
                .with(Fault.failing(kind, "input/output error").at(Point.MAKE_DURABLE));
        CopySource from = CopySource.of(source, image.storedIn(source));
        mustFail(
                kind,
                "input/output error",
                () -> transfer.copy(
                        order(from, begin(new LyingStore(failing).files(url -> elsewhere)), image), new Recorder()));
    }

    @Test
    void a_file_that_shows_under_its_name_only_when_complete_is_read_back_then() {
        Store source = files(directory, "source");
        Store target = files(directory, "target");
        LyingStore shy = new LyingStore(target).files(url -> directory.resolve("nowhere"));
        CopySource from = CopySource.of(source, image.storedIn(source));
        CopyReceipt receipt = transfer.copy(order(from, begin(shy), image), new Recorder());
        assertThat(receipt.check()).isEqualTo("read back and compared with the manifest");
        shy.whenComplete(url -> TestBytes.flip(target, url, UNIT));
        mustFail(
                FailureKind.CORRUPT,
                "store target: corrupt: bytes 8388608 to 16777215",
                () -> transfer.copy(order(from, begin(shy), image), new Recorder()));
    }

    @Test
    void reading_back_in_full_finds_what_a_store_has_made_of_it() {
        CopySource from = CopySource.of(a, image.storedIn(a));
        CopyOrder sound = new CopyOrder(from, begin(b), Extents.NONE, known(image), null, true);
        CopyReceipt receipt = transfer.copy(sound, new Recorder());
        assertThat(receipt.check()).isEqualTo("read back and compared with the manifest");
        assertThat(receipt.checkedBytes()).isEqualTo(image.sizeBytes());
        LyingStore rotten = new LyingStore(b).whenComplete(url -> b.corrupt(url, 2 * UNIT));
        CopyOrder order = new CopyOrder(from, begin(rotten), Extents.NONE, known(image), null, true);
        mustFail(
                FailureKind.CORRUPT,
                "store b: corrupt: bytes 16777216 to 25165823",
                () -> transfer.copy(order, new Recorder()));
        FaultyStore unreadable = new FaultyStore(b)
                .with(Fault.failing(FailureKind.UNAVAILABLE, "gone to lunch").at(Point.READ));
        CopyOrder unread = new CopyOrder(from, begin(unreadable), Extents.NONE, known(image), null, true);
        mustFail(FailureKind.UNAVAILABLE, "gone to lunch (reading back)", () -> transfer.copy(unread, new Recorder()));
    }

    @Test
    void a_store_that_says_it_took_less_is_not_believed() {
        CopySource from = CopySource.of(a, image.storedIn(a));
        LyingStore shortParts =
                new LyingStore(b).receipts(r -> new PartReceipt(r.number(), r.offset(), r.length() - 1, r.tag()));
        mustFail(
                FailureKind.CORRUPT,
                "store b: took 8388607 of the 8388608 bytes of part",
                () -> transfer.copy(order(from, begin(shortParts), image), new Recorder()));
        LyingStore shortObject = new LyingStore(b).answers(s -> new StoredObject(s.sizeBytes() - 1, ""));
        mustFail(
                FailureKind.CORRUPT,
                "store b: corrupt: ",
                () -> transfer.copy(order(from, begin(shortObject), image), new Recorder()));
    }

    @Test
    void of_many_parts_that_fail_one_is_heard() {
        Store files = files(directory, "files");
        FaultyStore faulty = new FaultyStore(b)
                .with(Fault.failing(FailureKind.FORBIDDEN, "not you").at(Point.WRITE));
        CopySource from = CopySource.of(files, image.storedIn(files));
        mustFail(
                FailureKind.FORBIDDEN,
                "store b: not you",
                () -> transfer.copy(order(from, begin(faulty), image), new Recorder()));
    }
}
