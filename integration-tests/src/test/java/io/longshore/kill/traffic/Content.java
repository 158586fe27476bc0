package io.longshore.kill.traffic;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/** The bytes of an image: a stretch of a block that is the same for the same seed. */
final class Content {

    private final byte[] block;
    private final int offset;
    private final int size;
    private final String sha512;
    private final String md5;

    private Content(byte[] block, int offset, int size) {
        this.block = block;
        this.offset = offset;
        this.size = size;
        this.sha512 = hash("SHA-512");
        this.md5 = hash("MD5");
    }

    /** The block that all images are cut from. */
    static byte[] block(long seed, int bytes) {
        byte[] block = new byte[bytes];
        new Random(seed).nextBytes(block);
        return block;
    }

    static Content of(byte[] block, int offset, int size) {
        return new Content(block, offset, size);
    }

    int size() {
        return size;
    }

    String sha512() {
        return sha512;
    }

    String md5() {
        return md5;
    }

    byte[] block() {
        return block;
    }

    /** Where byte {@code at} of the image is in the block. */
    int inBlock(long at) {
        return Math.toIntExact(offset + at);
    }

    InputStream open() {
        return new ByteArrayInputStream(block, offset, size);
    }

    private String hash(String algorithm) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(block, offset, size);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
