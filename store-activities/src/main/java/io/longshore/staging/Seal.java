package io.longshore.staging;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longshore.image.ContentHashes;
import io.longshore.image.ContentManifest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What lies beside a staged file that is whole.
 *
 * @param units the manifest's checksums, each as four bytes, most significant first, in Base64
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Seal(
        long sizeBytes, String md5, String sha512, @Nullable Long virtualSizeBytes, String units) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Seal of(ContentManifest manifest, @Nullable Long virtualSizeBytes) {
        ByteBuffer units = ByteBuffer.allocate(manifest.crc32c().length * Integer.BYTES);
        units.asIntBuffer().put(manifest.crc32c());
        return new Seal(
                manifest.sizeBytes(),
                Objects.requireNonNull(manifest.hashes().md5(), "whoever has read the bytes has both"),
                manifest.hashes().sha512(),
                virtualSizeBytes,
                Base64.getEncoder().encodeToString(units.array()));
    }

    /** {@link IllegalArgumentException} where {@code bytes} are not a seal. */
    static Seal read(byte[] bytes) {
        try {
            return JSON.readValue(new String(bytes, StandardCharsets.UTF_8), Seal.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a seal", e);
        }
    }

    byte[] write() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of plain values becomes JSON", e);
        }
    }

    /** {@link IllegalArgumentException} where the seal contradicts itself. */
    ContentManifest manifest() {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(units));
        int[] crc32c = new int[bytes.remaining() / Integer.BYTES];
        bytes.asIntBuffer().get(crc32c);
        return new ContentManifest(sizeBytes, crc32c, new ContentHashes(md5, sha512));
    }
}
