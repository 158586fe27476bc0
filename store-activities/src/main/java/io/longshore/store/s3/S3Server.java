package io.longshore.store.s3;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.store.PartReceipt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The calls to the server, one method each; every failure has a kind. */
final class S3Server {

    private final S3Client client;
    private final S3Client patient;
    private final S3StoreConfig config;
    private final S3Failures failures;

    /** @param patient for calls whose work grows with the object */
    S3Server(S3Client client, S3Client patient, S3StoreConfig config, S3Failures failures) {
        this.client = client;
        this.patient = patient;
        this.config = config;
        this.failures = failures;
    }

    /** The same server, whose failures blame a source. */
    S3Server ofReading() {
        return new S3Server(client, patient, config, failures.ofReading());
    }

    S3Failures failures() {
        return failures;
    }

    String place(String key) {
        return config.bucket() + "/" + key;
    }

    /** What the server says of an object. */
    record Found(long sizeBytes, String tag) {}

    /** The object, if there is one. {@code UNAVAILABLE} where there is no bucket. */
    Optional<Found> find(String key) {
        try {
            HeadObjectResponse head =
                    client.headObject(b -> b.bucket(config.bucket()).key(key));
            @Nullable Long length = head.contentLength();
            if (length == null) {
                throw failures.of(FailureKind.UNAVAILABLE, place(key), "the server does not say how long it is");
            }
            return Optional.of(new Found(length, bare(head.eTag())));
        } catch (S3Exception e) {
            if (e.statusCode() == 404) {
                requireBucket(key);
                return Optional.empty();
            }
            throw failures.of(place(key), e);
        } catch (SdkException e) {
            throw failures.of(place(key), e);
        }
    }

    /** An answer to HEAD has no words: a missing bucket looks like a missing object. */
    private void requireBucket(String key) {
        try {
            client.headBucket(b -> b.bucket(config.bucket()));
        } catch (S3Exception e) {
            if (e.statusCode() == 404 && !config.createsBucket()) {
                throw failures.of(FailureKind.UNAVAILABLE, place(key), "the bucket does not exist");
            }
        } catch (SdkException e) {
            throw failures.of(place(key), e);
        }
    }

    /** The object's bytes from {@code offset} on, or so many of them; empty where it ends before. {@code SOURCE_CHANGED} where it has not that tag. */
    Optional<ResponseInputStream<GetObjectResponse>> get(
            String key, long offset, OptionalLong length, @Nullable String tag) {
        GetObjectRequest.Builder request =
                GetObjectRequest.builder().bucket(config.bucket()).key(key);
        if (length.isPresent()) {
            request.range("bytes=" + offset + "-" + (offset + length.getAsLong() - 1));
        } else if (offset > 0) {
            request.range("bytes=" + offset + "-");
        }
        if (tag != null) {
            request.ifMatch("\"" + tag + "\"");
        }
        try {
            ResponseInputStream<GetObjectResponse> answer = client.getObject(request.build());
            boolean isRange = offset > 0 || length.isPresent();
            if (isRange && !String.valueOf(answer.response().contentRange()).startsWith("bytes " + offset + "-")) {
                answer.abort();
                throw failures.of(
                        FailureKind.UNAVAILABLE, place(key), "the server does not begin where it was asked to");
            }
            return Optional.of(answer);
        } catch (S3Exception e) {
            if (e.statusCode() == 416) {
                return Optional.empty();
            }
            throw failures.of(place(key), e);
        } catch (SdkException e) {
            throw failures.of(place(key), e);
        }
    }

    /** Makes the bucket, where the operator wants that. */
    void makeBucket() {
        if (!config.createsBucket()) {
            return;
        }
        try {
            call(
                    config.bucket(),
                    () -> client.createBucket(b -> {
                        b.bucket(config.bucket());
                        if (!config.region().equals("us-east-1")) {
                            b.createBucketConfiguration(c -> c.locationConstraint(config.region()));
                        }
                    }));
        } catch (ImageException e) {
            if (e.kind() != FailureKind.ALREADY_EXISTS) {
                throw e;
            }
        }
    }

    boolean makesBucket() {
        return config.createsBucket();
    }

    /** Starts a multipart upload and answers its id. */
    String startUpload(String key) {
        return call(
                place(key),
                () -> client.createMultipartUpload(
                                b -> b.bucket(config.bucket()).key(key))
                        .uploadId());
    }

    /** The unfinished uploads at {@code key}, or, where it is none, in the whole bucket. */
    List<MultipartUpload> uploads(@Nullable String key) {
        List<MultipartUpload> all = new ArrayList<>();
        ListMultipartUploadsRequest.Builder request =
                ListMultipartUploadsRequest.builder().bucket(config.bucket()).prefix(key);
        String place = key == null ? config.bucket() : place(key);
        ListMultipartUploadsResponse page;
        do {
            page = call(place, () -> client.listMultipartUploads(request.build()));
            page.uploads().stream()
                    .filter(u -> key == null || u.key().equals(key))
                    .forEach(all::add);
            request.keyMarker(page.nextKeyMarker()).uploadIdMarker(page.nextUploadIdMarker());
        } while (Boolean.TRUE.equals(page.isTruncated()));
        return all;
    }

