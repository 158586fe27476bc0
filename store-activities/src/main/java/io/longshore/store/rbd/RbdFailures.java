package io.longshore.store.rbd;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import org.jspecify.annotations.Nullable;

/**
 * The words for what went wrong in one store: {@code store <id>: <pool>/<image>: <cause>}.
 *
 * @param reading whether the store is read from: then it is the source, and to blame as one
 */
record RbdFailures(StoreId store, String pool, boolean reading) {

    /** The same store, as those see it who read from it. */
    RbdFailures ofReading() {
        return new RbdFailures(store, pool, true);
    }

    ImageException of(FailureKind kind, String image, String cause) {
        return of(kind, pool + "/" + image + ": " + cause, (Throwable) null);
    }

    /** A failed call: what was being done, and librbd's answer. */
    ImageException of(String image, String doing, long answer) {
        return RbdError.of(answer)
                .map(error -> of(error.kind(), image, doing + ": " + error.words()))
                .orElseGet(() -> of(FailureKind.UNAVAILABLE, image, doing + ": Ceph answers with error " + -answer));
    }

    /** What concerns the cluster as a whole. */
    ImageException ofCluster(FailureKind kind, String cause, @Nullable Throwable e) {
        return of(kind, cause, e);
    }

    /** What somebody else has said of the cluster, as those see it who read from it. */
    ImageException asSeen(ImageException failure) {
        FailureKind kind = reading ? blamingSource(failure.kind()) : failure.kind();
        return kind == failure.kind() ? failure : new ImageException(kind, failure.getMessage(), failure);
    }

    /** An address that is none of this store's. */
    ImageException foreign(ObjectUrl url, String complaint) {
        return new ImageException(
                FailureKind.INVALID, "store " + store + ": " + url + " is not an address here: " + complaint);
    }

    private ImageException of(FailureKind kind, String words, @Nullable Throwable e) {
        return new ImageException(reading ? blamingSource(kind) : kind, "store " + store + ": " + words, e);
    }

    private static FailureKind blamingSource(FailureKind kind) {
        return kind == FailureKind.UNAVAILABLE
                ? FailureKind.SOURCE_UNAVAILABLE
                : kind == FailureKind.FORBIDDEN || kind == FailureKind.UNSUPPORTED ? FailureKind.SOURCE_LOST : kind;
    }
}
