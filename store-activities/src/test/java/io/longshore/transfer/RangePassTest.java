package io.longshore.transfer;

import static io.longshore.transfer.TestImage.UNIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.store.FaultySource;
import io.longshore.store.Gate;
import io.longshore.store.MemoryStore;
import io.longshore.store.RangedSource;
import io.longshore.store.Store;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A source that is read by ranges. */
final class RangePassTest extends Copying {

    private final TestImage image = new TestImage(6 * UNIT + 11);
    private final FaultySource bytes = new FaultySource(image.source());
    private final CopySource source = CopySource.streamed("far", new RangedSource(bytes));
    private final MemoryStore memory = new MemoryStore("b");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, UNIT - 1, UNIT, UNIT + 1, 9L * UNIT + 5})
    void every_byte_is_read_once_and_is_in_its_place(long size) {
        TestImage any = new TestImage(size);
        for (Store store : List.of(memory, files(directory, "files"))) {
            FaultySource read = new FaultySource(any.source());
            CopyTarget target = begin(store);
            Recorder recorder = new Recorder();
            transfer.copy(order(CopySource.streamed("far", new RangedSource(read)), target, any), recorder);
            any.assertIn(store, target.url());
            assertThat(read.bytesRead()).isEqualTo(size);
            assertThat(recorder.checkedBytes()).isEqualTo(size);
        }
    }

    @Test
    void several_ranges_are_read_at_a_time() {
        Gate gate = new Gate();
        for (int part = 0; part < RangedSource.PARALLEL; part++) {
            bytes.blockingAt((long) part * UNIT + 1, gate);
        }
        CopyTarget target = begin(memory);
        CompletableFuture<Void> allCame = CompletableFuture.runAsync(() -> {
            try {
                gate.awaitArrivals(RangedSource.PARALLEL);
            } finally {
                gate.open();
            }
        });
        transfer.copy(order(source, target, image), new Recorder());
        image.assertIn(memory, target.url());
        allCame.join();
    }

    @Test
    void the_next_attempt_reads_only_what_is_left() {
        CopyTarget target = begin(memory);
        bytes.failingAt(5L * UNIT, 1, FailureKind.SOURCE_UNAVAILABLE, "reset");
        mustFail(
                FailureKind.SOURCE_UNAVAILABLE,
                "reset",
                () -> transfer.copy(order(source, target, image), new Recorder()));
        Extents durable = target.upload().makeDurable();
        long before = bytes.bytesRead();
        CopyOrder again = new CopyOrder(source, resumed(target), durable, known(image), null, false);
        transfer.copy(again, new Recorder());
        image.assertIn(memory, target.url());
        assertThat(bytes.bytesRead() - before).isEqualTo(image.sizeBytes() - durable.bytes());
    }

    @Test
    void one_range_that_ends_early_ends_the_copy_and_nobody_waits_for_the_others() {
        bytes.blockingAt(1, new Gate());
        bytes.endingAt(2L * UNIT + 7, 1);
        mustFail(
                FailureKind.SOURCE_UNAVAILABLE,
                "far: sent " + (2L * UNIT + 7) + " of the " + 3L * UNIT,
                () -> transfer.copy(order(source, begin(memory), image), new Recorder()));
    }

    @Test
    void a_last_unit_that_is_wrong_is_not_believed_later() {
        TestImage small = new TestImage(11);
        CopyTarget target = begin(memory);
        CopySource other = CopySource.streamed("far", new RangedSource(new TestImage(7, 11).source()));
        mustFail(
                FailureKind.SOURCE_LOST,
                "far: corrupt: bytes 0 to 10",
                () -> transfer.copy(order(other, target, small), new Recorder()));
        assertThat(target.upload().makeDurable()).isEqualTo(Extents.NONE);
    }

    @Test
    void bytes_that_are_not_the_image_s_are_the_source_s_fault() {
        CopySource other = CopySource.streamed("far", new RangedSource(new TestImage(7, image.sizeBytes()).source()));
        mustFail(
                FailureKind.SOURCE_LOST,
                "far: corrupt: ",
                () -> transfer.copy(order(other, begin(memory), image), new Recorder()));
    }
}
