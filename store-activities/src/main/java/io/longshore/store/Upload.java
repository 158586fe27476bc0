package io.longshore.store;

import io.longshore.image.Extents;

/**
 * One object being written, part by part, by one writer. Parts are the one write primitive; they may come in any order and several at
 * a time. Nothing is whole before {@link #complete}. Where somebody else removed the upload, its methods fail with {@code NOT_FOUND}:
 * begin anew, under another address.
 */
public interface Upload extends AutoCloseable {

    /** Writes one part whole. Writing the same part again replaces it. On failure the part counts as not written. */
    PartReceipt write(Part part, PartBytes bytes);

    /**
     * Makes every part whose {@link #write} has returned survive a crash of process and machine, and answers which stretches of
     * the object those are: what {@link Store#resume} wants to know.
     */
    Extents makeDurable();

    /**
     * Makes the object whole and durable, with exactly {@code sizeBytes} bytes, and closes the upload. {@code CORRUPT} where the parts
     * do not make that size. Repeating it on an upload that was resumed after completing is success.
     */
    StoredObject complete(long sizeBytes);

    /** Ends the upload and removes what it wrote, and nothing that another upload wrote. Repeatable; after {@link #complete} does
     * nothing. */
    void abort();

    /** Lets go of handles and keeps what was written, for {@link Store#resume}. Repeatable; after {@link #complete} does nothing. */
    @Override
    void close();
}
