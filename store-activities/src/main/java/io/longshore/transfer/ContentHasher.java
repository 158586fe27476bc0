package io.longshore.transfer;

import io.longshore.image.ContentHashes;
import io.longshore.image.ContentManifest;

/** Makes an image's manifest from its bytes: both hashes and the checksum of each unit, in one pass. Fed by one thread. */
final class ContentHasher implements AutoCloseable {

    private final DigestLane md5;
    private final DigestLane sha512;
    private final UnitChecksums units = new UnitChecksums();

    ContentHasher(TransferLimits limits) {
        md5 = new DigestLane("MD5", limits.hashing());
        sha512 = new DigestLane("SHA-512", limits.hashing());
    }

    /** Takes the next bytes; the slice stays in use until they are hashed. */
    void accept(Slice slice) {
        md5.accept(slice);
        sha512.accept(slice);
        units.update(slice.view());
    }

    /** Bytes taken so far, hashed or not. */
    long bytes() {
        return units.bytes();
    }

    UnitChecksums units() {
        return units;
    }

    /** The manifest of all that was taken. Once. */
    ContentManifest finish() {
        long size = units.bytes();
        int[] crc32c = units.finish();
        return new ContentManifest(size, crc32c, new ContentHashes(md5.finish(), sha512.finish()));
    }

    /** Lets go of slices that wait to be hashed. */
    @Override
    public void close() {
        md5.abandon();
        sha512.abandon();
    }
}
