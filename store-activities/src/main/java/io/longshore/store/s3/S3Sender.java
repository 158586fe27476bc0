package io.longshore.store.s3;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.store.Part;
import io.longshore.store.PartBytes;
import io.longshore.web.PushedBody;
import java.io.IOException;
import java.net.URL;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Sends the bytes of parts and of small objects: streamed as they come, to addresses signed beforehand. The signature does not cover
 * the bytes, so that nothing is held back to be hashed: they are hashed on the way, and the server's tag must be their MD5. That is
 * the one checksum that all servers know; the newer ones are unknown to older Ceph.
 */
final class S3Sender {

    private static final Duration SIGNED_FOR = Duration.ofHours(1);
    private static final Pattern CODE = Pattern.compile("<Code>([A-Za-z0-9]+)</Code>");

    private final OkHttpClient http;
    private final S3Presigner presigner;
    private final String bucket;
    private final S3Failures failures;

    S3Sender(OkHttpClient http, S3Presigner presigner, String bucket, S3Failures failures) {
        this.http = http;
        this.presigner = presigner;
        this.bucket = bucket;
        this.failures = failures;
    }

    /** What has arrived. */
    record Sent(long length, String tag) {}

    /** Sends a part of an upload. {@code NOT_FOUND} where the upload is gone; the server looks before it takes any byte. */
    Sent part(String key, String uploadId, Part part, PartBytes bytes) {
        URL url = presigner
                .presignUploadPart(p -> p.signatureDuration(SIGNED_FOR)
                        .uploadPartRequest(u ->
                                u.bucket(bucket).key(key).uploadId(uploadId).partNumber(part.number())))
                .url();
        return send(url, key, part, bytes);
    }

    /** Sends a whole object. */
    Sent object(String key, Part part, PartBytes bytes) {
        URL url = presigner
                .presignPutObject(p -> p.signatureDuration(SIGNED_FOR)
                        .putObjectRequest(u -> u.bucket(bucket).key(key)))
                .url();
        return send(url, key, part, bytes);
    }

    private Sent send(URL url, String key, Part part, PartBytes bytes) {
        long length = bytes.length().orElseThrow();
        if (length > part.length()) {
            throw wrongLength(key, part, length);
        }
        PushedBody body = new PushedBody(length, bytes::sendTo);
        // The server says no before a byte is sent: a connection broken in mid-body would lose its reason.
        Request request = new Request.Builder()
                .url(url)
                .put(body)
                .header("Expect", "100-continue")
                .build();
        String place = bucket + "/" + key;
        try (Response answer = http.newCall(request).execute()) {
            if (!answer.isSuccessful()) {
                Matcher code = CODE.matcher(answer.body().string());
                throw failures.refused(place, answer.code(), code.find() ? code.group(1) : "", answer.headers());
            }
            String tag = S3Server.bare(answer.header("ETag"));
            if (isDigest(answer) && body.isContradictedBy(tag)) {
                throw failures.of(FailureKind.UNAVAILABLE, place, "what arrived is not what was sent");
            }
            return new Sent(body.sent(), tag);
        } catch (IOException e) {
            @Nullable RuntimeException sender = body.failure();
            if (sender != null) {
                throw sender;
            }
            throw body.isWrongLength() ? wrongLength(key, part, body.sent()) : failures.of(place, e);
        }
    }

    /** Objects that are encrypted with keys of a key management have tags that are no digests, and a server says so. */
    private static boolean isDigest(Response answer) {
        String encryption = answer.header("x-amz-server-side-encryption");
        return encryption == null || encryption.equals("AES256");
    }

    /**
     * Puts bytes whose number is not known into a file without a name first: servers want to be told it beforehand. Memory would not
     * do, for parts may be large.
     */
    Spooled spool(String key, Part part, PartBytes bytes) {
        try {
            Path path = Files.createTempFile("longshore-part-", "");
            FileChannel file = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            // Without a name nothing is left behind by a process that dies.
            Files.deleteIfExists(path);
            return filled(new Spooled(file), key, part, bytes);
        } catch (IOException e) {
            throw failures.of(
                    FailureKind.UNAVAILABLE,
                    bucket + "/" + key,
                    "a part of unknown length cannot be kept in the directory for temporary files: " + e.getMessage());
        }
    }

    private Spooled filled(Spooled spooled, String key, Part part, PartBytes bytes) throws IOException {
        try {
            bytes.sendTo(spooled.file);
            if (spooled.file.size() > part.length()) {
                throw wrongLength(key, part, spooled.file.size());
            }
            return spooled;
        } catch (IOException | RuntimeException e) {
            spooled.close();
            throw e;
        }
    }

    private ImageException wrongLength(String key, Part part, long length) {
        return failures.of(
                FailureKind.CORRUPT,
                bucket + "/" + key,
                "part " + part.number() + " brings " + length + " bytes, not those that were announced");
    }

    /** Bytes kept until they are sent. */
    static final class Spooled implements PartBytes, AutoCloseable {

        private final FileChannel file;

        private Spooled(FileChannel file) {
            this.file = file;
        }

        @Override
        public java.util.OptionalLong length() {
            try {
                return java.util.OptionalLong.of(file.size());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public long sendTo(WritableByteChannel target) throws IOException {
            long size = file.size();
            file.position(0);
            Channels.newInputStream(file).transferTo(Channels.newOutputStream(target));
            return size;
        }

        @Override
        public void close() {
            try {
                file.close();
            } catch (IOException e) {
                // It has no name: its room is free when the process ends, if not now.
                return;
            }
        }
    }
}
