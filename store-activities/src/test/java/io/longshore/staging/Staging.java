package io.longshore.staging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.ContentManifest;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.transfer.ByteInspector;
import io.longshore.transfer.Intake;
import io.longshore.transfer.IntakeSource;
import io.longshore.transfer.TestImage;
import io.longshore.transfer.TestLimits;
import io.longshore.transfer.Transfer;
import io.longshore.transfer.TransferLimits;
import io.longshore.transfer.TransferListener;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of staging need: an area, an engine, an image, and other threads. */
abstract class Staging {

    static final int UNIT = TestImage.UNIT;

    final ImageId id = ImageId.random();
    final TestImage image = new TestImage(2L * UNIT + 17);
    final TransferLimits limits = new TransferLimits(2 << 20, 2);
    final Transfer transfer = new Transfer(limits);
    final ExecutorService others = Executors.newCachedThreadPool();

    @TempDir
    Path directory;

    StagingArea area;

    @BeforeEach
    void open() {
        area = new StagingArea(directory);
    }

    @AfterEach
    void close() {
        others.shutdownNow();
        area.close();
        TestLimits.awaitIdle(limits);
        limits.close();
    }

    /** The same directory as another process has it, but for locks, which are the process's. */
    StagingArea reopened() {
        return new StagingArea(directory);
    }

    StagedWriter writer(int generation) {
        return area.write(id, generation, () -> {});
    }

    /** Writes {@code bytes} of the image as a fetch does that is then killed. */
    void partial(int generation, long bytes) {
        TestImage beginning = new TestImage(image.seed(), bytes);
        try (StagedWriter writer = writer(generation)) {
            intake(writer, beginning.open(0));
        }
    }

    /** Fetches what is not there yet, and seals. */
    SealedFile staged(StagingArea where, int generation, TestImage what) {
        try (StagedWriter writer = where.write(id, generation, () -> {});
                Intake intake = transfer.intake(ByteInspector.none(), TransferListener.none())) {
            long at = intake.resume(writer);
            ContentManifest manifest = intake.into(what.intakeSource(at), writer);
            return writer.seal(manifest, null);
        }
    }

    ContentManifest intake(StagedWriter writer, ReadableByteChannel bytes) {
        try (Intake intake = transfer.intake(ByteInspector.none(), TransferListener.none())) {
            intake.resume(writer);
            return intake.into(
                    new IntakeSource("page", bytes, OptionalLong.empty(), Long.MAX_VALUE, FailureKind.INVALID), writer);
        }
    }

    static void mustFail(FailureKind kind, String words, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ImageException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind))
                .hasMessageStartingWith("staging: ")
                .hasMessageContaining(words);
    }
}
