package io.longshore.service;

import io.longshore.catalog.Catalog;
import io.longshore.store.StoreRegistry;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives back claims of deletions that were never made: their process died in between, or the store was away. Every API process does
 * so, as often as it comes by: giving back is repeatable.
 */
public final class ForgottenClaims implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ForgottenClaims.class);
    private static final Duration EVERY = Duration.ofSeconds(10);

    /** Longer than a deletion takes. */
    private static final Duration AGE = Duration.ofMinutes(5);

    private final CopyClaims claims;
    private final Loop loop = new Loop("forgotten claims", EVERY, LOG);

    public ForgottenClaims(Catalog catalog, StoreRegistry stores) {
        this.claims = new CopyClaims(catalog, stores);
    }

    /** Begins. */
    public void start() {
        loop.start(() -> claims.giveBackForgotten(AGE), () -> {});
    }

    @Override
    public void close() {
        loop.close();
    }
}
