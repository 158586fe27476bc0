package io.longshore.service;

import io.longshore.image.ExpectedHash;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.transfer.ByteInspector;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** Whether the bytes that pass are what somebody said. */
final class HashProof implements ByteInspector {

    private final @Nullable ExpectedHash expected;
    private final @Nullable MessageDigest digest;

    /** @param expected none: any bytes will do */
    HashProof(@Nullable ExpectedHash expected) {
        this.expected = expected;
        this.digest = expected == null ? null : digest(Hashes.javaName(expected.algorithm()));
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    @Override
    public void see(ByteBuffer bytes) {
        if (digest != null) {
            digest.update(bytes.duplicate());
        }
    }

    /** {@code CORRUPT} where the bytes that passed are others. Once. */
    void require() {
        if (expected != null && digest != null && !Hashes.hex(digest.digest()).equals(expected.value())) {
            throw new ImageException(
                    FailureKind.CORRUPT, "the bytes do not have the " + expected.algorithm() + " that was said");
        }
    }
}
