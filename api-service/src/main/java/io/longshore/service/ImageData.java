package io.longshore.service;

import static io.longshore.image.FailureKind.CATALOG_AWAY;
import static io.longshore.image.FailureKind.CONFLICT;
import static io.longshore.image.FailureKind.INVALID;
import static io.longshore.image.FailureKind.SUPERSEDED;
import static io.longshore.image.FailureKind.UNAVAILABLE;

import io.longshore.bandwidth.StoreBandwidth;
import io.longshore.catalog.Catalog;
import io.longshore.catalog.CatalogAbsence;
import io.longshore.catalog.StagedRow;
import io.longshore.catalog.UploadRow;
import io.longshore.image.ContentManifest;
import io.longshore.image.DiskFormat;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ImageLocation;
import io.longshore.image.ImageStatus;
import io.longshore.image.StoreId;
import io.longshore.importing.StagingPlace;
import io.longshore.reclaim.Reclaimer;
import io.longshore.staging.Room;
import io.longshore.staging.StagedWriter;
import io.longshore.staging.StagingArea;
import io.longshore.store.Store;
import io.longshore.store.StoreRegistry;
import io.longshore.store.StoredObject;
import io.longshore.store.Upload;
import io.longshore.transfer.ByteInspector;
import io.longshore.transfer.CheckOrder;
import io.longshore.transfer.Intake;
import io.longshore.transfer.IntakeSource;
import io.longshore.transfer.Transfer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Image data that clients send: straight into a store, or into staging. */
public final class ImageData implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ImageData.class);

    private final Catalog catalog;
    private final StoreRegistry stores;
    private final Transfer transfer;
    private final StoreBandwidth bandwidth;
    private final Reclaimer reclaimer;
    private final long mostBytes;
    private final @Nullable StagingArea staging;
    private final @Nullable StagingPlace place;
    private final LateReturns lateReturns = new LateReturns();

    /**
     * @param mostBytes of one image
     * @param staging none where this process cannot stage
     */
    public ImageData(
            Catalog catalog,
            StoreRegistry stores,
            Transfer transfer,
            StoreBandwidth bandwidth,
            Reclaimer reclaimer,
            long mostBytes,
            @Nullable StagingArea staging,
            @Nullable StagingPlace place) {
        this.catalog = catalog;
        this.stores = stores;
        this.transfer = transfer;
        this.bandwidth = bandwidth;
        this.reclaimer = reclaimer;
        this.mostBytes = mostBytes;
        this.staging = staging;
        this.place = place;
    }

    /**
     * Bytes as a client sends them.
     *
     * @param announced the whole size, where the client says one
     */
    public record Body(ReadableByteChannel bytes, OptionalLong announced) {}

    /**
     * Which store a client wants for an upload.
     *
     * @param named of {@code X-Image-Meta-Store}
     * @param base of {@code X-OpenStack-Base-Image-Ref}: any text; what it does not mean is ignored
     * @param mayRead whether the caller can see an image
     */
    public record Target(@Nullable String named, @Nullable String base, Predicate<Image> mayRead) {}

    /** The store that an upload goes to. {@code INVALID} for an unknown one; a name that no store can have is as unknown as any other. */
    public StoreId target(Target target) {
        String named = target.named();
        if (named != null) {
            return Optional.of(named)
                    .filter(name -> !name.isBlank())
                    .map(StoreId::of)
                    .filter(id -> !id.isReserved() && stores.find(id).isPresent())
                    .orElseThrow(() -> new ImageException(INVALID, "Store for identifier " + named + " not found"));
        }
        return Optional.ofNullable(target.base())
                .flatMap(ImageId::parse)
                .flatMap(catalog.images()::find)
                .filter(base ->
                        base.status() == ImageStatus.ACTIVE && target.mayRead().test(base))
                .flatMap(base -> base.stores()
                        .filter(id -> stores.find(id).orElse(null) instanceof Store)
                        .findFirst())
                .orElseGet(stores::defaultStore);
    }

    /**
     * Takes an image's data straight into {@code target}; the image is active when this returns. On failure it is {@code queued} again
     * and nothing is left of it; {@code SUPERSEDED} where it was deleted meanwhile. {@code UNSUPPORTED} for a store that cannot be
     * written, once nothing else speaks against it.
     *
     * @param mayUpload refuses a caller who may not
     */
    public void upload(ImageId id, StoreId target, Body body, Consumer<Image> mayUpload) {
        UUID writer = UUID.randomUUID();
        Image image = catalog.images().beginWriting(id, ImageStatus.SAVING, writer, found -> {
            mayUpload.accept(found);
            requireQueued(found, ImageStatus.SAVING);
            Formats.require(found);
            stores.writable(target);
        });
        Store store = stores.writable(target);
        try {
            UploadRow row = catalog.uploads()
                    .beginPut(
                            id,
                            writer,
                            store.describe().id(),
                            nth -> ofStore(() -> store.place(id, nth, body.announced())));
            ContentManifest manifest = ofStore(() -> write(store, row, body, image, writer));
            finish(
                    id,
                    writer,
                    () -> catalog.uploads().finishPut(id, writer, row.id(), manifest, virtualSize(image, manifest)),
                    () -> hasCopy(id, row));
        } catch (RuntimeException e) {
            throw giveBack(id, writer, e);
        }
    }

    /** What a store refuses us is no fault of the client's: such a store is away. */
    private static <T> T ofStore(Supplier<T> work) {
        try {
            return work.get();
        } catch (ImageException e) {
            throw switch (e.kind()) {
                case NOT_FOUND, ALREADY_EXISTS, IN_USE, FORBIDDEN, CONFLICT, UNSUPPORTED, CORRUPT ->
                    new ImageException(UNAVAILABLE, e.getMessage(), e);
                case INVALID,
                        TOO_LARGE,
                        STORE_FULL,
                        STAGING_FULL,
                        SOURCE_LOST,
                        SOURCE_UNAVAILABLE,
                        SOURCE_CHANGED,
                        STAGING_LOST,
                        UNAVAILABLE,
                        CATALOG_AWAY,
                        SUPERSEDED,
                        DRAINING,
                        INTERNAL -> e;
            };
        }
    }

    private ContentManifest write(Store store, UploadRow row, Body body, Image image, UUID writer) {
        Upload upload = store.begin(row.url(), body.announced());
        RenewedLease lease = lease(image.id(), writer);
        try (StoreBandwidth.Writing writing = bandwidth.writing(row.store());
                Intake intake = engine(image).intake(ByteInspector.none(), lease)) {
            ContentManifest manifest = intake.into(source(body), store.describe(), upload, writing.pace());
            lease.finishing();
            StoredObject stored = intake.finishing(() -> upload.complete(manifest.sizeBytes()));
            if (stores.verifiesFull(row.store())) {
                engine(image).check(new CheckOrder(null, store, row.url(), stored, manifest, null), lease);
            }
            return manifest;
        } catch (RuntimeException e) {
            upload.abort();
            throw e;
        }
    }

    /** Of who sends an image's data, while its bytes move and while they are made durable. */
    private RenewedLease lease(ImageId image, UUID writer) {
        return new RenewedLease(
                () -> {},
                () -> catalog.images().renewWriting(image, writer),
                "image " + image + " was deleted or put back meanwhile");
    }

    /**
     * Takes an image's data into staging, whatever it holds; the image waits for its import ({@code uploading}) when this returns. On
     * failure it is {@code queued} again and nothing is left of it.
     *
     * @param mayStage refuses a caller who may not
     */
    public void stage(ImageId id, Body body, Consumer<Image> mayStage) {
        StagingArea area = staging;
        StagingPlace here = place;
        if (area == null || here == null) {
            throw new ImageException(
                    UNAVAILABLE, "this process has no staging directory; ask one that has, or upload with PUT /file");
        }
        UUID writer = UUID.randomUUID();
        Image image = catalog.images().beginWriting(id, ImageStatus.UPLOADING, writer, found -> {
            mayStage.accept(found);
            requireQueued(found, ImageStatus.UPLOADING);
        });
        try {
            StagedRow row = catalog.staging().beginWriting(id, writer, here);
            var absence = new CatalogAbsence();
            var room = new Room((least, wished) ->
                    absence.bear(() -> catalog.staging().grow(row.generation(), least, wished), least));
            if (body.announced().isPresent()) {
                catalog.staging().reserve(row.generation(), body.announced().getAsLong());
                room.isKept(body.announced().getAsLong());
            }
            RenewedLease lease = lease(id, writer);
            try (StagedWriter file = area.write(id, row.generation(), room, () -> close(body));
                    Intake intake = engine(image).intake(ByteInspector.none(), lease)) {
                ContentManifest manifest = intake.into(source(body), file);
                Long virtualSize = virtualSize(image, manifest);
                lease.finishing();
                intake.finishing(() -> file.seal(manifest, virtualSize));
                finish(
                        id,
                        writer,
                        () -> catalog.staging().finishWriting(id, writer, row.generation(), manifest, virtualSize),
                        () -> isStaged(id, row));
            } catch (ImageException e) {
                if (e.kind() == SUPERSEDED && !catalog.staging().knows(row.generation())) {
                    // It woke up when all of it had been removed already.
                    area.discard(id, row.generation());
                }
                throw e;
            }
        } catch (RuntimeException e) {
            throw giveBack(id, writer, e);
        }
    }

    private Transfer engine(Image image) {
        return transfer.of(String.valueOf(image.owner()));
    }

    private static void close(Body body) {
        try {
            body.bytes().close();
        } catch (java.io.IOException e) {
            LOG.debug("A request's body does not close", e);
        }
    }

    private IntakeSource source(Body body) {
        return new IntakeSource("request body", body.bytes(), body.announced(), mostBytes, INVALID);
    }

    private static void requireQueued(Image image, ImageStatus next) {
        if (image.status() != ImageStatus.QUEUED) {
            throw new ImageException(
                    CONFLICT,
                    "Image status transition from " + image.status().wire() + " to " + next.wire() + " is not allowed");
        }
    }

    /** What the disk inside is worth; known without a look inside only where nothing wraps it. */
    private static @Nullable Long virtualSize(Image image, ContentManifest manifest) {
        return image.diskFormat() == DiskFormat.RAW ? manifest.sizeBytes() : null;
    }

    /** The last change of a write. It may have been made though the catalog went away before it said so: then all is well. */
    private void finish(ImageId id, UUID writer, Runnable change, BooleanSupplier isMade) {
        try {
            change.run();
        } catch (ImageException e) {
            if (e.kind() != CATALOG_AWAY || catalog.images().renewWriting(id, writer) || !isMade.getAsBoolean()) {
                throw e;
            }
        }
    }

    private boolean hasCopy(ImageId id, UploadRow upload) {
        return catalog.images().find(id).stream()
                .flatMap(image -> image.locations().stream())
                .anyMatch(copy -> copy.uploadId().equals(upload.id()));
    }

    private boolean isStaged(ImageId id, StagedRow row) {
        return catalog.staging()
                .current(id)
                .filter(current -> current.generation() == row.generation() && current.sealed())
                .isPresent();
    }

    /**
     * Puts the image back and its bytes away; what cannot be done now is done a little later.
     *
     * @return why the write failed: {@code cause}, unless the image was taken away from its writer meanwhile
     */
    private RuntimeException giveBack(ImageId id, UUID writer, RuntimeException cause) {
        try {
            return isGivenBack(id, writer, cause)
                    ? cause
                    : new ImageException(SUPERSEDED, "image " + id + " was deleted or put back meanwhile", cause);
        } catch (RuntimeException e) {
            LOG.warn("Image {} is put back later: {}", id, e.getMessage());
            lateReturns.add("Image " + id, () -> isGivenBack(id, writer, cause));
            return cause;
        }
    }

    /** Repeatable. */
    private boolean isGivenBack(ImageId id, UUID writer, RuntimeException cause) {
        boolean owned = catalog.images().abandonWriting(id, writer, String.valueOf(cause.getMessage()));
        reclaimer.pass(id, () -> {});
        return owned;
    }

    /** Puts nothing back any more: the leases of what is still to be put back run out. */
    @Override
    public void close() {
        lateReturns.close();
    }

    /** The copies of an image, in the order in which a download tries them: preferred stores first. */
    public static List<ImageLocation> inOrder(Image image, List<StoreId> preferred) {
        List<ImageLocation> order = new ArrayList<>();
        image.locations().stream().filter(l -> preferred.contains(l.store())).forEach(order::add);
        image.locations().stream().filter(l -> !preferred.contains(l.store())).forEach(order::add);
        return order;
    }

    /**
     * Opens an image's data: the first copy that is there with the right size. {@code UNAVAILABLE} names every store and what it said
     * where none is.
     *
     * @param first says of the size with which byte the answer begins
     */
    public Download open(Image image, List<StoreId> preferred, LongUnaryOperator first) {
        List<String> causes = new ArrayList<>();
        List<ImageLocation> order = inOrder(image, preferred);
        for (int i = 0; i < order.size(); i++) {
            Optional<Download> download = Download.open(stores, image, order.subList(i, order.size()), first, causes);
            if (download.isPresent()) {
                return download.get();
            }
        }
        throw Download.nowhere(causes);
    }
}
