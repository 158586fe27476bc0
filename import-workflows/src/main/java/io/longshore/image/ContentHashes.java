package io.longshore.image;

/**
 * What the bytes of an image hash to, in lower-case hex: the {@code checksum} (MD5) and the multihash of the Image API, which here
 * is always SHA-512, Glance's default.
 */
public record ContentHashes(String md5, String sha512) {

    /** The multihash's algorithm by its name on the wire. */
    public static final String ALGORITHM = "sha512";
}
