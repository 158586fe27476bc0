package io.longshore.catalog;

import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One upload: one URL, written once, by one attempt at a time.
 *
 * @param generation of the staged bytes that it copies; 0 where they do not come from staging
 * @param attempt raised by each new attempt; an older one may write nothing more to the catalog
 * @param turn the {@link io.longshore.importing.Turn#order} of the attempt that has it
 * @param durable as the last attempt noted it
 * @param reason why it is to be reclaimed, or why it could not be yet
 */
public record UploadRow(
        UUID id,
        ImageId imageId,
        StoreId store,
        ObjectUrl url,
        int generation,
        int attempt,
        long turn,
        State state,
        Durable durable,
        @Nullable Long sizeBytes,
        @Nullable String reason) {

    /** The same upload, of which the store has this for good. */
    public UploadRow having(Durable now) {
        return new UploadRow(id, imageId, store, url, generation, attempt, turn, state, now, sizeBytes, reason);
    }

    /** Where an upload is in its life; it never goes back. */
    public enum State {
        WRITING,
        /** Complete, checked and recorded. */
        WHOLE,
        /** Nobody's: its bytes are to be deleted. */
        RECLAIM,
        /** Deleted. */
        GONE
    }
}
