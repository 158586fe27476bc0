package io.longshore.store.s3;

import io.longshore.store.PartReceipt;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;

/** The tags that servers give to objects made of parts. */
final class S3Tags {

    private S3Tags() {}

    /** The tag of the object that these parts make, in order; empty where their own tags are no digests. */
    static String ofParts(Collection<PartReceipt> parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            for (PartReceipt part : parts) {
                digest.update(HexFormat.of().parseHex(part.tag()));
            }
            return HexFormat.of().formatHex(digest.digest()) + "-" + parts.size();
        } catch (IllegalArgumentException e) {
            return "";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}
