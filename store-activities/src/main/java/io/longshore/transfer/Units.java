package io.longshore.transfer;

import io.longshore.image.ContentManifest;

/** Arithmetic of units. */
final class Units {

    private Units() {}

    static int of(long offset) {
        return Math.toIntExact(offset / ContentManifest.UNIT_BYTES);
    }

    static long start(int unit) {
        return (long) unit * ContentManifest.UNIT_BYTES;
    }

    /** For people: which bytes a unit is. */
    static String words(ContentManifest manifest, int unit) {
        long start = start(unit);
        return "bytes " + start + " to " + (start + manifest.unitBytes(unit) - 1);
    }
}
