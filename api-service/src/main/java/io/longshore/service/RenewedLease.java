package io.longshore.service;

import io.longshore.catalog.CatalogAbsence;
import io.longshore.catalog.Leases;
import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.transfer.TransferListener;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Renews the lease of who moves or hashes an image's bytes, and ends the transfer once the image is another's or a call hangs. A catalog
 * that is away ends it when the lease has run out.
 */
final class RenewedLease implements TransferListener {

    /** With bytes that were read and are being written, or made durable. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Runnable check;
    private final BooleanSupplier renewal;
    private final String lost;
    private final CatalogAbsence absence = new CatalogAbsence();
    private long renewed = System.nanoTime();
    private long moved = System.nanoTime();

    /**
     * @param check at every word; may throw to end the transfer
     * @param renewal answers false where the lease is lost
     * @param lost what the transfer fails with then, as {@code SUPERSEDED}
     */
    RenewedLease(Runnable check, BooleanSupplier renewal, String lost) {
        this.check = check;
        this.renewal = renewal;
        this.lost = lost;
    }

    @Override
    public void progress(long doneBytes) {
        moved = System.nanoTime();
        renew();
    }

    @Override
    public void waiting(String what) {
        moved = System.nanoTime();
        renew();
    }

    @Override
    public void working() {
        moved = System.nanoTime();
        renew();
    }

    @Override
    public void durable(Extents written) {}

    @Override
    public void idle() {
        renew();
        if (System.nanoTime() - moved > PATIENCE.toNanos()) {
            throw new ImageException(
                    FailureKind.UNAVAILABLE, "no byte was taken for " + PATIENCE.toSeconds() + " s: a call hangs");
        }
    }

    private void renew() {
        check.run();
        long now = System.nanoTime();
        if (now - renewed < Leases.RENEWAL.toNanos()) {
            return;
        }
        renewed = now;
        absence.bear(() -> {
            if (!renewal.getAsBoolean()) {
                throw new ImageException(FailureKind.SUPERSEDED, lost);
            }
        });
    }
}
