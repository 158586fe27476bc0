package io.longshore.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long those are waited for who move an image's bytes. */
@Timeout(60)
final class RenewedLeaseTest {

    private static final Duration HARDLY = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofHours(1);

    @Test
    void bytesThatDoNotMoveAreGivenUp() {
        RenewedLease lease = lease(HARDLY, LONG);
        assertThat(endOf(lease)).hasMessageContaining("a call hangs");
    }

    @Test
    void whoeverPutsThingsTogetherHasMoreTime() {
        RenewedLease lease = lease(HARDLY, LONG);
        endOf(lease);
        lease.finishing();
        assertThatCode(lease::idle).doesNotThrowAnyException();
    }

    @Test
    void butNotForEver() {
        RenewedLease lease = lease(LONG, HARDLY);
        lease.idle();
        lease.finishing();
        assertThat(endOf(lease).kind()).isEqualTo(FailureKind.UNAVAILABLE);
    }

    private static RenewedLease lease(Duration patience, Duration finishing) {
        return new RenewedLease(() -> {}, () -> true, "lost", patience, finishing);
    }

    private static ImageException endOf(RenewedLease lease) {
        while (true) {
            ImageException end = catchThrowableOfType(ImageException.class, lease::idle);
            if (end != null) {
                return end;
            }
            Thread.onSpinWait();
        }
    }
}
