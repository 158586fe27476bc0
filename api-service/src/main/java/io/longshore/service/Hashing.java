package io.longshore.service;

import io.longshore.catalog.Catalog;
import io.longshore.catalog.HashingCatalog;
import io.longshore.image.ContentManifest;
import io.longshore.image.FailureKind;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.ImageLocation;
import io.longshore.image.StoreId;
import io.longshore.store.ByteSource;
import io.longshore.store.ReadableStore;
import io.longshore.store.StoreRegistry;
import io.longshore.transfer.Intake;
import io.longshore.transfer.IntakeSource;
import io.longshore.transfer.Transfer;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hashes registered images in the background, in every API process; what one dies at, another begins anew when the lease has run out.
 */
public final class Hashing implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Hashing.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final int AT_ONCE = 4;

    /** Another one may be right, and be in reach. */
    private static final Set<FailureKind> OF_ONE_COPY = Set.of(
            FailureKind.NOT_FOUND,
            FailureKind.SOURCE_LOST,
            FailureKind.SOURCE_UNAVAILABLE,
            FailureKind.SOURCE_CHANGED,
            FailureKind.UNAVAILABLE,
            FailureKind.FORBIDDEN,
            FailureKind.INVALID,
            FailureKind.CORRUPT);

    /** As often as Glance tries again; a store may be away for minutes. */
    private static final List<Duration> PAUSES =
            List.of(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(5));

    private final Catalog catalog;
    private final StoreRegistry stores;
    private final Transfer transfer;
    private final Semaphore slots = new Semaphore(AT_ONCE);
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Loop loop = new Loop("hashing of registered images", EVERY, LOG);

    public Hashing(Catalog catalog, StoreRegistry stores, Transfer transfer) {
        this.catalog = catalog;
        this.stores = stores;
        this.transfer = transfer;
    }

    public void start() {
        loop.start(this::begin, () -> {});
    }

    private void begin() {
        while (!closing.get() && slots.tryAcquire()) {
            boolean begun = false;
            try {
                UUID worker = UUID.randomUUID();
                Optional<HashingCatalog.Hashing> next = catalog.hashings().take(worker);
                if (next.isEmpty()) {
                    return;
                }
                Thread.ofPlatform().daemon().name("hashing").start(() -> work(next.get(), worker));
                begun = true;
            } finally {
                if (!begun) {
                    slots.release();
                }
            }
        }
    }

    private void work(HashingCatalog.Hashing hashing, UUID worker) {
        try {
            hash(hashing, worker);
        } catch (RuntimeException e) {
            LOG.warn("Image {} cannot be hashed now: {}", hashing.image(), Runs.words(e));
        } finally {
            slots.release();
        }
    }

    private void hash(HashingCatalog.Hashing hashing, UUID worker) {
        try {
            Image image = catalog.images()
                    .find(hashing.image())
                    .orElseThrow(() -> new ImageException(FailureKind.SUPERSEDED, "the image was deleted"));
            Read read = read(image, hashing, worker);
            catalog.hashings().finish(hashing, worker, read.store(), read.manifest());
        } catch (ImageException e) {
            failed(hashing, worker, e);
        } catch (RuntimeException e) {
            LOG.error("Image {} cannot be hashed", hashing.image(), e);
            failed(hashing, worker, new ImageException(FailureKind.INTERNAL, "the bytes cannot be hashed", e));
        }
    }

    private void failed(HashingCatalog.Hashing hashing, UUID worker, ImageException e) {
        switch (e.kind()) {
            case SUPERSEDED, CATALOG_AWAY -> {
                // Deleted or another's; or the lease runs out.
            }
            case DRAINING -> catalog.hashings().giveBack(hashing, worker);
            default -> {
                boolean again = e.kind().retryable() && hashing.failures() < PAUSES.size();
                LOG.warn(
                        "Image {} was not hashed{}: {}",
                        hashing.image(),
                        again ? ", trying again" : "",
                        e.getMessage());
                if (again) {
                    Duration pause = PAUSES.get(hashing.failures());
                    catalog.hashings().retry(hashing, worker, String.valueOf(e.getMessage()), pause);
                } else {
                    boolean corrupt = e.kind() == FailureKind.CORRUPT;
                    catalog.hashings().abandon(hashing, worker, String.valueOf(e.getMessage()), corrupt);
                }
            }
        }
    }

    /** @param store whose copy was read */
    private record Read(StoreId store, ContentManifest manifest) {}

    /** Any copy serves for an image. */
    private Read read(Image image, HashingCatalog.Hashing hashing, UUID worker) {
        StoreId wanted = hashing.copy();
        List<ImageLocation> copies = wanted == null
                ? image.locations()
                : image.locationIn(wanted).stream().toList();
        ImageException failure = new ImageException(FailureKind.SUPERSEDED, "the image has no such copy any more");
        for (ImageLocation copy : copies) {
            try {
                return new Read(copy.store(), manifest(image, copy, hashing, worker));
            } catch (ImageException e) {
                if (!OF_ONE_COPY.contains(e.kind())) {
                    throw e;
                }
                failure = failure.kind().retryable() ? failure : e;
            }
        }
        throw failure;
    }

    private ContentManifest manifest(Image image, ImageLocation copy, HashingCatalog.Hashing hashing, UUID worker) {
        ReadableStore store = stores.find(copy.store())
                .orElseThrow(() -> new ImageException(
                        FailureKind.SOURCE_UNAVAILABLE,
                        "store " + copy.store() + " is not configured in this process"));
        HashProof proof = new HashProof(hashing.expected());
        Long size = image.sizeBytes();
        try (ByteSource source = store.source(copy.url());
                ReadableByteChannel bytes = source.open(0);
                Intake intake = transfer.of(String.valueOf(image.owner())).intake(proof, lease(hashing, worker))) {
            ContentManifest manifest = intake.into(
                    new IntakeSource(
                            copy.store() + ": " + copy.url(),
                            bytes,
                            size == null ? OptionalLong.empty() : OptionalLong.of(size),
                            Long.MAX_VALUE,
                            FailureKind.CORRUPT),
                    new NoSink());
            proof.require();
            if (image.hashes() != null && !image.hashes().agreesWith(manifest.hashes())) {
                throw new ImageException(
                        FailureKind.CORRUPT,
                        copy.store() + ": " + copy.url() + ": the bytes do not have the image's hashes");
            }
            return manifest;
        } catch (IOException e) {
            throw new ImageException(FailureKind.SOURCE_UNAVAILABLE, copy.store() + ": cannot be read: " + e, e);
        }
    }

    private RenewedLease lease(HashingCatalog.Hashing hashing, UUID worker) {
        return new RenewedLease(
                () -> {
                    if (closing.get()) {
                        throw new ImageException(
                                FailureKind.DRAINING, "image " + hashing.image() + ": this process goes down");
                    }
                },
                () -> catalog.hashings().renew(hashing, worker),
                "image " + hashing.image() + " is not to be hashed here any more");
    }

    /** Hands over what is under way. */
    @Override
    public void close() {
        closing.set(true);
        loop.close();
        try {
            if (!slots.tryAcquire(AT_ONCE, 10, java.util.concurrent.TimeUnit.SECONDS)) {
                LOG.warn("Hashing of registered images does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
