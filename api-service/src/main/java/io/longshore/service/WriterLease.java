package io.longshore.service;

import io.longshore.catalog.Catalog;
import io.longshore.catalog.Leases;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.transfer.TransferListener;
import java.util.UUID;

/** Renews an image's lease while a client sends its data, and stops the transfer once the image is not the writer's any more. */
final class WriterLease implements TransferListener {

    private final Catalog catalog;
    private final ImageId image;
    private final UUID writer;
    private long renewed = System.nanoTime();

    WriterLease(Catalog catalog, ImageId image, UUID writer) {
        this.catalog = catalog;
        this.image = image;
        this.writer = writer;
    }

    @Override
    public void progress(long doneBytes) {
        renew();
    }

    @Override
    public void waiting(String what) {
        renew();
    }

    @Override
    public void working() {
        renew();
    }

    @Override
    public void durable(long bytes) {}

    @Override
    public void idle() {
        renew();
    }

    private void renew() {
        long now = System.nanoTime();
        if (now - renewed < Leases.RENEWAL.toNanos()) {
            return;
        }
        renewed = now;
        if (!catalog.images().renewWriting(image, writer)) {
            throw new ImageException(FailureKind.SUPERSEDED, "image " + image + " was deleted or put back meanwhile");
        }
    }
}
