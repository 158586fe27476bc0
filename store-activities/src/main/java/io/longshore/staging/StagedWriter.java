package io.longshore.staging;

import io.longshore.image.ContentManifest;
import io.longshore.image.FailureKind;
import io.longshore.staging.StagedName.Kind;
import io.longshore.store.Zeros;
import io.longshore.transfer.IntakeSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of one staged file. What it has written stays when it is closed, for the next writer of the same generation. When
 * another writer of the image is opened in this process, or the image is discarded, this one is stopped: from then on every call
 * fails with {@code SUPERSEDED}. A full disk is {@code STAGING_FULL}.
 */
public final class StagedWriter implements IntakeSink, AutoCloseable {

    private final StagedName name;
    private final long turn;
    private final StagingFiles files;
    private final OpenFiles open;
    private final Growths growths;
    private final Growth growth;
    private final Room room;
    private final Runnable whenStopped;
    private final Consumer<StagedWriter> whenClosed;
    private final ReentrantLock lock = new ReentrantLock();
    private long position;
    private volatile int whole;
    private boolean closed;

    /**
     * @param turn later writers have larger ones
     * @param room for what is to be written
     * @param whenStopped unblocks whoever writes, when another takes this one's place
     * @param whenClosed takes the writer out of the area's books
     */
    StagedWriter(
            StagedName name,
            long turn,
            StagingFiles files,
            OpenFiles open,
            Growths growths,
            Room room,
            Runnable whenStopped,
            Consumer<StagedWriter> whenClosed) {
        this.name = name;
        this.turn = turn;
        this.files = files;
        this.open = open;
        this.growths = growths;
        this.growth = growths.hold(name);
        this.room = room;
        this.whenStopped = whenStopped;
        this.whenClosed = whenClosed;
    }

    StagedName name() {
        return name;
    }

    /** Whether somebody who comes with that generation and turn comes too late to take this one's place. */
    boolean outranks(int generation, long otherTurn) {
        return name.generation() > generation || (name.generation() == generation && turn > otherTurn);
    }

    @Override
    public int[] units() {
        return alone(() -> {
            long there =
                    Math.min(open.units().size() / Integer.BYTES, open.data().size() / ContentManifest.UNIT_BYTES);
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(there * Integer.BYTES));
            while (bytes.hasRemaining() && open.units().read(bytes, bytes.position()) >= 0) {
                Thread.onSpinWait();
            }
            int[] units = new int[bytes.position() / Integer.BYTES];
            bytes.flip().asIntBuffer().get(units);
            return units;
        });
    }

    @Override
    public int read(ByteBuffer target, long position) {
        try {
            return open.data().read(target, position);
        } catch (IOException e) {
            throw StagingFailures.of(name.toString(), e);
        }
    }

    @Override
    public void keep(long bytes) {
        alone(() -> {
            whole = Math.toIntExact(bytes / ContentManifest.UNIT_BYTES);
            position = bytes;
            open.units().truncate((long) whole * Integer.BYTES);
            open.data().truncate(bytes);
            growth.grown(bytes);
            return position;
        });
    }

    /** {@inheritDoc} Fails as its room does, and writes nothing then. */
    @Override
    public void write(ByteBuffer bytes) {
        room.need(position + bytes.remaining());
        alone(() -> {
            if (Zeros.are(bytes)) {
                position += bytes.remaining();
                return position;
            }
            while (bytes.hasRemaining()) {
                position += open.data().write(bytes, position);
            }
            return position;
        });
    }

    /** Zeros are not written; the file must reach as far as they do all the same, before anybody reads them. */
    private void reachPosition() throws IOException {
        if (open.data().size() < position) {
            ByteBuffer last = Zeros.some(1);
            while (last.hasRemaining()) {
                open.data().write(last, position - 1);
            }
        }
    }

    @Override
    public void unit(int crc32c) {
        alone(() -> {
            reachPosition();
            ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES).putInt(crc32c).flip();
            int next = whole + 1;
            long at = (long) whole * Integer.BYTES;
            while (bytes.hasRemaining()) {
                at += open.units().write(bytes, at);
            }
            whole = next;
            requireThere();
            growth.grown((long) next * ContentManifest.UNIT_BYTES);
            return next;
        });
    }

    @Override
    public long force() {
        long bytes = (long) whole * ContentManifest.UNIT_BYTES;
        try {
            open.data().force(false);
            open.units().force(false);
            return bytes;
        } catch (IOException e) {
            throw StagingFailures.of(name.toString(), e);
        }
    }

    /**
     * Ends the file: it is whole, durable, and found as such after any crash; its followers reach its end. {@code INTERNAL} where
     * the manifest is not of what was written. To be closed afterwards all the same.
     */
    public SealedFile seal(ContentManifest manifest, @Nullable Long virtualSizeBytes) {
        return alone(() -> {
            if (manifest.sizeBytes() != position) {
                throw StagingFailures.of(
                        FailureKind.INTERNAL,
                        name + " has " + position + " bytes, its manifest " + manifest.sizeBytes());
            }
            reachPosition();
            open.data().force(true);
            requireThere();
            files.writeWhole(
                    files.path(name, Kind.UNFINISHED_SEAL),
                    files.path(name, Kind.SEAL),
                    Seal.of(manifest, virtualSizeBytes).write());
            requireThere();
            growth.sealed(manifest);
            files.delete(name, Kind.UNITS);
            return new SealedFile(
                    name.image(), name.generation(), files.path(name, Kind.DATA), manifest, virtualSizeBytes);
        });
    }

    /**
     * Gives the generation up: no more bytes will come, and its followers fail with {@code SOURCE_LOST} and that reason. A new writer
     * of the same generation takes it back.
     */
    public void fail(String reason) {
        alone(() -> {
            files.writeWhole(
                    files.path(name, Kind.UNFINISHED_SEAL),
                    files.path(name, Kind.FAILED),
                    reason.getBytes(StandardCharsets.UTF_8));
            growths.end(
                    name.image(),
                    generation -> generation == name.generation(),
                    StagingFailures.of(FailureKind.SOURCE_LOST, reason));
            return reason;
        });
    }

    /** Ends this writer in favour of another. When it returns, nothing of this one is written any more. */
    void stop() {
        whenStopped.run();
        close();
    }

    /** Lets go of the file, which keeps what it has. Repeatable. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            growths.release(name, growth);
            open.close();
        } catch (IOException e) {
            throw StagingFailures.of(name.toString(), e);
        } finally {
            lock.unlock();
        }
        // Not under the lock: who stops a writer holds the books and wants the lock.
        whenClosed.accept(this);
    }

    /** A file whose name is gone was discarded by another process: whoever writes to it writes to nothing. */
    private void requireThere() throws IOException {
        if (!files.exists(name, Kind.DATA)) {
            files.requireDirectory();
            files.delete(name, Kind.SEAL);
            files.delete(name, Kind.UNITS);
            throw StagingFailures.superseded(name.toString());
        }
    }

    private interface Step<T> {
        T run() throws IOException;
    }

    private <T> T alone(Step<T> step) {
        lock.lock();
        try {
            if (closed) {
                throw StagingFailures.superseded(name.toString());
            }
            return step.run();
        } catch (IOException e) {
            throw StagingFailures.of(name.toString(), e);
        } finally {
            lock.unlock();
        }
    }
}
