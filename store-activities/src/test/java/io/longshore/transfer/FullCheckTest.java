package io.longshore.transfer;

import static io.longshore.transfer.TestImage.UNIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.ContentHashes;
import io.longshore.image.ContentManifest;
import io.longshore.image.FailureKind;
import io.longshore.image.ObjectUrl;
import io.longshore.store.MemoryStore;
import io.longshore.store.StoredObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Copies that somebody else has made, read back. */
final class FullCheckTest extends Copying {

    private final TestImage image = new TestImage(3L * UNIT + 5);
    private final MemoryStore from = new MemoryStore("from");
    private final MemoryStore to = new MemoryStore("to");
    private final ObjectUrl original = image.storedIn(from);
    private final ObjectUrl copy = image.storedIn(to);
    private final Recorder recorder = new Recorder();

    @Test
    void what_is_right_is_read_once_and_counted_as_checked_and_not_as_moved() {
        CopyReceipt receipt = transfer.check(order(image.manifest(), null), recorder);
        assertThat(receipt.check()).isEqualTo("read back and compared with the manifest");
        assertThat(receipt.checkedBytes()).isEqualTo(image.sizeBytes());
        assertThat(receipt.newManifest()).isNull();
        assertThat(recorder.checkedBytes()).isEqualTo(image.sizeBytes());
        assertThat(recorder.words()).endsWith(new Recorder.Word.Progress(image.sizeBytes()));
    }

    @Test
    void a_copy_that_differs_is_the_targets_fault() {
        to.corrupt(copy, UNIT + 1);
        mustFail(
                FailureKind.CORRUPT,
                "store to: corrupt: bytes 8388608 to 16777215 read back",
                () -> transfer.check(order(image.manifest(), null), recorder));
        assertThat(recorder.checkedBytes()).isLessThan(image.sizeBytes());
    }

    @Test
    void a_copy_of_what_was_not_the_image_is_the_sources_fault() {
        from.corrupt(original, 7);
        to.corrupt(copy, 7);
        mustFail(
                FailureKind.SOURCE_LOST,
                "store from: corrupt: bytes 0 to 8388607",
                () -> transfer.check(order(image.manifest(), null), recorder));
    }

    @Test
    void a_copy_of_another_size_is_corrupt() {
        ContentManifest larger = new TestImage(4L * UNIT).manifest();
        mustFail(
                FailureKind.CORRUPT,
                "store to: corrupt: 25165829 bytes where the image's manifest says 33554432",
                () -> transfer.check(order(larger, null), recorder));
    }

    @Test
    void what_nobody_knows_is_compared_with_its_source_and_learned() {
        ContentHashes hashes = image.manifest().hashes();
        CopyReceipt receipt = transfer.check(order(null, hashes), new Recorder());
        assertThat(receipt.newManifest()).isEqualTo(image.manifest());
        assertThat(receipt.checkedBytes()).isEqualTo(image.sizeBytes());
        mustFail(
                FailureKind.SOURCE_LOST,
                "store from: corrupt: the hashes",
                () -> transfer.check(order(null, new TestImage(9).manifest().hashes()), new Recorder()));
        to.corrupt(copy, 2L * UNIT);
        mustFail(
                FailureKind.CORRUPT,
                "store to: corrupt: bytes 16777216",
                () -> transfer.check(order(null, hashes), new Recorder()));
    }

    @Test
    void a_source_that_is_gone_was_what_the_manifest_says() {
        CheckOrder spent = new CheckOrder(null, to, copy, stored(), image.manifest(), null);
        assertThat(transfer.check(spent, new Recorder()).checkedBytes()).isEqualTo(image.sizeBytes());
        to.corrupt(copy, image.sizeBytes() - 1);
        mustFail(FailureKind.CORRUPT, "store to: corrupt: bytes 25165824", () -> transfer.check(spent, new Recorder()));
        assertThatThrownBy(() -> new CheckOrder(null, to, copy, stored(), null, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_empty_image_is_right() {
        TestImage empty = new TestImage(0);
        ObjectUrl url = empty.storedIn(to);
        CheckOrder order = new CheckOrder(null, to, url, new StoredObject(0, ""), empty.manifest(), null);
        assertThat(transfer.check(order, new Recorder()).checkedBytes()).isZero();
    }

    private CheckOrder order(@Nullable ContentManifest manifest, @Nullable ContentHashes expected) {
        return new CheckOrder(CopySource.of(from, original), to, copy, stored(), manifest, expected);
    }

    private StoredObject stored() {
        return new StoredObject(image.sizeBytes(), "");
    }
}
