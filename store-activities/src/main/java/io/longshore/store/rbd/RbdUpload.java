package io.longshore.store.rbd;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.store.Part;
import io.longshore.store.PartBytes;
import io.longshore.store.PartReceipt;
import io.longshore.store.StoredObject;
import io.longshore.store.Upload;
import io.longshore.store.WrittenRanges;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An image being written. Its writer holds its exclusive lock, and does not give it to whoever asks. Who takes the upload up, or
 * deletes it, breaks that lock first, which makes Ceph refuse everything that the former writer still sends, and then holds it itself;
 * within one process, where a lock cannot be broken, {@link OpenUploads} ends the former writer. What a write has answered is on disk.
 */
final class RbdUpload implements Upload {

    private enum State {
        OPEN,
        COMPLETED,
        ENDED
    }

    private final RbdPool pool;
    private final String name;
    private final RbdImage image;
    private final String id;
    private final OpenUploads uploads;
    private final RbdRemoval removal;
    private final SliceBuffers buffers;
    private final ImageGrowth growth;
    private final boolean whole;

    /** Whether it has a snapshot of other bytes than it is going to have. Guarded by {@link #growth}. */
    private boolean outdated;

    private final WrittenRanges written = new WrittenRanges();

    /** Where something may be that is not zeros. */
    private final WrittenRanges touched = new WrittenRanges();

    private State state = State.OPEN;
    private @Nullable ImageException reason;

    private RbdUpload(Parts parts, String name, RbdImage image, long step, boolean whole) {
        this.pool = parts.pool();
        this.name = name;
        this.image = image;
        this.uploads = parts.uploads();
        this.removal = parts.removal();
        this.buffers = parts.buffers();
        this.id = image.id();
        this.growth = new ImageGrowth(image, image.sizeBytes(), step);
        this.whole = whole;
    }

    /** What uploads of one store share. */
    record Parts(RbdPool pool, OpenUploads uploads, RbdRemoval removal, SliceBuffers buffers, int order) {}

    /** Makes the image; of two at once, one wins. */
    static RbdUpload create(Parts parts, String name, long sizeBytes) {
        return made(parts, name, () -> parts.pool().create(name, sizeBytes, parts.order()));
    }

    /** Makes the image as a clone, to be {@link #flatten flattened}: until then its parent cannot be deleted. */
    static RbdUpload cloned(Parts parts, String name, RbdPool from, RbdLocation source) {
        return made(
                parts, name, () -> parts.pool().cloneOf(from, source.image(), source.snapshot(), name, parts.order()));
    }

    private static RbdUpload made(Parts parts, String name, Runnable making) {
        return parts.uploads().alone(name, () -> {
            making.run();
            return opened(parts, name, image -> {
                image.takeLock();
                return new RbdUpload(parts, name, image, 2L << parts.order(), false);
            });
        });
    }

    /**
     * Takes up the image of that name. What is {@code durable} is believed and not read again: it was called durable
     * after a flush had succeeded, with no cache between us and the disks, and nobody writes without the image's lock.
     */
    static RbdUpload resume(Parts parts, String name, Extents durable) {
        return parts.uploads().alone(name, () -> {
            parts.uploads()
                    .end(name, parts.pool().failures().of(FailureKind.SUPERSEDED, name, "a later attempt writes it"));
            return opened(parts, name, image -> {
                image.takeLock();
                boolean whole = image.snapshotId(RbdLocation.SNAPSHOT).isPresent();
                if (image.sizeBytes() < durable.end()) {
                    throw parts.pool()
                            .failures()
                            .of(
                                    FailureKind.NOT_FOUND,
                                    name,
                                    "has room for " + image.sizeBytes() + " bytes where " + durable.end()
                                            + " were durable: it is not what was left");
                }
                boolean stays = whole && durable.areExactly(image.sizeBytes());
                RbdUpload upload = new RbdUpload(parts, name, image, 2L << parts.order(), stays);
                // It was made whole, but nobody came to know: its last parts come again.
                upload.outdated = whole && !stays;
                upload.written.add(durable);
                upload.touched.add(0, Long.MAX_VALUE);
                return upload;
            });
        });
    }

    private static RbdUpload opened(Parts parts, String name, Function<RbdImage, RbdUpload> taking) {
        RbdImage image = parts.pool().open(name);
        try {
            RbdUpload upload = taking.apply(image);
            parts.uploads().add(name, upload);
            return upload;
        } catch (RuntimeException e) {
            image.close();
            throw e;
        }
    }

