package io.longshore.store.s3;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.web.RetryAfter;
import io.longshore.web.ServerFaults;
import io.longshore.web.ServerHttp;
import java.io.IOException;
import java.time.Duration;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The words for what went wrong in one store: {@code store <id>: <bucket>/<key>: <cause>}. The server's own words are left out: some
 * servers repeat in them what was signed.
 *
 * @param reading whether the store is read from: then it is the source, and to blame as one
 */
record S3Failures(StoreId store, boolean reading) {

    /** The same store, as those see it who read from it. */
    S3Failures ofReading() {
        return new S3Failures(store, true);
    }

    ImageException of(FailureKind kind, String place, String cause) {
        return of(kind, place, cause, null, null);
    }

    /** An address that is none of this store's. */
    ImageException foreign(ObjectUrl url) {
        return new ImageException(
                FailureKind.INVALID,
                "store " + store + ": " + url + " is not an address here: the host or the bucket is another one");
    }

    /** A call that the server refused, or that it did not answer. */
    ImageException of(String place, SdkException e) {
        if (e instanceof AwsServiceException answer) {
            String code = answer.awsErrorDetails() == null
                    ? ""
                    : String.valueOf(answer.awsErrorDetails().errorCode());
            Headers headers =
                    answer.awsErrorDetails() == null || answer.awsErrorDetails().sdkHttpResponse() == null
                            ? Headers.of()
                            : answer.awsErrorDetails()
                                    .sdkHttpResponse()
                                    .firstMatchingHeader("Retry-After")
                                    .map(value -> Headers.of("Retry-After", value))
                                    .orElse(Headers.of());
            return refused(place, answer.statusCode(), code, headers);
        }
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException io) {
                return of(place, io);
            }
        }
        return of(
                FailureKind.UNAVAILABLE,
                place,
                "the call failed: " + e.getClass().getSimpleName(),
                e,
                null);
    }

    /** A call without an answer. */
    ImageException of(String place, IOException e) {
        return of(FailureKind.UNAVAILABLE, place, ServerFaults.words(e), e, null);
    }

    /** An answer that says no. */
    ImageException refused(String place, int status, String code, Headers headers) {
        @Nullable Duration retryAfter = RetryAfter.of(headers, ServerHttp.LONGEST_RETRY_AFTER);
        S3Refusal refusal = S3Refusal.of(status, code);
        String answer = " (" + status + (code.isEmpty() ? "" : " " + code) + ")";
        return of(refusal.kind(), place, refusal.words() + answer, null, retryAfter);
    }

    private ImageException of(
            FailureKind kind, String place, String cause, @Nullable Throwable e, @Nullable Duration retryAfter) {
        return new ImageException(
                reading ? blamingSource(kind) : kind, "store " + store + ": " + place + ": " + cause, e, retryAfter);
    }

    private static FailureKind blamingSource(FailureKind kind) {
        return switch (kind) {
            case UNAVAILABLE -> FailureKind.SOURCE_UNAVAILABLE;
            case INVALID, FORBIDDEN, STORE_FULL, CONFLICT, UNSUPPORTED -> FailureKind.SOURCE_LOST;
            case NOT_FOUND,
                    ALREADY_EXISTS,
                    IN_USE,
                    TOO_LARGE,
                    STAGING_FULL,
                    CORRUPT,
                    SOURCE_LOST,
                    SOURCE_UNAVAILABLE,
                    SOURCE_CHANGED,
                    STAGING_LOST,
                    CATALOG_AWAY,
                    SUPERSEDED,
                    DRAINING,
                    INTERNAL -> kind;
        };
    }
}
