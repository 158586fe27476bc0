package io.longshore.image;

import org.jspecify.annotations.Nullable;

/**
 * What the bytes of an image hash to, in lower-case hex: the {@code checksum} (MD5) and the multihash of the Image API, which here
 * is always SHA-512, Glance's default.
 *
 * @param md5 none where somebody has said the other alone, and nobody has read the bytes yet
 */
public record ContentHashes(@Nullable String md5, String sha512) {

    /** The multihash's algorithm by its name on the wire. */
    public static final String ALGORITHM = "sha512";

    /** Whether the same bytes may have both. */
    public boolean agreesWith(ContentHashes other) {
        return sha512.equals(other.sha512) && (md5 == null || other.md5 == null || md5.equals(other.md5));
    }
}