    /** The parts of an upload. {@code NOT_FOUND} where it is gone. */
    List<Part> parts(String key, String uploadId) {
        List<Part> all = new ArrayList<>();
        @Nullable Integer marker = null;
        ListPartsResponse page;
        do {
            @Nullable Integer after = marker;
            page = call(
                    place(key),
                    () -> client.listParts(b -> b.bucket(config.bucket())
                            .key(key)
                            .uploadId(uploadId)
                            .partNumberMarker(after)));
            all.addAll(page.parts());
            marker = page.nextPartNumberMarker();
        } while (Boolean.TRUE.equals(page.isTruncated()));
        return all;
    }

    /** Fails with {@code NOT_FOUND} where the upload is gone. */
    void requireUpload(String key, String uploadId) {
        call(
                place(key),
                () -> client.listParts(b ->
                        b.bucket(config.bucket()).key(key).uploadId(uploadId).maxParts(1)));
    }

    boolean isUpload(String key, String uploadId) {
        try {
            requireUpload(key, uploadId);
            return true;
        } catch (ImageException e) {
            if (e.kind() == FailureKind.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /** Makes an object of an upload's parts. */
    void completeUpload(String key, String uploadId, Collection<PartReceipt> parts) {
        List<CompletedPart> completed = parts.stream()
                .map(p -> CompletedPart.builder()
                        .partNumber(p.number())
                        .eTag("\"" + p.tag() + "\"")
                        .build())
                .toList();
        call(
                place(key),
                () -> patient.completeMultipartUpload(b -> b.bucket(config.bucket())
                        .key(key)
                        .uploadId(uploadId)
                        .multipartUpload(m -> m.parts(completed))));
    }

    /** Ends an upload; one that is gone is ended. */
    void abortUpload(String key, String uploadId) {
        try {
            call(
                    place(key),
                    () -> patient.abortMultipartUpload(
                            b -> b.bucket(config.bucket()).key(key).uploadId(uploadId)));
        } catch (ImageException e) {
            if (e.kind() != FailureKind.NOT_FOUND) {
                throw e;
            }
        }
    }

    /** Deletes an object; absent is success. */
    void delete(String key) {
        try {
            call(
                    place(key),
                    () -> patient.deleteObject(b -> b.bucket(config.bucket()).key(key)));
        } catch (ImageException e) {
            if (e.kind() != FailureKind.NOT_FOUND) {
                throw e;
            }
        }
    }

    /** Keeps an object without bytes. */
    void putEmpty(String key) {
        call(place(key), () -> client.putObject(b -> b.bucket(config.bucket()).key(key), RequestBody.empty()));
    }

    /** The next objects of the bucket, in the order of their keys: fewer only where there are no more, however short a server's pages are. */
    List<S3Object> objects(String after, int limit) {
        List<S3Object> all = new ArrayList<>();
        @Nullable String next = null;
        ListObjectsV2Response page;
        do {
            @Nullable String token = next;
            int left = limit - all.size();
            page = call(
                    config.bucket(),
                    () -> client.listObjectsV2(b -> b.bucket(config.bucket())
                            .startAfter(after.isEmpty() ? null : after)
                            .continuationToken(token)
                            .maxKeys(left)));
            all.addAll(page.contents());
            next = page.nextContinuationToken();
        } while (Boolean.TRUE.equals(page.isTruncated()) && next != null && all.size() < limit);
        return all;
    }

    /**
     * An object of the same server, to copy.
     *
     * @param tag without which it is another one
     */
    record Origin(String bucket, String key, String tag) {}

    /** Copies a whole object of the same server. {@code SOURCE_CHANGED} where it has another tag now. */
    String copyObject(Origin source, String key) {
        return call(
                place(key),
                () -> bare(patient.copyObject(b -> b.sourceBucket(source.bucket())
                                .sourceKey(source.key())
                                .copySourceIfMatch("\"" + source.tag() + "\"")
                                .destinationBucket(config.bucket())
                                .destinationKey(key))
                        .copyObjectResult()
                        .eTag()));
    }

    /** Copies a stretch of an object of the same server into an upload, as one part; otherwise as {@link #copyObject}. */
    String copyPart(Origin source, String key, String uploadId, io.longshore.store.Part part) {
        long last = part.offset() + part.length() - 1;
        return call(
                place(key),
                () -> bare(patient.uploadPartCopy(b -> b.sourceBucket(source.bucket())
                                .sourceKey(source.key())
                                .copySourceIfMatch("\"" + source.tag() + "\"")
                                .copySourceRange("bytes=" + part.offset() + "-" + last)
                                .destinationBucket(config.bucket())
                                .destinationKey(key)
                                .uploadId(uploadId)
                                .partNumber(part.number()))
                        .copyPartResult()
                        .eTag()));
    }

    static String bare(@Nullable String tag) {
        return tag == null ? "" : tag.replace("\"", "");
    }

    private <T> T call(String place, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw failures.of(place, e);
        } catch (UncheckedIOException e) {
            // What broke off in the middle of an answer is not the SDK's to name.
            throw failures.of(place, e.getCause() == null ? new IOException(e) : e.getCause());
        }
    }
}
