package io.longshore.image;

/**
 * What somebody says that an image's bytes hash to.
 *
 * @param algorithm {@code md5}, {@code sha1}, {@code sha256} or {@code sha512}
 * @param value in hex, lower case
 */
public record ExpectedHash(String algorithm, String value) {}
