package io.longshore.store.s3;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.store.SoleWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** Who writes at a key. A server makes as many multipart uploads at one key as it is asked for; here one of them owns the key. */
final class S3Claims {

    private static final Comparator<MultipartUpload> ORDER =
            Comparator.comparing(MultipartUpload::initiated).thenComparing(MultipartUpload::uploadId);

    private final S3Server server;

    S3Claims(S3Server server) {
        this.server = server;
    }

    /** Makes an upload that owns {@code key}. {@code ALREADY_EXISTS}, and nothing left, where an object or another upload is there. */
    String claim(String key) {
        if (!uploads(key).isEmpty()) {
            throw exists(key, "is being written already");
        }
        String own = server.startUpload(key);
        try {
            switch (SoleWriter.contest(own, () -> ids(key))) {
                case WON -> {}
                case LOST -> throw exists(key, "is being written already");
                case UNDECIDED ->
                    throw server.failures()
                            .of(
                                    FailureKind.UNAVAILABLE,
                                    server.place(key),
                                    "the server does not list the upload begun");
            }
            if (server.find(key).isPresent()) {
                throw exists(key, "exists already");
            }
            return own;
        } catch (ImageException e) {
            release(key, own);
            throw e;
        } catch (InterruptedException e) {
            throw stopped(key);
        }
    }

    private List<String> ids(String key) {
        return uploads(key).stream()
                .sorted(ORDER)
                .map(MultipartUpload::uploadId)
                .toList();
    }

    /** The upload that owns {@code key}; empty where there is none. */
    Optional<String> owner(String key) {
        return uploads(key).stream().min(ORDER).map(MultipartUpload::uploadId);
    }

    /** Ends every upload at {@code key}, until the server lists none. */
    void releaseAll(String key) {
        try {
            boolean released = SoleWriter.settles(() -> {
                List<String> left = ids(key);
                left.forEach(upload -> release(key, upload));
                return left.isEmpty();
            });
            if (!released) {
                throw notReleased(key);
            }
        } catch (InterruptedException e) {
            throw stopped(key);
        }
    }

    /** Ends an upload, until none of its parts is left: parts that arrive while it is being ended outlive that. */
    void release(String key, String uploadId) {
        try {
            boolean released = SoleWriter.settles(() -> {
                server.abortUpload(key, uploadId);
                return !server.isUpload(key, uploadId);
            });
            if (!released) {
                throw notReleased(key);
            }
        } catch (InterruptedException e) {
            throw stopped(key);
        }
    }

    private List<MultipartUpload> uploads(String key) {
        try {
            return server.uploads(key);
        } catch (ImageException e) {
            if (!server.makesBucket() || e.kind() != FailureKind.UNAVAILABLE) {
                throw e;
            }
            server.makeBucket();
            return server.uploads(key);
        }
    }

    private ImageException stopped(String key) {
        Thread.currentThread().interrupt();
        return server.failures().of(FailureKind.UNAVAILABLE, server.place(key), "stopped while waiting for the server");
    }

    private ImageException notReleased(String key) {
        return server.failures()
                .of(FailureKind.UNAVAILABLE, server.place(key), "the server does not let go of its uploads");
    }

    private ImageException exists(String key, String what) {
        return server.failures().of(FailureKind.ALREADY_EXISTS, server.place(key), what);
    }
}
