package io.longshore.staging;

import io.longshore.image.ContentManifest;
import io.longshore.image.FailureKind;
import io.longshore.staging.StagedName.Kind;
import io.longshore.store.SourceObject;
import io.longshore.transfer.GrowingFile;
import io.longshore.transfer.Waiting;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * A staged file as its followers see it: readable as far as it has grown, by whole units, and waiting for the rest, also when another
 * process writes it, and before it exists. Ends with {@code SOURCE_CHANGED} where the generation was discarded or superseded, with
 * {@code SOURCE_LOST} where its writer has given it up. May be used by several threads.
 */
public final class StagedSource implements GrowingFile {

    private static final Duration UNREMARKABLE = Duration.ofMillis(100);
    private static final Duration REMINDER = Duration.ofSeconds(1);

    private final StagedName name;
    private final StagingFiles files;
    private final Growths growths;
    private final Growth growth;
    private final StagedLook look;
    private final Waiting waiting;
    private volatile boolean closed;

    StagedSource(StagedName name, StagingFiles files, Growths growths, Waiting waiting) {
        this.name = name;
        this.files = files;
        this.growths = growths;
        this.growth = growths.hold(name);
        this.look = new StagedLook(name, files, growth);
        this.waiting = waiting;
    }

    /** What the file holds; empty until it is sealed. */
    public Optional<ContentManifest> manifest() {
        look.now();
        return Optional.ofNullable(growth.state().whole());
    }

    @Override
    public SourceObject object() {
        OptionalLong size =
                manifest().stream().mapToLong(ContentManifest::sizeBytes).findFirst();
        return new SourceObject(size, name.toString());
    }

    @Override
    public long await(long wantedBytes, Waiting notice) {
        return await(wantedBytes, notice, () -> true);
    }

    @Override
    public FileChannel openFile() {
        try {
            return files.openToRead(name, Kind.DATA);
        } catch (NoSuchFileException e) {
            look.now();
            growth.state().answer(0);
            throw StagingFailures.of(FailureKind.SOURCE_CHANGED, name + " is gone");
        } catch (IOException e) {
            throw StagingFailures.of(name.toString(), e);
        }
    }

    @Override
    public ReadableByteChannel open(long offset) {
        return new StagedChannel(this, offset, waiting);
    }

    @Override
    public boolean restartable() {
        return true;
    }

    /** Ends every wait with {@code SOURCE_UNAVAILABLE}. Repeatable. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            growth.wake();
            growths.release(name, growth);
        }
    }

    /** As the other, and ended as well when {@code isOpen} no longer holds; {@link #wake} makes it look. */
    long await(long wantedBytes, Waiting notice, BooleanSupplier isOpen) {
        long remindAt = System.nanoTime() + UNREMARKABLE.toNanos();
        while (true) {
            if (closed || !isOpen.getAsBoolean()) {
                throw StagingFailures.of(FailureKind.SOURCE_UNAVAILABLE, name + " is no longer followed");
            }
            look.ifDue();
            Growth.State state = growth.state();
            long answer = state.answer(wantedBytes);
            if (answer >= 0) {
                return answer;
            }
            if (System.nanoTime() - remindAt >= 0) {
                remindAt = System.nanoTime() + REMINDER.toNanos();
                notice.on("the source's next bytes, " + state.bytes() + " are staged");
            }
            pause(state);
        }
    }

    /** How many bytes can be read now. */
    long readable() {
        return growth.state().bytes();
    }

    void wake() {
        growth.wake();
    }

    private void pause(Growth.State seen) {
        try {
            growth.awaitChange(seen, StagedLook.INTERVAL.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StagingFailures.of(FailureKind.DRAINING, "stopped while following " + name);
        }
    }
}
