package io.longshore.catalog;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Bears a catalog that is away, for as long as what it answered last is believed by others: a lease of {@link Leases#LENGTH}. Bytes go
 * on moving meanwhile. One thread's property.
 */
public final class CatalogAbsence {

    private final LongSupplier clock;
    private long answeredAt;

    /** The catalog has just answered. */
    public CatalogAbsence() {
        this(System::nanoTime);
    }

    /** @param clock nanoseconds from any origin */
    CatalogAbsence(LongSupplier clock) {
        this.clock = clock;
        this.answeredAt = clock.getAsLong();
    }

    /** Asks the catalog, and passes over its {@code CATALOG_AWAY} while that can be borne. Every other failure is thrown. */
    public void bear(Runnable question) {
        bear(
                () -> {
                    question.run();
                    return true;
                },
                false);
    }

    /** As the other; what is answered {@code meanwhile} holds where the catalog is away. */
    public <T> T bear(Supplier<T> question, T meanwhile) {
        long asked = clock.getAsLong();
        try {
            T answer = question.get();
            answeredAt = asked;
            return answer;
        } catch (ImageException e) {
            if (e.kind() != FailureKind.CATALOG_AWAY || clock.getAsLong() - answeredAt >= Leases.LENGTH.toNanos()) {
                throw e;
            }
            return meanwhile;
        }
    }
}
