package io.longshore.transfer;

import io.longshore.image.ContentHashes;
import io.longshore.image.ContentManifest;
import io.longshore.image.Extents;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One copy to make.
 *
 * @param durable what the target has already: the last {@link TransferListener#durable} of an earlier attempt, or none
 * @param manifest what the bytes must be; asked at the start and, where there was none, after the last byte
 * @param expected what they must hash to, looked at only where there is no manifest; none where nobody knows
 * @param verifyFull whether the whole copy is read back whatever was checked on the way
 */
public record CopyOrder(
        CopySource source,
        CopyTarget target,
        Extents durable,
        Supplier<Optional<ContentManifest>> manifest,
        @Nullable ContentHashes expected,
        boolean verifyFull) {

    /** A copy from the start of bytes whose manifest is known. */
    public static CopyOrder of(CopySource source, CopyTarget target, ContentManifest manifest) {
        return new CopyOrder(source, target, Extents.NONE, () -> Optional.of(manifest), null, false);
    }
}
