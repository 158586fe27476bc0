package io.longshore.store.swift;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.web.RetryAfter;
import io.longshore.web.ServerFaults;
import io.longshore.web.ServerHttp;
import java.io.IOException;
import java.time.Duration;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The words for what went wrong in one store: {@code store <id>: <container>/<object>: <cause>}.
 *
 * @param reading whether the store is read from: then it is the source, and to blame as one
 */
record SwiftFailures(StoreId store, boolean reading) {

    /** The same store, as those see it who read from it. */
    SwiftFailures ofReading() {
        return new SwiftFailures(store, true);
    }

    ImageException of(FailureKind kind, String place, String cause) {
        return of(kind, place, cause, null, null);
    }

    /** An address that is none of this store's. */
    ImageException foreign(ObjectUrl url) {
        return new ImageException(
                FailureKind.INVALID,
                "store " + store + ": " + url + " is not an address here: it is another account's");
    }

    /** A call without an answer. */
    ImageException of(String place, IOException e) {
        return of(FailureKind.UNAVAILABLE, place, ServerFaults.words(e), e, null);
    }

    /** Who gives out tokens does not. */
    ImageException of(ImageException auth) {
        return new ImageException(
                reading ? blamingSource(auth.kind()) : auth.kind(),
                "store " + store + ": " + auth.getMessage(),
                auth,
                auth.retryAfter().orElse(null));
    }

    /** An answer that says no. */
    ImageException refused(String place, Response answer) {
        @Nullable Duration retryAfter = RetryAfter.of(answer.headers(), ServerHttp.LONGEST_RETRY_AFTER);
        String status = " (" + answer.code() + ")";
        return switch (answer.code()) {
            case 401, 403 -> of(FailureKind.FORBIDDEN, place, "the account does not allow this" + status, null, null);
            case 404 -> of(FailureKind.NOT_FOUND, place, "there is no such object" + status, null, null);
            case 413 ->
                of(FailureKind.STORE_FULL, place, "no room left: the quota is used up" + status, null, retryAfter);
            case 507 -> of(FailureKind.STORE_FULL, place, "the store is full" + status, null, retryAfter);
            case 408, 409, 422, 429, 498, 499 ->
                of(FailureKind.UNAVAILABLE, place, "the server asks to try again" + status, null, retryAfter);
            default ->
                answer.code() >= 500
                        ? of(FailureKind.UNAVAILABLE, place, "the server failed" + status, null, retryAfter)
                        : of(FailureKind.INVALID, place, "the server does not accept the call" + status, null, null);
        };
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
