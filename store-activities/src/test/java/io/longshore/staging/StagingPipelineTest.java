package io.longshore.staging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.FaultySource;
import io.longshore.store.Gate;
import io.longshore.store.MemoryStore;
import io.longshore.store.Store;
import io.longshore.store.Upload;
import io.longshore.store.file.FileStoreFactory;
import io.longshore.transfer.ByteInspector;
import io.longshore.transfer.CopyOrder;
import io.longshore.transfer.CopyReceipt;
import io.longshore.transfer.CopySource;
import io.longshore.transfer.CopyTarget;
import io.longshore.transfer.Intake;
import io.longshore.transfer.IntakeSource;
import io.longshore.transfer.Pace;
import io.longshore.transfer.TestImage;
import io.longshore.transfer.TransferListener;
import java.io.RandomAccessFile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fetch and its copies at the same time: the source is read once, every store gets it all. */
final class StagingPipelineTest extends Staging {

    private final Store memory = new MemoryStore("memory");

    @ParameterizedTest
    @ValueSource(longs = {0, 1, UNIT - 1, UNIT, UNIT + 1, 4L * UNIT + 5})
    void copies_follow_the_fetch(long size) throws Exception {
        TestImage some = new TestImage(size);
        List<Store> stores = List.of(files("a"), memory, files("b"));
        List<Future<Copy>> copies =
                stores.stream().map(store -> others.submit(() -> copy(store))).toList();
        FaultySource source = new FaultySource(some.source());
        try (StagedWriter writer = writer(1);
                Intake intake = transfer.intake(ByteInspector.none(), TransferListener.none())) {
            intake.resume(writer);
            writer.seal(
                    intake.into(
                            new IntakeSource("page", source.open(0), OptionalLong.empty(), size, FailureKind.INVALID),
                            writer),
                    null);
        }
        for (Future<Copy> one : copies) {
            Copy copy = one.get(60, TimeUnit.SECONDS);
            some.assertIn(copy.target().store(), copy.target().url());
            assertThat(copy.receipt().newManifest()).isNull();
        }
        assertThat(source.bytesRead()).isEqualTo(size);
        assertThat(source.opens()).containsExactly(0L);
    }

    @Test
    void copies_outlive_the_attempt_that_fetches() throws Exception {
        TestImage some = new TestImage(3L * UNIT);
        List<Future<Copy>> copies = List.of(others.submit(() -> copy(files("a"))), others.submit(() -> copy(memory)));
        Gate gate = new Gate();
        FaultySource hangs = new FaultySource(some.source()).blockingAt(2 * UNIT, gate);
        var stuck = hangs.open(0);
        StagedWriter first = area.write(id, 1, () -> closed(stuck));
        Future<?> attempt = others.submit(() -> intake(first, stuck));
        gate.awaitArrival();
        staged(area, 1, some);
        for (Future<Copy> one : copies) {
            Copy copy = one.get(60, TimeUnit.SECONDS);
            some.assertIn(copy.target().store(), copy.target().url());
        }
        assertThat(attempt)
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOf(ImageException.class);
    }

    @Test
    void a_staged_file_that_rots_is_named_and_copied_to_nobody() throws Exception {
        SealedFile sealed = staged(area, 1, image);
        try (RandomAccessFile data = new RandomAccessFile(sealed.path().toFile(), "rw")) {
            data.seek(UNIT + 1);
            int rotten = data.read() ^ 1;
            data.seek(UNIT + 1);
            data.write(rotten);
        }
        for (Store store : List.of(files("a"), memory)) {
            assertThatThrownBy(() -> copy(store))
                    .isInstanceOfSatisfying(
                            ImageException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.SOURCE_LOST))
                    .hasMessage("staging: corrupt: bytes 8388608 to 16777215 are not what the image's manifest says");
        }
    }

    @Test
    void copies_end_when_the_image_is_discarded() throws Exception {
        partial(1, UNIT);
        CountDownLatch waiting = new CountDownLatch(2);
        List<Future<Copy>> copies = Stream.of(files("a"), memory)
                .map(store -> others.submit(() -> copy(store, new Told(waiting::countDown))))
                .toList();
        assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
        area.discard(id);
        for (Future<Copy> one : copies) {
            assertThat(one)
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableOfType(ExecutionException.class)
                    .havingCause()
                    .isInstanceOf(ImageException.class);
        }
    }

    /** Hears the first word of a wait. */
    private record Told(Runnable waits) implements TransferListener {

        @Override
        public void progress(long doneBytes) {}

        @Override
        public void waiting(String what) {
            waits.run();
        }

        @Override
        public void working() {}

        @Override
        public void durable(Extents written) {}

        @Override
        public void idle() {}
    }

    private record Copy(CopyTarget target, CopyReceipt receipt) {}

    private Copy copy(Store store) {
        return copy(store, TransferListener.none());
    }

    private Copy copy(Store store, TransferListener listener) {
        ObjectUrl url = store.place(ImageId.random(), 1, OptionalLong.empty());
        try (StagedSource source = area.follow(id, 1, what -> {});
                Upload upload = store.begin(url, OptionalLong.empty())) {
            CopyTarget target = new CopyTarget(store, url, upload, new Pace());
            CopyOrder order = new CopyOrder(
                    CopySource.growing("staging", source), target, Extents.NONE, source::manifest, null, false);
            return new Copy(target, transfer.copy(order, listener));
        }
    }

    private Store files(String name) {
        return new FileStoreFactory(directory)
                .create(StoreId.of(name), "", 0, Map.of("directory", name, "part-size", "8MiB"));
    }

    private static void closed(AutoCloseable thing) {
        try {
            thing.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
