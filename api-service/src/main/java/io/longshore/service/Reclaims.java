package io.longshore.service;

import io.longshore.image.ImageId;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes what is on a reclaim list at once, in the background; what its stores do not let go of then becomes a run's. */
public final class Reclaims implements Reclaimer, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Reclaims.class);

    private final io.longshore.reclaim.Reclaimer reclaimer;
    private final Runs runs;
    private final ExecutorService passes = Executors.newVirtualThreadPerTaskExecutor();

    public Reclaims(io.longshore.reclaim.Reclaimer reclaimer, Runs runs) {
        this.reclaimer = reclaimer;
        this.runs = runs;
    }

    @Override
    public void reclaim(ImageId image, String project) {
        passes.execute(() -> {
            try {
                if (!reclaimer.pass(image, () -> {}).left().isEmpty()) {
                    runs.reclaim(image, project);
                }
            } catch (RuntimeException e) {
                LOG.info("What is left of image {} is deleted later: {}", image, e.getMessage());
            }
        });
    }

    /** Waits for passes under way. */
    @Override
    public void close() {
        passes.close();
    }
}
