package io.longshore.transfer;

import static io.longshore.transfer.TestImage.UNIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ObjectUrl;
import io.longshore.store.Fault;
import io.longshore.store.FaultySource;
import io.longshore.store.FaultyStore;
import io.longshore.store.FaultyStore.Point;
import io.longshore.store.Gate;
import io.longshore.store.MemoryStore;
import io.longshore.store.Store;
import io.longshore.store.Upload;
import io.longshore.transfer.Recorder.Word;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transfers that are ended from outside, and what is heard of them meanwhile. */
final class TransferStopTest extends Copying {

    private static final long STEP_BYTES = 256L << 20;

    private final IllegalStateException cancelled = new IllegalStateException("cancelled");
    private final TestImage image = new TestImage(6 * UNIT);
    private final MemoryStore b = new MemoryStore("b");
    private final Gate gate = new Gate();
    private final ExecutorService others = Executors.newCachedThreadPool();

    @TempDir
    Path directory;

    @AfterEach
    void letGo() {
        gate.open();
        others.shutdownNow();
    }

    @Test
    void a_source_that_hangs_can_be_given_up() {
        FaultySource hangs = new FaultySource(image.source()).blockingAt(UNIT + 1, gate);
        CopyOrder order = order(CopySource.streamed("page", hangs), begin(b), image);
        assertThatThrownBy(() -> transfer.copy(order, throwingAt(Word.Idle.class)))
                .isSameAs(cancelled);
        assertThat(gate.isOpen()).isFalse();
    }

    @Test
    void a_target_that_hangs_holds_the_call_until_it_writes_no_more() throws Exception {
        Store files = files(directory, "files");
        FaultyStore hangs =
                new FaultyStore(b).with(Fault.blocking(gate).at(Point.WRITE).afterBytes(UNIT / 2));
        CopySource source = CopySource.of(files, image.storedIn(files));
        CopyOrder order = order(source, begin(hangs), image);
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        CompletableFuture<Thread> leader = new CompletableFuture<>();
        others.execute(() -> {
            Recorder listener = new Recorder(word -> {
                if (word instanceof Word.Idle && gate.hasArrivals()) {
                    leader.complete(Thread.currentThread());
                    throw cancelled;
                }
            });
            try {
                transfer.copy(order, listener);
                thrown.complete(new AssertionError("it was not given up"));
            } catch (Throwable e) {
                thrown.complete(e);
            }
        });
        gate.awaitArrival();
        awaitStopping(leader.get(30, TimeUnit.SECONDS), thrown);
        assertThat(thrown).isNotDone();
        gate.open();
        assertThat(thrown.get(30, TimeUnit.SECONDS)).isSameAs(cancelled);
        long written = hangs.bytesWritten();
        assertThat(written).isLessThan(6L * UNIT);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(t -> t.getName().startsWith("copy to store b"));
        assertThat(hangs.bytesWritten()).isEqualTo(written);
    }

    /** Waits until the leader waits for the others, which it has told to stop. */
    private static void awaitStopping(Thread leader, CompletableFuture<Throwable> thrown) {
        while (Arrays.stream(leader.getStackTrace())
                .noneMatch(frame -> frame.getMethodName().equals("allEnd"))) {
            assertThat(thrown).isNotDone();
            Thread.onSpinWait();
        }
    }

    @Test
    void a_target_that_does_not_come_back_is_left_behind_and_others_have_its_turns() {
        Store files = files(directory, "files");
        FaultyStore hangs =
                new FaultyStore(b).with(Fault.blocking(gate).at(Point.WRITE).afterBytes(UNIT / 2));
        CopySource source = CopySource.of(files, image.storedIn(files));
        CopyOrder order = order(source, begin(hangs), image);
        Transfer impatient = new Transfer(limits, Duration.ofMillis(100));
        assertThatThrownBy(() -> impatient.copy(order, throwingAt(Word.Idle.class, gate::hasArrivals)))
                .isSameAs(cancelled);
        assertThat(gate.isOpen()).isFalse();
        TestLimits.awaitIdle(limits);
        long written = hangs.bytesWritten();
        MemoryStore other = new MemoryStore("other");
        CopyTarget target = begin(other);
        transfer.copy(order(source, target, image), new Recorder());
        image.assertIn(other, target.url());
        gate.open();
        assertThat(hangs.bytesWritten() - written)
                .as("what the hung call still had")
                .isLessThan(UNIT);
    }

    @Test
    void cancelling_at_any_word_of_progress_ends_all_parts() {
        Store from = files(directory, "from");
        Store to = files(directory, "to");
        TestImage large = new TestImage(40L * UNIT);
        CopySource source = CopySource.of(from, large.storedIn(from));
        FaultyStore slow =
                new FaultyStore(to).with(Fault.blocking(gate).at(Point.WRITE).fromCall(10));
        Recorder listener = new Recorder(word -> {
            if (word instanceof Word.Progress) {
                gate.open();
                throw cancelled;
            }
        });
        CopyTarget target = begin(slow);
        assertThatThrownBy(() -> transfer.copy(order(source, target, large), listener))
                .isSameAs(cancelled);
        long written = slow.bytesWritten();
        assertThat(written).isLessThan(large.sizeBytes());
        target.upload().abort();
        assertThat(to.localFiles().orElseThrow().path(target.url())).doesNotExist();
    }

