package io.longshore.service;

import io.longshore.catalog.Catalog;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ImageLocation;
import io.longshore.image.StoreId;
import io.longshore.store.Claims;
import io.longshore.store.Store;
import io.longshore.store.StoreRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the stores, before copies are deleted, whether others build on them. What is claimed for a deletion that is not made after all
 * is given back: at once, or when a store that was slow answers at last, or, where that too was missed, by {@link ForgottenClaims}.
 */
final class CopyClaims {

    private static final Logger LOG = LoggerFactory.getLogger(CopyClaims.class);

    /** A store that does not answer for so long is asked again when the copy is reclaimed. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Catalog catalog;
    private final StoreRegistry stores;
    private final Duration patience;

    CopyClaims(Catalog catalog, StoreRegistry stores) {
        this(catalog, stores, PATIENCE);
    }

    CopyClaims(Catalog catalog, StoreRegistry stores, Duration patience) {
        this.catalog = catalog;
        this.stores = stores;
        this.patience = patience;
    }

    /** A copy's claim, and what the store answers. */
    private record Claim(ImageLocation copy, Claims claims, CompletableFuture<Boolean> answer) {}

    /**
     * Claims the copies, does {@code deletion}, and gives the claims back should it fail. {@code IN_USE}, and nothing changed, where
     * others build on one of them. What a store that is away would say is not waited for.
     */
    <T> T during(ImageId image, List<ImageLocation> copies, Supplier<T> deletion) {
        List<Claim> begun = new ArrayList<>();
        try {
            for (ImageLocation copy : copies) {
                Optional<Claims> claims = claims(copy);
                if (claims.isPresent()) {
                    catalog.claims().claimed(copy);
                    Claim claim = begin(copy, claims.get());
                    begun.add(claim);
                    await(image, claim);
                }
            }
            return deletion.get();
        } catch (RuntimeException e) {
            begun.forEach(this::giveBack);
            throw e;
        }
    }

    /** Gives back what was claimed {@code age} ago or earlier for deletions that were not made. Harmless where one still is. */
    void giveBackForgotten(Duration age) {
        for (ImageLocation copy : catalog.claims().olderThan(age)) {
            claims(copy).ifPresent(claims -> giveBack(copy, claims));
        }
    }

    private Optional<Claims> claims(ImageLocation copy) {
        return stores.find(copy.store())
                .flatMap(store -> store instanceof Store writable ? writable.claims() : Optional.empty());
    }

    private static Claim begin(ImageLocation copy, Claims claims) {
        Claim claim = new Claim(copy, claims, new CompletableFuture<>());
        Thread.ofVirtual().start(() -> {
            try {
                claims.claim(copy.url());
                claim.answer().complete(true);
            } catch (RuntimeException e) {
                claim.answer().completeExceptionally(e);
            }
        });
        return claim;
    }

    private void await(ImageId image, Claim claim) {
        StoreId store = claim.copy().store();
        try {
            claim.answer().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("Store {} does not say whether others build on image {}; deleting it all the same.", store, image);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImageException(FailureKind.UNAVAILABLE, "store " + store + ": stopped from outside", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ImageException said && said.kind() == FailureKind.IN_USE) {
                throw new ImageException(
                        FailureKind.IN_USE,
                        "Image " + image + " could not be deleted because it is in use: " + said.getMessage(),
                        said);
            }
            LOG.warn(
                    "Store {} does not say whether others build on image {}; deleting it all the same: {}",
                    store,
                    image,
                    String.valueOf(e.getCause()));
        }
    }

    /** When the store has answered. One that was away is not asked now: it may go on so. */
    private void giveBack(Claim claim) {
        var _ = claim.answer().whenComplete((claimed, failure) -> {
            if (failure == null) {
                giveBack(claim.copy(), claim.claims());
            } else if (failure instanceof ImageException said && said.kind() == FailureKind.IN_USE) {
                catalog.claims().givenBack(claim.copy());
            }
        });
    }

    private void giveBack(ImageLocation copy, Claims claims) {
        try {
            claims.unclaim(copy.url());
            catalog.claims().givenBack(copy);
        } catch (ImageException e) {
            LOG.warn("Store {} cannot let others build on {} again: {}", copy.store(), copy.url(), e.getMessage());
        }
    }
}
