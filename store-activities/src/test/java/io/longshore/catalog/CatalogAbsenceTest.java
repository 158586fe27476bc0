package io.longshore.catalog;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class CatalogAbsenceTest {

    private final AtomicLong now = new AtomicLong();
    private final CatalogAbsence absence = new CatalogAbsence(now::get);

    private void fails(FailureKind kind) {
        absence.bear(() -> {
            throw new ImageException(kind, "as asked");
        });
    }

    private void after(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void it_is_borne_for_as_long_as_a_lease() {
        after(Leases.LENGTH.minusMillis(1));
        fails(FailureKind.CATALOG_AWAY);
        absence.bear(() -> {});
        after(Leases.LENGTH.minusMillis(1));
        fails(FailureKind.CATALOG_AWAY);
        after(Duration.ofMillis(1));
        assertThatThrownBy(() -> fails(FailureKind.CATALOG_AWAY)).hasMessage("as asked");
    }

    @Test
    void a_lease_counts_from_when_it_was_asked_for() {
        absence.bear(() -> after(Duration.ofSeconds(10)));
        after(Leases.LENGTH.minusSeconds(10));
        assertThatThrownBy(() -> fails(FailureKind.CATALOG_AWAY)).hasMessage("as asked");
    }

    @Test
    void what_the_catalog_says_is_heard_at_once() {
        assertThatThrownBy(() -> fails(FailureKind.SUPERSEDED)).hasMessage("as asked");
    }
}