    @Test
    void an_interrupt_is_a_drain() {
        FaultySource hangs = new FaultySource(image.source()).blockingAt(0, gate);
        CopyOrder order = order(CopySource.streamed("page", hangs), begin(b), image);
        Thread caller = Thread.currentThread();
        others.execute(() -> {
            gate.awaitArrival();
            caller.interrupt();
        });
        mustFail(FailureKind.DRAINING, "stopped", () -> transfer.copy(order, new Recorder()));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void several_parts_of_a_file_are_written_at_once() throws Exception {
        Store files = files(directory, "files");
        FaultyStore parallel = new FaultyStore(b).with(Fault.blocking(gate).at(Point.WRITE));
        CopyOrder order = order(CopySource.of(files, image.storedIn(files)), begin(parallel), image);
        CompletableFuture<CopyReceipt> receipt =
                CompletableFuture.supplyAsync(() -> transfer.copy(order, new Recorder()), others);
        gate.awaitArrivals(4);
        gate.open();
        receipt.get(30, TimeUnit.SECONDS);
        image.assertIn(b, order.target().url());
    }

    @Test
    void long_waits_are_told_with_their_reason_and_end_with_a_word() throws Exception {
        GrowingImage growing = new GrowingImage(image, directory.resolve("growing"));
        growing.growTo(UNIT);
        Recorder listener = new Recorder(word -> {
            if (word instanceof Word.Waiting) {
                growing.growTo(image.sizeBytes());
            }
        });
        CopyTarget target = begin(files(directory, "files"));
        CopyOrder order = new CopyOrder(
                CopySource.growing("staging", growing),
                target,
                Extents.NONE,
                () -> growing.isWhole() ? Optional.of(image.manifest()) : Optional.empty(),
                null,
                false);
        transfer.copy(order, listener);
        image.assertIn(target.store(), target.url());
        assertThat(listener.words()).contains(new Word.Waiting("more of it"), new Word.Working());
        assertThat(listener.words().indexOf(new Word.Working()))
                .isGreaterThan(listener.words().indexOf(new Word.Waiting("more of it")));
    }

    @Test
    void durable_marks_of_a_file_come_about_every_256_MiB() {
        VoidStore store = new VoidStore();
        LyingStore files = new LyingStore(store).files(url -> Path.of("nowhere"));
        assertThat(marks(files, store.upload(), 3 * STEP_BYTES))
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(3)
                .first()
                .isInstanceOfSatisfying(
                        Word.Durable.class,
                        mark -> assertThat(mark.written().bytes()).isBetween(STEP_BYTES, 2 * STEP_BYTES));
    }

    /** Its time has passed with each slice, however few bytes there are. */
    @Test
    void durable_marks_of_a_file_that_grows_slowly_do_not_wait_for_so_many() {
        VoidStore store = new VoidStore();
        LyingStore files = new LyingStore(store).files(url -> Path.of("nowhere"));
        long size = 5 * store.describe().limits().partBytes();
        try (TransferLimits hasty = new TransferLimits(4 << 20, 2, STEP_BYTES, Duration.ZERO)) {
            assertThat(marks(new Transfer(hasty), files, store.upload(), size)).isNotEmpty();
            TestLimits.awaitIdle(hasty);
        }
        assertThat(marks(files, store.upload(), size)).isEmpty();
    }

    @Test
    void every_part_in_a_store_that_is_far_away_is_marked_durable_but_the_last() {
        VoidStore store = new VoidStore();
        long part = store.describe().limits().partBytes();
        assertThat(marks(store, store.upload(), 3 * part + 1))
                .last()
                .isInstanceOfSatisfying(
                        Word.Durable.class,
                        mark -> assertThat(mark.written().bytes()).isGreaterThanOrEqualTo(3 * part));
        assertThat(marks(store, store.upload(), part)).isEmpty();
    }

    private List<Word> marks(Store store, Upload upload, long size) {
        return marks(transfer, store, upload, size);
    }

    private List<Word> marks(Transfer transfer, Store store, Upload upload, long size) {
        CopyTarget target = new CopyTarget(store, ObjectUrl.of("void://nothing"), upload, new Pace());
        Recorder listener = new Recorder();
        transfer.copy(withoutManifest(CopySource.streamed("page", FaultySource.of(5, size)), target, null), listener);
        return listener.words().stream().filter(Word.Durable.class::isInstance).toList();
    }

    private Recorder throwingAt(Class<? extends Word> word) {
        return throwingAt(word, () -> true);
    }

    private Recorder throwingAt(Class<? extends Word> word, BooleanSupplier now) {
        return new Recorder(heard -> {
            if (word.isInstance(heard) && now.getAsBoolean()) {
                throw cancelled;
            }
        });
    }
}
