package io.longshore.service;

import static io.longshore.image.FailureKind.NOT_FOUND;

import io.longshore.auth.AccessPolicy;
import io.longshore.catalog.ImportRow;
import io.longshore.image.Caller;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.StoreId;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Imports with the eyes of a caller: who sees the image sees its imports, who may change it may speak to them. An import whose image is
 * deleted is seen by admins alone.
 */
public final class ImportAccess implements AutoCloseable {

    private static final long LOOK_MILLIS = 1_000;

    private final Imports imports;
    private final ImageQueries images;
    private final ProgressReader progress;
    private final AccessPolicy policy;
    private final CountDownLatch closing = new CountDownLatch(1);

    public ImportAccess(Imports imports, ImageQueries images, ProgressReader progress, AccessPolicy policy) {
        this.imports = imports;
        this.images = images;
        this.progress = progress;
        this.policy = policy;
    }

    /** An import that its caller may see. */
    public record Seen(ImportRow row) {}

    /** Takes each state of a followed import; an {@link IOException} says that its reader has gone. */
    public interface Follower {
        void take(ImportProgress progress) throws IOException;
    }

    /** The import that {@code id} names, by itself or by its image. {@code NOT_FOUND} where the caller sees none. */
    public Seen see(Caller caller, String id) {
        return imports.find(id)
                .filter(row -> caller.isAdmin() || image(caller, row).isPresent())
                .map(Seen::new)
                .orElseThrow(() -> new ImageException(NOT_FOUND, "No import found for " + id));
    }

    public ImportProgress progress(Seen seen) {
        return progress.read(seen.row());
    }

    /** Hands over the import's state every second, until it has ended, its reader has gone, or this process ends. */
    public void follow(Seen seen, Follower follower) throws IOException {
        try {
            while (true) {
                Optional<ImportProgress> now =
                        progress.read(seen.row().request().id());
                if (now.isEmpty()) {
                    return;
                }
                follower.take(now.get());
                if (now.get().phase().isTerminal() || closing.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Cancels; errors as {@link Imports#cancel}, {@code FORBIDDEN} for a caller who may not change the image. */
    public void cancel(Caller caller, String id) {
        imports.cancel(changeable(caller, id));
    }

    /** Gives up one store; likewise. */
    public void skip(Caller caller, String id, StoreId store) {
        imports.skip(changeable(caller, id), store);
    }

    /** Retries one store now; likewise. */
    public void retry(Caller caller, String id, StoreId store) {
        imports.retry(changeable(caller, id), store);
    }

    /** Lets all followers go. */
    @Override
    public void close() {
        closing.countDown();
    }

    private ImportRow changeable(Caller caller, String id) {
        ImportRow row = see(caller, id).row();
        image(caller, row).ifPresent(image -> policy.modifyImage(caller, image));
        return row;
    }

    private Optional<Image> image(Caller caller, ImportRow row) {
        return images.find(caller, row.request().imageId().toString());
    }
}
