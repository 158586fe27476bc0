package io.longshore.activity;

import io.longshore.image.ContentManifest;
import io.longshore.image.FailureKind;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.ImageLocation;
import io.longshore.image.ObjectUrl;
import io.longshore.store.ByteSource;
import io.longshore.store.ReadableStore;
import io.longshore.store.ServerSideCopy;
import io.longshore.store.SourceObject;
import io.longshore.store.Store;
import io.longshore.store.StoredObject;
import io.longshore.transfer.CheckOrder;
import io.longshore.transfer.CopyReceipt;
import io.longshore.transfer.CopySource;
import io.longshore.transfer.Transfer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** A copy that the target's store makes by itself: we only ask for it, hear how far it is, and compare sizes. */
final class NativeCopy {

    private final ServerSideCopy copies;
    private final Store target;
    private final ReadableStore from;
    private final ObjectUrl source;

    private NativeCopy(ServerSideCopy copies, Store target, ReadableStore from, ObjectUrl source) {
        this.copies = copies;
        this.target = target;
        this.from = from;
        this.source = source;
    }

    /** Empty where the target's store cannot. */
    static Optional<NativeCopy> of(Store target, ReadableStore from, ImageLocation source) {
        return target.serverSideCopy()
                .filter(copies -> copies.obstacle(from).isEmpty())
                .map(copies -> new NativeCopy(copies, target, from, source.url()));
    }

    /**
     * Makes the copy at {@code url} and answers when it is whole. The listener is told on this thread alone; what it throws ends the
     * wait, and the store is asked to stop.
     *
     * @param goesOn whether an earlier attempt may have begun it there
     */
    CopyReceipt make(ObjectUrl url, boolean goesOn, Image image, HeartbeatListener listener) {
        String tag = requireSize(image);
        AtomicLong done = new AtomicLong();
        CompletableFuture<StoredObject> copied = new CompletableFuture<>();
        Thread copying = Thread.ofVirtual().name("native copy").start(() -> {
            try {
                copied.complete(
                        goesOn
                                ? copies.resume(from, source, url, done::set)
                                : copies.copy(from, source, url, done::set));
            } catch (Throwable e) {
                copied.completeExceptionally(e);
            }
        });
        try {
            StoredObject stored = await(copied, done, listener);
            if (image.sizeBytes() != null && stored.sizeBytes() != image.sizeBytes()) {
                throw new ImageException(
                        FailureKind.CORRUPT,
                        name(target) + ": corrupt: the copy has " + stored.sizeBytes() + " bytes, the image "
                                + image.sizeBytes());
            }
            return new CopyReceipt(stored, check(tag, stored), 0, null);
        } finally {
            copying.interrupt();
        }
    }

    /** The copy that was {@link #make made} at {@code url}, read back and compared with what it must be. */
    CopyReceipt readBack(
            CopyReceipt made,
            ObjectUrl url,
            Image image,
            Optional<ContentManifest> manifest,
            Transfer engine,
            HeartbeatListener listener) {
        try (CopySource bytes = CopySource.of(from, source)) {
            CopyReceipt read = engine.check(
                    new CheckOrder(bytes, target, url, made.stored(), manifest.orElse(null), image.hashes()), listener);
            return new CopyReceipt(
                    read.stored(),
                    "copied by the store itself, " + read.check(),
                    read.checkedBytes(),
                    read.newManifest());
        }
    }

    private StoredObject await(CompletableFuture<StoredObject> copied, AtomicLong done, HeartbeatListener listener) {
        long told = 0;
        while (true) {
            try {
                StoredObject stored = copied.get(1, TimeUnit.SECONDS);
                listener.progress(stored.sizeBytes());
                return stored;
            } catch (TimeoutException slow) {
                long now = done.get();
                if (now != told) {
                    listener.progress(now);
                } else {
                    // It may tell of nothing for as long as one call takes, and how long that is its driver knows.
                    listener.waiting(name(target) + ", which copies by itself");
                }
                told = now;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ImageException(FailureKind.DRAINING, name(target) + ": stopped from outside", e);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof ImageException failure
                        ? failure
                        : new ImageException(FailureKind.INTERNAL, name(target) + ": " + e.getCause(), e);
            }
        }
    }

    /**
     * Stores name the same bytes differently where they lie in other parts, or encrypted: so checksums that differ say nothing.
     */
    private static String check(String tag, StoredObject stored) {
        return !tag.isEmpty() && stored.checksum().equals("etag:" + tag)
                ? "copied by the store itself, sizes and the store's checksums compared"
                : "copied by the store itself, sizes compared";
    }

    /** A source that is gone, or is not the image any more, is noticed here and blamed for it. Answers what names its bytes. */
    private String requireSize(Image image) {
        try (ByteSource bytes = from.source(source)) {
            SourceObject object = bytes.object();
            OptionalLong size = object.size();
            if (image.sizeBytes() != null && size.isPresent() && size.getAsLong() != image.sizeBytes()) {
                throw new ImageException(
                        FailureKind.SOURCE_LOST,
                        name(from) + ": corrupt: " + size.getAsLong() + " bytes, the image has " + image.sizeBytes());
            }
            return object.validator();
        } catch (ImageException e) {
            FailureKind kind = switch (e.kind()) {
                case NOT_FOUND, FORBIDDEN, INVALID, UNSUPPORTED -> FailureKind.SOURCE_LOST;
                case UNAVAILABLE -> FailureKind.SOURCE_UNAVAILABLE;
                default -> e.kind();
            };
            throw kind == e.kind() ? e : new ImageException(kind, e.getMessage(), e);
        }
    }

    private static String name(ReadableStore store) {
        return "store " + store.describe().id();
    }
}
