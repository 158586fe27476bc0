package io.longshore.service;

import io.longshore.catalog.Catalog;
import io.longshore.catalog.EventCatalog;
import io.longshore.catalog.Leadership;
import io.longshore.notify.ImageEvent;
import io.longshore.notify.Notifier;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the catalog's events through the notifier: at least once, in order per image, by one leader; never in the way of an import. An
 * event that the notifier does not take keeps those of its image waiting, and no others.
 */
public final class Announcer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
    private static final long LOCK = 0x10C5_0002L;
    private static final int BATCH = 200;
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration KEPT = Duration.ofDays(7);

    private final Catalog catalog;
    private final Notifier notifier;
    private final Loop loop;
    private Instant forgetAt = Instant.EPOCH;

    public Announcer(Catalog catalog, Notifier notifier) {
        this.catalog = catalog;
        this.notifier = notifier;
        this.loop = new Loop("announcer", EVERY, LOG);
    }

    /** Begins; the lead is taken as soon as nobody else has it. */
    public void start() {
        Leadership leadership = catalog.leadership(LOCK);
        loop.start(
                () -> {
                    if (leadership.held()) {
                        announce();
                    }
                },
                leadership::close);
    }

    /** One pass over everything that is unsent. Fails, when all have been at it, where an event was not taken. */
    public void announce() {
        forget();
        catalog.events().announce(BATCH, event -> notifier.send(event(event)));
    }

    private static ImageEvent event(EventCatalog.Event event) {
        return new ImageEvent(
                event.id(),
                event.imageId(),
                event.type(),
                switch (event.priority()) {
                    case INFO -> ImageEvent.Priority.INFO;
                    case ERROR -> ImageEvent.Priority.ERROR;
                },
                event.payload(),
                event.createdAt());
    }

    private void forget() {
        Instant now = Instant.now();
        if (now.isAfter(forgetAt)) {
            catalog.events().forget(now.minus(KEPT));
            forgetAt = now.plus(Duration.ofHours(1));
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
