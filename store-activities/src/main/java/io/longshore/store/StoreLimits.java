package io.longshore.store;

import io.longshore.image.Extents;
import java.util.ArrayList;
import java.util.List;

/**
 * What a store can take, as data: the engine, the API and the tests read the same record.
 *
 * @param partBytes size of the first part; a multiple of 8 MiB; it doubles every 1,000 parts
 * @param maxParts of one object
 * @param maxObjectBytes of one object
 * @param parallelParts writes of one object that gain from running at the same time
 */
public record StoreLimits(long partBytes, int maxParts, long maxObjectBytes, int parallelParts) {

    /** Units of the manifest never straddle parts. */
    public static final long PART_UNIT_BYTES = 8L << 20;

    private static final int PARTS_BEFORE_DOUBLING = 1000;

    public StoreLimits {
        if (partBytes <= 0 || partBytes % PART_UNIT_BYTES != 0) {
            throw new IllegalArgumentException("part size must be a multiple of 8 MiB: " + partBytes);
        }
    }

    /**
     * The limits of a server that takes parts of at most {@code maxPartBytes}: {@code maxObjectBytes}, or less where the parts would
     * grow too large or too many before.
     */
    public static StoreLimits within(
            long partBytes, int maxParts, long maxPartBytes, long maxObjectBytes, int parallelParts) {
        long most = 0;
        long size = partBytes;
        for (int left = maxParts; left > 0 && size <= maxPartBytes; left -= PARTS_BEFORE_DOUBLING) {
            most += size * Math.min(left, PARTS_BEFORE_DOUBLING);
            size *= 2;
        }
        return new StoreLimits(partBytes, maxParts, Math.min(most, maxObjectBytes), parallelParts);
    }

    /** The part that begins at {@code offset}, which must be where a part begins; {@code length} is not cut to the object's size. */
    public Part partAt(long offset) {
        Part part = partContaining(offset);
        if (part.offset() != offset) {
            throw new IllegalArgumentException("no part begins at " + offset);
        }
        return part;
    }

    /** The parts that {@code extents}, each of which begins where a part does, are made of; those at the ends of extents are cut. */
    public List<Part> partsOf(Extents extents) {
        List<Part> parts = new ArrayList<>();
        for (Extents.Extent extent : extents.list()) {
            for (long at = extent.start(); at < extent.end(); ) {
                Part part = partAt(at);
                parts.add(new Part(part.number(), at, Math.min(part.length(), extent.end() - at)));
                at += part.length();
            }
        }
        return parts;
    }

    /** The part that the byte at {@code offset} is in; {@code length} is not cut to the object's size. */
    public Part partContaining(long offset) {
        long size = partBytes;
        long start = 0;
        int number = 1;
        while (offset >= start + size * PARTS_BEFORE_DOUBLING) {
            start += size * PARTS_BEFORE_DOUBLING;
            number += PARTS_BEFORE_DOUBLING;
            size *= 2;
        }
        long index = (offset - start) / size;
        return new Part(number + (int) index, start + index * size, size);
    }
}
