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

    /** With a store that puts together what it was given: object stores take minutes for thousands of parts. */
    private static final Duration FINISHING = Duration.ofMinutes(15);

    private final Runnable check;
    private final BooleanSupplier renewal;
    private final String lost;
    private final CatalogAbsence absence = new CatalogAbsence();
    private long renewed = System.nanoTime();
    private long moved = System.nanoTime();
    private Duration patience;
    private final Duration finishing;

    /**
     * @param check at every word; may throw to end the transfer
     * @param renewal answers false where the lease is lost
     * @param lost what the transfer fails with then, as {@code SUPERSEDED}
     */
    RenewedLease(Runnable check, BooleanSupplier renewal, String lost) {
        this(check, renewal, lost, PATIENCE, FINISHING);
    }

    /**
     * @param patience with bytes that do not move
     * @param finishing with what does not end, once all bytes have moved
     */
    RenewedLease(Runnable check, BooleanSupplier renewal, String lost, Duration patience, Duration finishing) {
        this.check = check;
        this.renewal = renewal;
        this.lost = lost;
        this.patience = patience;
        this.finishing = finishing;
    }

    /** All bytes have moved, and what is done now tells nothing of itself. */
    void finishing() {
        moved = System.nanoTime();
        patience = finishing;
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
        if (System.nanoTime() - moved > patience.toNanos()) {
            throw new ImageException(
                    FailureKind.UNAVAILABLE, "nothing has moved for " + patience.toSeconds() + " s: a call hangs");
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
