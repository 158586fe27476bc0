package io.longshore.service;

import io.longshore.catalog.Catalog;
import io.longshore.image.Caller;
import io.longshore.image.Image;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of downloads that have ended: soon after, by one thread, and in nobody's way. What cannot be written, for the catalog is away
 * or there is too much of it, only the log tells of.
 */
public final class SentImages implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SentImages.class);
    private static final int MOST_WAITING = 10_000;
    private static final int PATIENCE_SECONDS = 5;

    private final Catalog catalog;
    private final ThreadPoolExecutor writer = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            Thread.ofVirtual().name("sent-images").factory());

    public SentImages(Catalog catalog) {
        this.catalog = catalog;
    }

    /** A download has ended after {@code sentBytes}, {@code whole} or not. Returns at once and does not fail. */
    public void ended(Image image, Caller caller, long sentBytes, boolean whole) {
        try {
            writer.execute(() -> tell(image, caller, sentBytes, whole));
        } catch (RejectedExecutionException tooMany) {
            LOG.warn("Image {} was sent ({} bytes), and that is not announced", image.id(), sentBytes);
        }
    }

    private void tell(Image image, Caller caller, long sentBytes, boolean whole) {
        try {
            catalog.events().sent(image, caller.project(), caller.user(), sentBytes, whole);
        } catch (RuntimeException e) {
            LOG.warn(
                    "Image {} was sent ({} bytes), and that is not announced: {}",
                    image.id(),
                    sentBytes,
                    e.getMessage());
        }
    }

    /** Tells what is still to be told. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("{} downloads are not announced", writer.shutdownNow().size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
