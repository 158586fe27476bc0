package io.longshore.wiring;

import io.longshore.catalog.Catalog;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the catalog's schema up to date as soon as PostgreSQL answers. */
final class Schema implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final DataSource database;
    private final CountDownLatch closed = new CountDownLatch(1);

    Schema(DataSource database) {
        this.database = database;
    }

    /** Tries once while the caller waits; if that fails, goes on in the background, and runs {@code then} when it is done. */
    void migrate(Runnable then) {
        if (attempt(true)) {
            then.run();
            return;
        }
        Thread.ofVirtual().name("schema").start(() -> {
            try {
                while (!closed.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                    if (attempt(false)) {
                        LOG.info("The catalog is ready");
                        then.run();
                        return;
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private boolean attempt(boolean first) {
        try {
            Catalog.migrate(database);
            return true;
        } catch (RuntimeException e) {
            if (first) {
                LOG.warn("The catalog cannot be prepared ({}); trying again until it can", why(e));
                LOG.debug("The catalog's schema cannot be prepared", e);
            }
            return false;
        }
    }

    /** The first line of what is at the bottom of it. */
    private static String why(Throwable e) {
        Throwable bottom = e;
        while (bottom.getCause() != null) {
            bottom = bottom.getCause();
        }
        return String.valueOf(bottom.getMessage()).lines().findFirst().orElse("no word of why");
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
