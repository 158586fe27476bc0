package io.longshore.transfer;

import static io.longshore.transfer.TestImage.UNIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.longshore.image.ContentManifest;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.store.Fault;
import io.longshore.store.FaultySource;
import io.longshore.store.FaultyStore;
import io.longshore.store.Gate;
import io.longshore.store.MemoryStore;
import io.longshore.store.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IntakeTest {

    private final TransferLimits limits = new TransferLimits(4 << 20, 2);
    private final Transfer transfer = new Transfer(limits);
    private final MemorySink sink = new MemorySink();
    private final MemoryStore memory = new MemoryStore("memory");

    @AfterEach
    void everyTurnIsGivenBack() {
        TestLimits.awaitIdle(limits);
        limits.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, UNIT - 1, UNIT, UNIT + 1, 2 * UNIT - 1, 2 * UNIT, 2 * UNIT + 1, 3 * UNIT + 77})
    void learns_what_it_reads_and_keeps_it(long size) {
        TestImage image = new TestImage(size);
        assertThat(into(image.intakeSource(0))).isEqualTo(image.manifest());
        assertThat(sink.bytes()).isEqualTo(image.source().bytes());
        assertThat(sink.units()).isEqualTo(Arrays.copyOf(image.manifest().crc32c(), (int) (size / UNIT)));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, UNIT - 1, UNIT, UNIT + 1, 2 * UNIT, 2 * UNIT + 5})
    void learns_what_it_reads_and_uploads_it(long size) {
        TestImage image = new TestImage(size);
        for (boolean sizeIsKnown : new boolean[] {true, false}) {
            ObjectUrl url = memory.place(ImageId.random(), 1, OptionalLong.empty());
            Upload upload = memory.begin(url, OptionalLong.empty());
            IntakeSource source = source(image.source().open(0), sizeIsKnown ? size : -1, Long.MAX_VALUE);
            try (Intake intake = transfer.intake(ByteInspector.none(), new Recorder())) {
                assertThat(intake.into(source, memory.describe(), upload, new Pace()))
                        .isEqualTo(image.manifest());
            }
            upload.complete(size);
            image.assertIn(memory, url);
        }
    }

    @Test
    void reads_sources_that_give_little_at_a_time() {
        TestImage image = new TestImage(UNIT + 1234);
        FaultySource slow = new FaultySource(image.source()).readingAtMost(1000);
        assertThat(into(source(slow.open(0), -1, Long.MAX_VALUE))).isEqualTo(image.manifest());
    }

    @Test
    void shows_the_inspector_every_byte_in_order() {
        TestImage image = new TestImage(2 * UNIT + 3);
        ByteBuffer seen = ByteBuffer.allocate(2 * UNIT + 3);
        try (Intake intake = transfer.intake(seen::put, new Recorder())) {
            intake.into(image.intakeSource(0), sink);
        }
        assertThat(seen.array()).isEqualTo(image.source().bytes());
    }

    @Test
    void lets_the_inspector_refuse_the_image() {
        RuntimeException refusal = new ImageException(FailureKind.INVALID, "not a disk");
        ByteInspector inspector = bytes -> {
            throw refusal;
        };
        try (Intake intake = transfer.intake(inspector, new Recorder())) {
            assertThatThrownBy(() -> intake.into(new TestImage(5).intakeSource(0), sink))
                    .isSameAs(refusal);
        }
    }

    @Test
    void stops_at_the_limit_and_names_it() {
        TestImage image = new TestImage(UNIT + 1);
        mustFail(FailureKind.TOO_LARGE, "limit of " + UNIT + " bytes", () -> into(source(image.open(0), -1, UNIT)));
        mustFail(
                FailureKind.TOO_LARGE,
                "limit of " + UNIT + " bytes",
                () -> into(source(image.open(0), UNIT + 1, UNIT)));
    }

    @Test
    void calls_a_size_that_is_not_the_announced_one_what_the_caller_calls_it() {
        TestImage image = new TestImage(1000);
        mustFail(FailureKind.INVALID, "sent 1000 of the 1001", () -> into(source(image.open(0), 1001, 5000)));
        mustFail(FailureKind.INVALID, "more than the 999", () -> into(source(image.open(0), 999, 5000)));
        mustFail(FailureKind.INVALID, "more than the 0", () -> into(source(image.open(0), 0, 5000)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, UNIT - 1, UNIT, UNIT + 1, 2 * UNIT, 2 * UNIT + 1, 3 * UNIT})
    void goes_on_after_every_prefix_at_the_last_whole_unit(int prefix) {
        TestImage image = new TestImage(3 * UNIT);
        FaultySource breaking =
                new FaultySource(image.source()).failingAt(prefix, 1, FailureKind.SOURCE_UNAVAILABLE, "reset");
        mustFail(FailureKind.SOURCE_UNAVAILABLE, "reset", () -> into(source(breaking.open(0), -1, Long.MAX_VALUE)));

        ByteBuffer seen = ByteBuffer.allocate(3 * UNIT);
        try (Intake intake = transfer.intake(seen::put, new Recorder())) {
            long at = intake.resume(sink);
            assertThat(at).isEqualTo((long) (prefix / UNIT) * UNIT);
            assertThat(intake.into(source(image.open(at), 3 * UNIT, Long.MAX_VALUE), sink))
                    .isEqualTo(image.manifest());
        }
        assertThat(sink.bytes()).isEqualTo(image.source().bytes());
        assertThat(seen.array()).isEqualTo(image.source().bytes());
    }

    @Test
    void believes_what_is_there_as_far_as_its_checksums_say() {
        TestImage image = new TestImage(3 * UNIT);
        int[] units = image.manifest().crc32c();
        byte[] damaged = image.source().bytes();
        damaged[UNIT + 5] ^= 1;
        assertThat(resumedAt(damaged, units)).as("a damaged unit").isEqualTo(UNIT);
        byte[] zeros = Arrays.copyOf(Arrays.copyOf(image.source().bytes(), UNIT), 3 * UNIT);
        assertThat(resumedAt(zeros, units))
                .as("bytes that never reached the disk")
                .isEqualTo(UNIT);
        assertThat(resumedAt(zeros, new int[3]))
                .as("checksums that never did either")
                .isZero();
        byte[] cut = Arrays.copyOf(image.source().bytes(), 2 * UNIT - 1);
        assertThat(resumedAt(cut, units)).as("a file that was cut off").isEqualTo(UNIT);
        assertThat(sink.bytes()).hasSize(UNIT);
        assertThat(resumedAt(image.source().bytes(), units[0], units[1])).isEqualTo(2 * UNIT);
    }

    @Test
    void begins_anew_where_it_was_not_asked_to_resume() {
        sink.becomes(new TestImage(7, 2 * UNIT).source().bytes(), 1, 2);
        TestImage image = new TestImage(5);
        try (Intake intake = transfer.intake(ByteInspector.none(), new Recorder())) {
            assertThat(intake.into(image.intakeSource(0), sink)).isEqualTo(image.manifest());
        }
        assertThat(sink.bytes()).isEqualTo(image.source().bytes());
        assertThat(sink.units()).isEmpty();
    }

    @Test
    void blames_the_store_for_what_the_store_does() {
        FaultyStore store = new FaultyStore(memory)
                .with(Fault.failing(FailureKind.STORE_FULL, "no space")
                        .at(FaultyStore.Point.WRITE)
                        .afterBytes(UNIT / 2));
        Upload upload = store.begin(store.place(ImageId.random(), 1, OptionalLong.empty()), OptionalLong.empty());
        try (Intake intake = transfer.intake(ByteInspector.none(), new Recorder())) {
            mustFail(
                    FailureKind.STORE_FULL,
                    "store memory: no space",
                    () -> intake.into(new TestImage(UNIT).intakeSource(0), store.describe(), upload, new Pace()));
        }
    }

    @Test
    void brings_out_unchanged_what_the_listener_throws() {
        IllegalStateException cancelled = new IllegalStateException("cancelled");
        Recorder listener = new Recorder(word -> {
            throw cancelled;
        });
        TestImage image = new TestImage(40 * UNIT);
        FaultySource slow = new FaultySource(image.source()).readingAtMost(1000);
        try (Intake intake = transfer.intake(ByteInspector.none(), listener)) {
            assertThatThrownBy(() -> intake.into(source(slow.open(0), -1, Long.MAX_VALUE), sink))
                    .isSameAs(cancelled);
        }
    }

    @Test
    void tells_of_a_source_that_says_nothing_and_lets_it_be_given_up() throws IOException {
        Gate gate = new Gate();
        FaultySource silent = new FaultySource(new TestImage(2 * UNIT).source()).blockingAt(UNIT, gate);
        IllegalStateException cancelled = new IllegalStateException("cancelled");
        Recorder listener = givingUp(cancelled, gate::hasArrivals);
        try (Intake intake = transfer.intake(ByteInspector.none(), listener);
                ReadableByteChannel bytes = silent.open(0)) {
            assertThatThrownBy(() -> intake.into(source(bytes, 2 * UNIT, Long.MAX_VALUE), sink))
                    .isSameAs(cancelled);
        }
        assertThat(listener.words().getLast()).isEqualTo(new Recorder.Word.Waiting("the source's next bytes"));
        assertThat(sink.bytes()).hasSize(UNIT);
        assertThat(gate.isOpen()).isFalse();
    }

    @Test
    void tells_of_a_question_that_is_not_answered_and_lets_it_be_given_up() {
        CountDownLatch answer = new CountDownLatch(1);
        IllegalStateException cancelled = new IllegalStateException("cancelled");
        Recorder listener = givingUp(cancelled, () -> true);
        try (Intake intake = transfer.intake(ByteInspector.none(), listener)) {
            assertThatThrownBy(() -> intake.meanwhile("an answer", () -> awaited(answer), answer::countDown))
                    .isSameAs(cancelled);
        }
        assertThat(answer.getCount()).as("given up").isZero();
        assertThat(listener.words().getLast()).isEqualTo(new Recorder.Word.Waiting("an answer"));
    }

    @Test
    void brings_the_answer_of_a_question_or_its_failure() {
        ImageException gone = new ImageException(FailureKind.SOURCE_LOST, "page: gone");
        try (Intake intake = transfer.intake(ByteInspector.none(), new Recorder())) {
            assertThat(intake.meanwhile("an answer", () -> 42, () -> fail("nothing is to be given up")))
                    .isEqualTo(42);
            assertThatThrownBy(() -> intake.meanwhile(
                            "an answer",
                            () -> {
                                throw gone;
                            },
                            () -> fail("nothing is to be given up")))
                    .isSameAs(gone);
        }
    }

    /** Making them durable may take longer than bytes did. */
    @Test
    void tells_what_is_waited_for_when_all_bytes_are_there() {
        CountDownLatch heard = new CountDownLatch(1);
        Recorder listener = new Recorder(word -> {
            if (word.equals(new Recorder.Word.Waiting("the store to finish"))) {
                heard.countDown();
            }
        });
        TestImage image = new TestImage(UNIT + 7);
        try (Intake intake = transfer.intake(ByteInspector.none(), listener)) {
            intake.into(source(image.source().open(0), -1, Long.MAX_VALUE), sink);
            assertThat(intake.meanwhile("the store to finish", () -> awaited(heard), () -> {}))
                    .isTrue();
        }
    }

    private static Recorder givingUp(RuntimeException why, BooleanSupplier now) {
        return new Recorder(word -> {
            if (word instanceof Recorder.Word.Waiting && now.getAsBoolean()) {
                throw why;
            }
        });
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException("giving up comes first", e);
        }
    }

    private long resumedAt(byte[] bytes, int... units) {
        sink.becomes(bytes, units);
        try (Intake intake = transfer.intake(ByteInspector.none(), new Recorder())) {
            return intake.resume(sink);
        }
    }

    private ContentManifest into(IntakeSource source) {
        try (Intake intake = transfer.intake(ByteInspector.none(), new Recorder())) {
            assertThat(intake.resume(new MemorySink())).isZero();
            return intake.into(source, sink);
        }
    }

    private static IntakeSource source(ReadableByteChannel bytes, long announced, long most) {
        OptionalLong size = announced < 0 ? OptionalLong.empty() : OptionalLong.of(announced);
        return new IntakeSource("page", bytes, size, most, FailureKind.INVALID);
    }

    private static void mustFail(FailureKind kind, String words, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(words);
    }
}
