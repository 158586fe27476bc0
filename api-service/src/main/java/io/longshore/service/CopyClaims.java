package io.longshore.service;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ImageLocation;
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

/** Asks the stores, before copies are deleted, whether others build on them. */
final class CopyClaims {

    private static final Logger LOG = LoggerFactory.getLogger(CopyClaims.class);

    /** A store that does not answer for so long is asked again when the copy is reclaimed. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final StoreRegistry stores;

    CopyClaims(StoreRegistry stores) {
        this.stores = stores;
    }

    /**
     * Claims the copies, does {@code deletion}, and gives the claims back should it fail. {@code IN_USE}, and nothing changed, where
     * others build on one of them. What a store that is away would say is not waited for.
     */
    <T> T during(ImageId image, List<ImageLocation> copies, Supplier<T> deletion) {
        List<ImageLocation> claimed = new ArrayList<>();
        try {
            for (ImageLocation copy : copies) {
                Optional<Claims> claims = claims(copy);
                if (claims.isPresent() && claim(image, claims.get(), copy)) {
                    claimed.add(copy);
                }
            }
            return deletion.get();
        } catch (RuntimeException e) {
            claimed.forEach(copy -> claims(copy).ifPresent(claims -> unclaim(claims, copy)));
            throw e;
        }
    }

    private Optional<Claims> claims(ImageLocation copy) {
        return stores.find(copy.store())
                .flatMap(store -> store instanceof Store writable ? writable.claims() : Optional.empty());
    }

    private static boolean claim(ImageId image, Claims claims, ImageLocation copy) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                claims.claim(copy.url());
                answer.complete(true);
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn(
                    "Store {} does not say whether others build on image {}; deleting it all the same.",
                    copy.store(),
                    image);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImageException(FailureKind.UNAVAILABLE, "store " + copy.store() + ": stopped from outside", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ImageException said && said.kind() == FailureKind.IN_USE) {
                throw new ImageException(
                        FailureKind.IN_USE,
                        "Image " + image + " could not be deleted because it is in use: " + said.getMessage(),
                        said);
            }
            LOG.warn(
                    "Store {} does not say whether others build on image {}; deleting it all the same: {}",
                    copy.store(),
                    image,
                    String.valueOf(e.getCause()));
            return false;
        }
    }

    private static void unclaim(Claims claims, ImageLocation copy) {
        try {
            claims.unclaim(copy.url());
        } catch (ImageException e) {
            LOG.warn("Store {} cannot let others build on {} again: {}", copy.store(), copy.url(), e.getMessage());
        }
    }
}
