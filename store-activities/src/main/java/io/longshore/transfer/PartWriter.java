package io.longshore.transfer;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.store.Part;
import io.longshore.store.PartReceipt;
import io.longshore.store.StoreDescription;
import io.longshore.store.StoreLimits;
import io.longshore.store.Upload;

/** An upload as the engine sees it: parts go in, and each failure comes out once, with the right one to blame. */
final class PartWriter {

    private final String store;
    private final StoreLimits limits;
    private final Upload upload;
    private final Pace pace;

    PartWriter(StoreDescription description, Upload upload, Pace pace) {
        this.store = "store " + description.id();
        this.limits = description.limits();
        this.upload = upload;
        this.pace = pace;
    }

    String store() {
        return store;
    }

    /** To be waited for before bytes take a turn, and paid when they have one. */
    Pace pace() {
        return pace;
    }

    /** Where the part begins that the byte at {@code offset} is in. */
    long partStart(long offset) {
        return limits.partContaining(offset).offset();
    }

    /** The part that begins at {@code offset}. */
    Part partAt(long offset) {
        return limits.partAt(offset);
    }

    /** How many parts at once are worth while for what lies between the offsets. */
    int parallel(long start, long end) {
        return Math.clamp(Math.ceilDiv(end - start, limits.partBytes()), 1, limits.parallelParts());
    }

    /** Fails with {@code TOO_LARGE} where the store cannot hold that much. */
    void requireFits(long sizeBytes) {
        if (sizeBytes > limits.maxObjectBytes()) {
            throw new ImageException(
                    FailureKind.TOO_LARGE,
                    store + ": the image is larger than the " + limits.maxObjectBytes()
                            + " bytes that the store can hold");
        }
    }

    /** Writes one part and answers how many bytes it had. {@code TOO_LARGE} where the store takes no more parts. */
    long write(Part part, PartInFlight bytes) {
        if (part.number() > limits.maxParts()) {
            throw new ImageException(
                    FailureKind.TOO_LARGE,
                    store + ": the image needs more than the store's " + limits.maxParts() + " parts");
        }
        PartReceipt receipt;
        try {
            receipt = upload.write(part, bytes);
        } catch (RuntimeException e) {
            RuntimeException ours = bytes.ours();
            throw ours != null ? ours : Blame.target(store, e);
        }
        if (receipt.length() != bytes.sent()) {
            throw new ImageException(
                    FailureKind.CORRUPT,
                    store + ": took " + receipt.length() + " of the " + bytes.sent() + " bytes of part "
                            + part.number());
        }
        return receipt.length();
    }

    /** Makes what was written durable, and answers what that is. */
    Extents makeDurable() {
        try {
            return upload.makeDurable();
        } catch (RuntimeException e) {
            throw Blame.target(store, e);
        }
    }
}
