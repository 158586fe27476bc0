package io.longshore.catalog;

import io.longshore.image.StoreId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A copy that is whole and checked.
 *
 * @param attempt of the upload; an older one is superseded
 * @param tries of the round in which it came to be
 * @param source where the bytes came from
 * @param check which check was made
 * @param checkedBytes how much of it was compared with what it must be
 * @param way how the bytes came, where that is not what was planned; none: as planned
 */
public record Landing(
        StoreId store,
        UUID upload,
        int attempt,
        int tries,
        long sizeBytes,
        String source,
        String check,
        long checkedBytes,
        @Nullable String way) {}