    @Override
    public PartReceipt write(Part part, PartBytes bytes) {
        requireUnfinished();
        OptionalLong announced = bytes.length();
        if (announced.isPresent() && announced.getAsLong() > part.length()) {
            throw tooLong(part, announced.getAsLong());
        }
        onImage(this::removeOutdated);
        written.remove(part.offset(), part.offset() + part.length());
        boolean blank = touched.addFirst(part.offset(), part.offset() + part.length());
        long length;
        try (RbdPart channel = new RbdPart(image, pool, name, buffers, part.offset(), blank, growth::makeRoom)) {
            long sent = bytes.sendTo(channel);
            channel.finish();
            long due = announced.orElse(sent);
            length = channel.position() - part.offset();
            if (length > part.length()) {
                written.remove(part.offset(), part.offset() + length);
                throw tooLong(part, length);
            }
            if (length != due) {
                throw pool.failures()
                        .of(
                                FailureKind.CORRUPT,
                                name,
                                "part " + part.number() + ": " + length + " of " + due + " bytes arrived");
            }
        } catch (IOException e) {
            throw ofTarget(e);
        }
        requireUnfinished();
        written.add(part.offset(), part.offset() + length);
        return new PartReceipt(part.number(), part.offset(), length, "");
    }

    @Override
    public Extents makeDurable() {
        requireOpen();
        Extents durable = written.extents();
        if (!whole) {
            onImage(image::flush);
        }
        return durable;
    }

    @Override
    public StoredObject complete(long sizeBytes) {
        requireOpen();
        if (!written.isExactly(sizeBytes)) {
            throw pool.failures()
                    .of(
                            FailureKind.CORRUPT,
                            name,
                            "written is " + written + ", which does not make " + sizeBytes + " bytes");
        }
        onImage(() -> {
            if (!whole) {
                removeOutdated();
                growth.cutTo(sizeBytes);
                image.settle();
                long made = image.createSnapshot(RbdLocation.SNAPSHOT);
                if (!RbdError.EEXIST.is(made)) {
                    pool.require(name, "making its snapshot", made);
                }
            }
            long isProtected = image.protect(RbdLocation.SNAPSHOT);
            if (!RbdError.EBUSY.is(isProtected)) {
                pool.require(name, "protecting its snapshot", isProtected);
            }
        });
        end(State.COMPLETED, null);
        return new StoredObject(sizeBytes, "");
    }

    /** Not before somebody writes: who only takes the image up may be late, and it may be another one's whole image by now. */
    private void removeOutdated() {
        synchronized (growth) {
            if (outdated) {
                removal.removeSnapshot(image, name, RbdLocation.SNAPSHOT);
                outdated = false;
            }
        }
    }

    /** Fills the image with what {@code source} has open. */
    void copyFrom(RbdImage source, long sizeBytes, LongConsumer progress) {
        requireUnfinished();
        if (sizeBytes > 0) {
            source.copyTo(image, (done, all, data) -> {
                progress.accept(done);
                return 0;
            });
        }
        written.add(0, sizeBytes);
    }

    /** Makes a clone an image of its own. */
    void flatten(long sizeBytes, LongConsumer progress) {
        requireUnfinished();
        image.flatten((done, all, data) -> {
            progress.accept(all <= 0 ? 0 : Math.min(sizeBytes, sizeBytes / all * done));
            return 0;
        });
        written.add(0, sizeBytes);
    }

    @Override
    public void abort() {
        boolean ours;
        synchronized (this) {
            ours = state == State.OPEN;
        }
        close();
        if (ours) {
            uploads.alone(name, () -> removal.removeUnlessTakenOver(name, id));
        }
    }

    @Override
    public void close() {
        end(State.ENDED, null);
    }

    /** Ends it for a reason that whoever still writes is told. */
    void endFor(ImageException why) {
        end(State.ENDED, why);
    }

    private void end(State last, @Nullable ImageException why) {
        synchronized (this) {
            if (state == State.OPEN) {
                state = last;
                reason = why;
            }
        }
        uploads.remove(name, this);
        image.close();
    }

    private synchronized void requireOpen() {
        if (state != State.OPEN) {
            if (reason != null) {
                throw new ImageException(reason.kind(), reason.getMessage(), reason);
            }
            throw pool.failures().of(FailureKind.CONFLICT, name, "its upload has ended");
        }
    }

    private void requireUnfinished() {
        requireOpen();
        if (whole) {
            throw pool.failures().of(FailureKind.CONFLICT, name, "is whole already");
        }
    }

    /** Whoever ended the upload in mid-call is the reason for what the call then says. */
    private void onImage(Runnable call) {
        try {
            call.run();
        } catch (ImageException e) {
            requireOpen();
            throw e;
        }
    }

    private ImageException ofTarget(IOException e) {
        requireOpen();
        return e.getCause() instanceof ImageException failure
                ? failure
                : pool.failures().of(FailureKind.UNAVAILABLE, name, "closed while it was in use");
    }

    private ImageException tooLong(Part part, long length) {
        return pool.failures()
                .of(
                        FailureKind.CORRUPT,
                        name,
                        "part " + part.number() + " has " + length + " bytes where " + part.length() + " have room");
    }
}
