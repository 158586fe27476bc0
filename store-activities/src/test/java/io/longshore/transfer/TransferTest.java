package io.longshore.transfer;

import static io.longshore.transfer.TestImage.UNIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.ContentHashes;
import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ObjectUrl;
import io.longshore.store.FaultySource;
import io.longshore.store.FaultyStore;
import io.longshore.store.MemoryStore;
import io.longshore.store.RangedSource;
import io.longshore.store.Store;
import io.longshore.store.StoreLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Copies between stores of either sort, around the edges of units and parts. Parts are of one unit. */
final class TransferTest extends Copying {

    private static final String IN_PASSING = "compared with the manifest on the way";
    private static final String READ_BACK = "read back and compared with the manifest";

    private static final String EMPTY = "nothing to check: the image is empty";

    @TempDir
    Path directory;

    static LongStream sizes() {
        return LongStream.of(0, 1, UNIT - 1, UNIT, UNIT + 1, 2 * UNIT - 1, 2 * UNIT, 2 * UNIT + 1, 5 * UNIT + 77);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void copies_from_memory_to_memory(long size) {
        TestImage image = new TestImage(size);
        Store source = new MemoryStore("a");
        CopyTarget target = begin(new MemoryStore("b"));
        Recorder listener = new Recorder();
        CopyReceipt receipt =
                transfer.copy(order(CopySource.of(source, image.storedIn(source)), target, image), listener);
        mustBe(image, receipt, target, IN_PASSING);
        assertThat(listener.words()).endsWith(new Recorder.Word.Progress(size));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void copies_from_file_to_file(long size) {
        TestImage image = new TestImage(size);
        Store source = files(directory, "a");
        CopyTarget target = begin(files(directory, "b"));
        CopyReceipt receipt =
                transfer.copy(order(CopySource.of(source, image.storedIn(source)), target, image), new Recorder());
        mustBe(image, receipt, target, READ_BACK);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void copies_between_files_and_memory(long size) {
        TestImage image = new TestImage(size);
        Store files = files(directory, "files");
        Store memory = new MemoryStore("memory");
        CopyTarget there = begin(memory);
        CopySource source = CopySource.of(files, image.storedIn(files));
        mustBe(image, transfer.copy(order(source, there, image), new Recorder()), there, IN_PASSING);
        CopyTarget back = begin(files);
        mustBe(
                image,
                transfer.copy(order(CopySource.of(memory, there.url()), back, image), new Recorder()),
                back,
                IN_PASSING);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void hashes_what_nobody_knows(long size) {
        TestImage image = new TestImage(size);
        Store files = files(directory, "files");
        Store memory = new MemoryStore("memory");
        ObjectUrl inFile = image.storedIn(files);
        ContentHashes hashes = image.manifest().hashes();
        for (CopyTarget target : List.of(begin(files), begin(memory))) {
            for (CopySource source : List.of(
                    CopySource.of(files, inFile),
                    CopySource.streamed("page", new FaultySource(image.source()).withoutSize()))) {
                CopyTarget fresh = begin(target.store());
                CopyReceipt receipt = transfer.copy(withoutManifest(source, fresh, hashes), new Recorder());
                image.assertIn(fresh.store(), fresh.url());
                assertThat(receipt.newManifest()).isEqualTo(image.manifest());
                assertThat(receipt.check()).containsAnyOf("hashed in full", EMPTY);
            }
        }
    }

    @Test
    void does_not_take_bytes_with_other_hashes_than_the_image_for_the_image() {
        TestImage image = new TestImage(UNIT + 1);
        Store files = files(directory, "files");
        Store memory = new MemoryStore("memory");
        ContentHashes others = new TestImage(7).manifest().hashes();
        CopySource file = CopySource.of(files, image.storedIn(files));
        for (Store target : List.of(files, memory)) {
            mustFail(
                    FailureKind.SOURCE_LOST,
                    "store files: corrupt",
                    () -> transfer.copy(withoutManifest(file, begin(target), others), new Recorder()));
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void copies_a_source_of_unknown_size_and_known_content(long size) {
        TestImage image = new TestImage(size);
        CopyTarget target = begin(new MemoryStore("b"));
        CopySource source = CopySource.streamed("page", new FaultySource(image.source()).withoutSize());
        mustBe(image, transfer.copy(order(source, target, image), new Recorder()), target, IN_PASSING);
    }

    static Stream<Long> durable() {
        return Stream.of(0L, 1L, UNIT - 1L, (long) UNIT, UNIT + 1L, 2L * UNIT, 3L * UNIT, 3L * UNIT + 5, 4L * UNIT);
    }

    @ParameterizedTest
    @MethodSource("durable")
    void goes_on_after_every_prefix_at_the_part_that_it_ends_in(long prefix) {
        long size = 3L * UNIT + 5;
        TestImage image = new TestImage(size);
        Store a = new MemoryStore("a");
        Store b = files(directory, "b");
        List<CopySource> sources = List.of(CopySource.of(a, image.storedIn(a)), CopySource.of(b, image.storedIn(b)));
        for (CopySource source : sources) {
            for (Store plain : List.of(new MemoryStore("c"), files(directory, "d"))) {
                FaultyStore store = new FaultyStore(plain);
                CopyTarget begun = begin(store);
                long there = Math.min(prefix, size);
                TestParts.write(image, begun, there);
                begun.upload().close();
                long before = store.bytesWritten();
                CopyTarget target = new CopyTarget(
                        store,
                        begun.url(),
                        store.resume(begun.url(), OptionalLong.empty(), Extents.upTo(there)),
                        new Pace());
                CopyOrder order = new CopyOrder(source, target, Extents.upTo(there), known(image), null, false);
                CopyReceipt receipt = transfer.copy(order, new Recorder());
                image.assertIn(store, target.url());
                long from = there == size ? size : there / UNIT * UNIT;
                assertThat(store.bytesWritten() - before).isEqualTo(size - from);
                assertThat(receipt.checkedBytes())
                        .as("also by the earlier attempt")
                        .isEqualTo(size);
            }
        }
    }

    /** A slow part, behind which others were finished, when the worker died. */
    @Test
    void brings_only_what_is_missing() {
        TestImage image = new TestImage(5L * UNIT + 5);
        Extents done = new Extents(List.of(
                new Extents.Extent(0, UNIT),
                new Extents.Extent(2L * UNIT, 3L * UNIT),
                new Extents.Extent(5L * UNIT, 5L * UNIT + 5)));
        Store files = files(directory, "b");
        List<CopySource> sources = List.of(
                CopySource.of(files, image.storedIn(files)),
                CopySource.streamed("far", new RangedSource(image.source())));
        for (CopySource source : sources) {
            for (Store plain : List.of(new MemoryStore("c"), files(directory, "d"))) {
                FaultyStore store = new FaultyStore(plain);
                CopyTarget begun = begin(store);
                TestParts.write(image, begun, done);
                long before = store.bytesWritten();
                Recorder recorder = new Recorder();
                CopyOrder order = new CopyOrder(source, resumed(begun), done, known(image), null, false);
                CopyReceipt receipt = transfer.copy(order, recorder);
                image.assertIn(store, begun.url());
                assertThat(store.bytesWritten() - before).isEqualTo(3L * UNIT);
                assertThat(receipt.checkedBytes()).isEqualTo(image.sizeBytes());
                assertThat(recorder.words()).endsWith(new Recorder.Word.Progress(image.sizeBytes()));
            }
        }
    }

    /** A stream is written in order: from the first gap on. */
    @Test
    void a_stream_goes_on_at_the_first_gap() {
        TestImage image = new TestImage(4L * UNIT);
        Extents done = new Extents(List.of(new Extents.Extent(0, UNIT), new Extents.Extent(2L * UNIT, 3L * UNIT)));
        FaultyStore store = new FaultyStore(new MemoryStore("c"));
        CopyTarget begun = begin(store);
        TestParts.write(image, begun, done);
        long before = store.bytesWritten();
        Recorder recorder = new Recorder();
        CopySource source = CopySource.streamed("page", image.source());
        transfer.copy(new CopyOrder(source, resumed(begun), done, known(image), null, false), recorder);
        image.assertIn(store, begun.url());
        assertThat(store.bytesWritten() - before).isEqualTo(3L * UNIT);
        assertThat(recorder.words()).endsWith(new Recorder.Word.Progress(image.sizeBytes()));
    }

    @Test
    void reads_back_in_a_file_what_an_earlier_attempt_wrote() {
        TestImage image = new TestImage(3 * UNIT);
        Store a = new MemoryStore("a");
        Store b = files(directory, "b");
        CopyTarget begun = begin(b);
        TestParts.write(new TestImage(7, 2 * UNIT), begun, 2 * UNIT);
        CopySource source = CopySource.of(a, image.storedIn(a));
        mustFail(
                FailureKind.CORRUPT,
                "store b: corrupt: bytes 0 to 8388607",
                () -> transfer.copy(
                        new CopyOrder(source, resumed(begun), Extents.upTo(2 * UNIT), known(image), null, false),
                        new Recorder()));
    }

    @Test
    void hashes_the_whole_also_when_it_goes_on_in_the_middle() {
        TestImage image = new TestImage(3 * UNIT + 9);
        Store memory = new MemoryStore("memory");
        CopyTarget begun = begin(memory);
        TestParts.write(image, begun, 2 * UNIT);
        CopyOrder order = new CopyOrder(
                CopySource.streamed("page", image.source()),
                resumed(begun),
                Extents.upTo(2 * UNIT),
                Optional::empty,
                null,
                false);
        CopyReceipt receipt = transfer.copy(order, new Recorder());
        image.assertIn(memory, begun.url());
        assertThat(receipt.newManifest()).isEqualTo(image.manifest());
    }

    @Test
    void skips_what_is_there_where_the_source_begins_only_at_its_start() {
        TestImage image = new TestImage(3 * UNIT);
        FaultyStore store = new FaultyStore(new MemoryStore("memory"));
        CopyTarget begun = begin(store);
        TestParts.write(image, begun, 2 * UNIT);
        FaultySource source = new FaultySource(image.source()).notRestartable();
        CopyOrder order = new CopyOrder(
                CopySource.streamed("page", source), resumed(begun), Extents.upTo(2 * UNIT), known(image), null, false);
        CopyReceipt receipt = transfer.copy(order, new Recorder());
        image.assertIn(store, begun.url());
        assertThat(store.bytesWritten()).isEqualTo(3L * UNIT);
        assertThat(receipt.checkedBytes()).isEqualTo(3L * UNIT);
    }

    @Test
    void refuses_what_the_store_cannot_hold() {
        TestImage image = new TestImage(2 * UNIT + 1);
        Store twoParts = new MemoryStore("small", 0, new StoreLimits(UNIT, 2, 1L << 40, 4));
        Store sixteenMiB = new MemoryStore("small", 0, new StoreLimits(UNIT, 9, 2 * UNIT, 4));
        for (boolean known : new boolean[] {true, false}) {
            CopySource source = CopySource.streamed("page", new FaultySource(image.source()).withoutSize());
            for (Store store : List.of(twoParts, sixteenMiB)) {
                CopyTarget target = begin(store);
                CopyOrder order = known ? order(source, target, image) : withoutManifest(source, target, null);
                mustFail(FailureKind.TOO_LARGE, "store small: the image", () -> transfer.copy(order, new Recorder()));
            }
        }
    }

    private static void mustBe(TestImage image, CopyReceipt receipt, CopyTarget target, String check) {
        image.assertIn(target.store(), target.url());
        assertThat(receipt.stored().sizeBytes()).isEqualTo(image.sizeBytes());
        assertThat(receipt.check()).isEqualTo(image.sizeBytes() == 0 ? EMPTY : check);
        assertThat(receipt.newManifest()).isNull();
        assertThat(receipt.checkedBytes()).isEqualTo(image.sizeBytes());
    }
}
