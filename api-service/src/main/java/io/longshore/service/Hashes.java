package io.longshore.service;

import io.longshore.image.ExpectedHash;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;

/** The hashes that people may say an image has. */
final class Hashes {

    private static final Map<String, Integer> HEX_DIGITS = Map.of("md5", 32, "sha1", 40, "sha256", 64, "sha512", 128);
    private static final Pattern HEX = Pattern.compile("[0-9a-f]+");

    private Hashes() {}

    /** {@code INVALID} where the value is no hash of its algorithm. */
    static void requireWellFormed(ExpectedHash hash) {
        if (!isWellFormed(hash.algorithm(), hash.value())) {
            throw new ImageException(
                    FailureKind.INVALID,
                    "os_hash_value is not a hexadecimal value of the length that " + hash.algorithm() + " has");
        }
    }

    /** Whether the value is a hash of that algorithm. */
    static boolean isWellFormed(String algorithm, String value) {
        return value.length() == HEX_DIGITS.getOrDefault(algorithm, 0)
                && HEX.matcher(value).matches();
    }

    /** By the name that Java has for it. */
    static String javaName(String algorithm) {
        return switch (algorithm) {
            case "sha1" -> "SHA-1";
            case "sha256" -> "SHA-256";
            case "sha512" -> "SHA-512";
            default -> "MD5";
        };
    }

    static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }
}
