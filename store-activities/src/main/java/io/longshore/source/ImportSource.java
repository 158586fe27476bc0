package io.longshore.source;

import io.longshore.image.ImageException;
import io.longshore.store.ByteSource;

/**
 * What an import reads. Every failure of reading blames the source ({@link io.longshore.image.FailureKind#blamesSource}), so that
 * whoever writes the bytes elsewhere at the same time can tell whose failure it is.
 */
public sealed interface ImportSource extends ByteSource permits WebSource, StoreCopies {

    /** Where the bytes come from now: a host, or a store's id. */
    String place();

    /** The place, and why not the ones before it, for progress. */
    String words();

    /**
     * Turns to the next place that has the same bytes, because those from {@code place} are of no use: a checksum was wrong. Does
     * nothing where another place is read by now; throws the failure of the whole where none is left. What was opened before goes on
     * reading where it was opened.
     */
    void turnFrom(String place, ImageException why);
}
