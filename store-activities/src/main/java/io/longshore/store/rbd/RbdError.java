package io.longshore.store.rbd;

import io.longshore.image.FailureKind;
import java.util.Arrays;
import java.util.Optional;

/** The errors of librados and librbd that mean something: Linux's numbers, negative. */
enum RbdError {
    EPERM(1, FailureKind.FORBIDDEN, "Ceph does not permit it to this user"),
    ENOENT(2, FailureKind.NOT_FOUND, "there is no such image"),
    EIO(5, FailureKind.UNAVAILABLE, "Ceph reports an input/output error"),
    EACCES(13, FailureKind.FORBIDDEN, "Ceph does not know this user, or not with this key"),
    EBUSY(16, FailureKind.UNAVAILABLE, "somebody has it open"),
    EEXIST(17, FailureKind.ALREADY_EXISTS, "exists already"),
    EINVAL(22, FailureKind.UNAVAILABLE, "Ceph takes the call for senseless"),
    EFBIG(27, FailureKind.TOO_LARGE, "larger than an image may be"),
    ENOSPC(28, FailureKind.STORE_FULL, "the cluster or the pool is full"),
    EROFS(30, FailureKind.UNAVAILABLE, "another one holds the image's lock"),
    ERANGE(34, FailureKind.UNAVAILABLE, "the answer is longer than there was room for"),
    ENOTEMPTY(39, FailureKind.IN_USE, "it has snapshots"),
    EOPNOTSUPP(95, FailureKind.UNSUPPORTED, "this Ceph cannot do that"),
    ESHUTDOWN(
            108,
            FailureKind.UNAVAILABLE,
            "Ceph has shut this client out: another one has taken over, or an operator did it"),
    ETIMEDOUT(110, FailureKind.UNAVAILABLE, "Ceph does not answer in time"),
    EDQUOT(122, FailureKind.STORE_FULL, "the pool's quota is used up");

    private final int number;
    private final FailureKind kind;
    private final String words;

    RbdError(int number, FailureKind kind, String words) {
        this.number = number;
        this.kind = kind;
        this.words = words;
    }

    /** Which error a call's answer tells of; empty for one without a meaning of its own. */
    static Optional<RbdError> of(long answer) {
        return Arrays.stream(values()).filter(error -> error.number == -answer).findFirst();
    }

    /** Whether a call has answered this. */
    boolean is(long answer) {
        return answer == -number;
    }

    FailureKind kind() {
        return kind;
    }

    String words() {
        return words;
    }
}
