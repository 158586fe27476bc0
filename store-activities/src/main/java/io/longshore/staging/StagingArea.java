package io.longshore.staging;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.transfer.Waiting;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One staging directory, as this process works it; other processes may work it at the same time. A staged file is one generation of
 * one image. Thread-safe. Failures name staging; {@code UNAVAILABLE} where the directory does not answer as it should.
 */
public final class StagingArea implements AutoCloseable {

    private final StagingFiles files;
    private final StagingLocks locks;
    private final String id;
    private final Growths growths = new Growths();
    private final Map<ImageId, StagedWriter> writers = new HashMap<>();
    private final ReentrantLock books = new ReentrantLock();

    /** Opens {@code directory}, which is made where it is missing, and gives it an id where it has none. */
    public StagingArea(Path directory) {
        files = new StagingFiles(directory);
        try {
            Files.createDirectories(directory);
            locks = new StagingLocks(directory);
            id = StagingId.of(files, locks);
        } catch (IOException e) {
            throw StagingFailures.of("the directory cannot be opened", e);
        }
    }

    /** The id that is written inside the directory: the same in every process and for ever. */
    public String id() {
        return id;
    }

    /** As the other, for a writer that has no rivals. */
    public StagedWriter write(ImageId image, int generation, Room room, Runnable whenStopped) {
        return write(image, generation, 0, room, whenStopped);
    }

    /** As the others, with all the room that the disk has. */
    StagedWriter write(ImageId image, int generation, Runnable whenStopped) {
        return write(image, generation, 0, whenStopped);
    }

    /** As the others, with all the room that the disk has. */
    StagedWriter write(ImageId image, int generation, long turn, Runnable whenStopped) {
        return write(image, generation, turn, Room.boundless(), whenStopped);
    }

    /**
     * Opens the staged file for its one writer, where an earlier writer of that generation stopped, or anew. A writer of the image in
     * this process is stopped first; older generations are removed. {@code SUPERSEDED} where a newer generation is there or one whose
     * turn is later writes this one, {@code CONFLICT} where it is sealed, {@code SOURCE_CHANGED} while another process writes it: that
     * may stand still for ever, and what it writes is nobody else's; the next generation has a file of its own.
     *
     * @param turn later writers have larger ones
     * @param room for what is to be written; its failures are the writer's
     * @param whenStopped called when another takes the writer's place: to unblock what it reads; must not block
     */
    public StagedWriter write(ImageId image, int generation, long turn, Room room, Runnable whenStopped) {
        StagedName name = new StagedName(image, generation);
        return booked(() -> {
            if (files.newestGeneration(image) > generation) {
                throw StagingFailures.superseded(name.toString());
            }
            StagedWriter earlier = writers.get(image);
            if (earlier != null && earlier.outranks(generation, turn)) {
                throw StagingFailures.superseded(name.toString());
            }
            stop(earlier);
            FileLock lock = locks.tryLock(name)
                    .orElseThrow(() -> StagingFailures.of(
                            FailureKind.SOURCE_CHANGED, name + " is being written by another process"));
            if (files.sealed(name).isPresent()) {
                lock.release();
                throw StagingFailures.of(FailureKind.CONFLICT, name + " is sealed");
            }
            OpenFiles open = OpenFiles.open(files, name, lock);
            end(image, generation, "was begun anew");
            StagedWriter writer = new StagedWriter(name, turn, files, open, growths, room, whenStopped, this::closed);
            writers.put(image, writer);
            return writer;
        });
    }

    /** The staged file, if it is whole: all its bytes are there, durable and known. */
    public Optional<SealedFile> sealed(ImageId image, int generation) {
        return reading(() -> files.sealed(new StagedName(image, generation)));
    }

    /**
     * Follows the staged file, which need not be there yet.
     *
     * @param waiting told by the reading thread while bytes are awaited
     */
    public StagedSource follow(ImageId image, int generation, Waiting waiting) {
        return new StagedSource(new StagedName(image, generation), files, growths, waiting);
    }

    /** Removes every generation of the image; its writer is stopped, its followers fail. Absent is success; repeatable. */
    public void discard(ImageId image) {
        booked(() -> {
            stop(writers.get(image));
            end(image, Integer.MAX_VALUE, "was discarded");
            return true;
        });
    }

    /** Removes that generation of the image and older ones; a newer one stays. Absent is success; repeatable. */
    public void discard(ImageId image, int generation) {
        booked(() -> {
            StagedWriter writer = writers.get(image);
            if (writer != null && writer.name().generation() <= generation) {
                stop(writer);
            }
            end(image, generation + 1, "was discarded");
            return true;
        });
    }

    /** Everything that lies in the directory and is an image's. */
    public List<StagedEntry> list() {
        return reading(() -> StagedEntries.of(files));
    }

    /** Bytes that are left for staging. */
    public long freeBytes() {
        return reading(() -> Files.getFileStore(files.directory()).getUsableSpace());
    }

    /** Bytes that staged images take. */
    public long usedBytes() {
        return list().stream().mapToLong(StagedEntry::bytes).sum();
    }

    /** Stops the writers of this process and lets go of the directory, which keeps what it has. */
    @Override
    public void close() {
        booked(() -> {
            List.copyOf(writers.values()).forEach(StagedWriter::stop);
            locks.close();
            return true;
        });
    }

    private void end(ImageId image, int below, String how) throws IOException {
        Set<StagedName> names = files.of(image);
        ImageException why = StagingFailures.of(FailureKind.SOURCE_CHANGED, "image " + image + " " + how);
        growths.end(image, generation -> generation < below, why);
        for (StagedName name : names) {
            if (name.generation() < below) {
                files.deleteAll(name);
            }
        }
    }

    private static void stop(@Nullable StagedWriter writer) {
        if (writer != null) {
            writer.stop();
        }
    }

    private void closed(StagedWriter writer) {
        books.lock();
        try {
            writers.remove(writer.name().image(), writer);
        } finally {
            books.unlock();
        }
    }

    private interface Step<T> {
        T run() throws IOException;
    }

    private <T> T booked(Step<T> step) {
        books.lock();
        try {
            return reading(step);
        } finally {
            books.unlock();
        }
    }

    private <T> T reading(Step<T> step) {
        try {
            return step.run();
        } catch (IOException e) {
            files.requireDirectory();
            throw StagingFailures.of("the directory", e);
        }
    }
}
