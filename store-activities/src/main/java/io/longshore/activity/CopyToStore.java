package io.longshore.activity;

import static io.longshore.image.FailureKind.ALREADY_EXISTS;
import static io.longshore.image.FailureKind.NOT_FOUND;
import static io.longshore.image.FailureKind.SOURCE_CHANGED;
import static io.longshore.image.FailureKind.SOURCE_LOST;
import static io.longshore.image.FailureKind.STAGING_FULL;
import static io.longshore.image.FailureKind.STAGING_LOST;
import static io.longshore.image.FailureKind.SUPERSEDED;
import static io.longshore.image.FailureKind.UNSUPPORTED;

import io.longshore.bandwidth.StoreBandwidth;
import io.longshore.catalog.Catalog;
import io.longshore.catalog.Durable;
import io.longshore.catalog.Landing;
import io.longshore.catalog.StagedRow;
import io.longshore.catalog.UploadRow;
import io.longshore.image.Extents;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.importing.CopyWay;
import io.longshore.importing.Turn;
import io.longshore.reclaim.Reclaimer;
import io.longshore.store.Store;
import io.longshore.store.StoreRegistry;
import io.longshore.store.Upload;
import io.longshore.transfer.CopyOrder;
import io.longshore.transfer.CopyReceipt;
import io.longshore.transfer.CopySource;
import io.longshore.transfer.CopyTarget;
import io.longshore.transfer.Transfer;
import io.longshore.workflow.CopyActivities;
import io.longshore.workflow.CopyActivities.CopyResult;
import io.temporal.activity.ActivityExecutionContext;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes one store's copy: finds its bytes, takes up or begins its upload, moves, checks, records. */
final class CopyToStore {

    private static final int TIMES_ANEW = 2;

    private final Catalog catalog;
    private final StoreRegistry stores;
    private final CopySources sources;
    private final Transfer transfer;
    private final StoreBandwidth bandwidth;
    private final Reclaimer reclaimer;
    private final Attempts attempts;

    CopyToStore(ImportWorker.Parts parts, Attempts attempts) {
        this.catalog = parts.catalog();
        this.stores = parts.stores();
        this.sources = new CopySources(parts);
        this.transfer = parts.transfer();
        this.bandwidth = parts.bandwidth();
        this.reclaimer = parts.reclaimer();
        this.attempts = attempts;
    }

    CopyResult copy(
            ActivityExecutionContext context, CopyActivities.CopyOrder order, Consumer<HeartbeatListener> listening) {
        attempts.drain().check("store " + order.plan().target());
        var listener = HeartbeatListener.ofCopy(
                context, attempts, order.importId(), order.plan().target().value(), order.bestBytes());
        listening.accept(listener);
        Store store = stores.writable(order.plan().target());
        Image image = catalog.images()
                .find(order.imageId())
                .orElseThrow(() -> new ImageException(SUPERSEDED, "the image was deleted"));
        @Nullable StagedRow staged = order.plan().way() == CopyWay.STAGED ? staged(order) : null;
        if (staged != null && staged.sizeBytes() != null && order.bySize()) {
            listener.belongs(staged.sizeBytes(), known -> {});
        }
        while (staged != null) {
            try {
                return attempt(
                        sources.growing(order, staged),
                        new Attempt(context, order, store, image, staged, listener),
                        false);
            } catch (ImageException e) {
                staged = next(staged, e);
            }
        }
        @Nullable ImageException last = null;
        for (CopySources.Found source : sources.locations(image, order)) {
            try {
                return attempt(source, new Attempt(context, order, store, image, null, listener), last != null);
            } catch (ImageException e) {
                if (!e.kind().blamesSource() || source.last()) {
                    throw e;
                }
                last = e;
            }
        }
        throw last == null ? new ImageException(SOURCE_LOST, "no store of the image can be read here") : last;
    }

    /**
     * @param anew whether an earlier source has failed: nothing that came from it is kept
     */
    private static CopyResult attempt(CopySources.Found source, Attempt attempt, boolean anew) {
        for (int again = 0; ; again++) {
            try {
                return attempt.from(source, anew || again > 0);
            } catch (ImageException e) {
                boolean useless = e.kind() == NOT_FOUND || e.kind() == ALREADY_EXISTS;
                if (!useless || again == TIMES_ANEW) {
                    throw e;
                }
                // Its address is of no more use: the upload was removed, or may still be somebody's.
            }
        }
    }

    private StagedRow staged(CopyActivities.CopyOrder order) {
        return catalog.staging()
                .current(order.imageId())
                .orElseThrow(() -> new ImageException(STAGING_LOST, "nothing is staged for this image any more"));
    }

    /** Where the fetch had to begin anew there is a later generation, and following that costs the store nothing; else throws {@code why}. */
    private StagedRow next(StagedRow staged, ImageException why) {
        if (why.kind() != SOURCE_CHANGED) {
            throw why;
        }
        return catalog.staging()
                .current(staged.imageId())
                .filter(now -> now.generation() > staged.generation())
                .orElseThrow(() -> why);
    }

    /** One source's try at the copy. */
    private final class Attempt {

        private final ActivityExecutionContext context;
        private final CopyActivities.CopyOrder order;
        private final Store store;
        private final Image image;
        private final @Nullable StagedRow staged;
        private final HeartbeatListener listener;
        private final boolean verifyFull;
        private boolean compares;

        Attempt(
                ActivityExecutionContext context,
                CopyActivities.CopyOrder order,
                Store store,
                Image image,
                @Nullable StagedRow staged,
                HeartbeatListener listener) {
            this.context = context;
            this.order = order;
            this.store = store;
            this.image = image;
            this.staged = staged;
            this.listener = listener;
            this.verifyFull = stores.verifiesFull(order.plan().target());
        }

        CopyResult from(CopySources.Found source, boolean anew) {
            UploadRow row = begin(anew);
            if (anew && source.natively().isPresent()) {
                // What earlier attempts have left may be what this one has no room for.
                try (Beating beating = new Beating(context, listener.checkpoint())) {
                    reclaimer.passOf(row.store(), order.imageId(), listener::beat);
                }
            }
            // Staged bytes are compared when they are sealed, whoever copied them.
            compares = staged != null || source.manifest().get().isPresent();
            if (row.state() != UploadRow.State.WRITING) {
                return new CopyResult(
                        row.store(), row.sizeBytes() == null ? 0 : row.sizeBytes(), "checked before", source.name());
            }
            announce(source, row);
            if (source.natively().isPresent()) {
                boolean goesOn = row.durable().isTheStores();
                row = begunNatively(row);
                try {
                    NativeCopy copy = source.natively().get();
                    CopyReceipt made = copy.make(row.url(), goesOn, image, listener);
                    if (verifyFull) {
                        var manifest = source.manifest().get();
                        made = copy.readBack(made, row.url(), image, manifest, engine(), listener);
                    }
                    return record(row, source, made, null);
                } catch (ImageException e) {
                    if (e.kind() != UNSUPPORTED) {
                        removeWhatCameLate(row, e);
                        throw e;
                    }
                    // This one object the store cannot copy by itself: its bytes go through us.
                    return through(source, row, "through the worker from " + source.name() + ": " + e.getMessage());
                }
            }
            return through(source, row, source.unplanned());
        }

        private CopyResult through(CopySources.Found source, UploadRow row, @Nullable String unplanned) {
            // What a store had begun to copy by itself, a clone even, nobody else goes on with.
            boolean isTheStores = source.beganNatively()
                    && row.attempt() > 1
                    && row.durable().extents().equals(Extents.NONE);
            Upload upload = isTheStores ? null : open(row);
            if (upload != null) {
                return from(source, row, upload, unplanned);
            }
            UploadRow next = begin(true);
            announce(source, next);
            return from(source, next, store.begin(next.url(), size()), unplanned);
        }

        /** The store begins with an empty object: nothing that was sent before counts any more. */
        private UploadRow begunNatively(UploadRow row) {
            catalog.uploads().noteDurable(row.id(), row.attempt(), Durable.THE_STORES);
            return row.having(Durable.THE_STORES);
        }

        /** Beats before the store is asked for anything: a store that never answers is to be seen with its bytes, too. */
        private void announce(CopySources.Found source, UploadRow row) {
            listener.writing(
                    () -> {
                        requireOwned(row);
                        requireRoom();
                        requireBelonging();
                    },
                    written -> catalog.uploads()
                            .noteDurable(row.id(), row.attempt(), new Durable(written, partBytes(), compares)));
            listener.checkedBy(verifyFull ? "verify: full" : null);
            listener.from(
                    source.name(),
                    source.natively().isPresent() ? 0 : durable(row).bytes(),
                    announced());
        }

        private Transfer engine() {
            return transfer.of(String.valueOf(image.owner()));
        }

        /** What is to be copied in all, as far as anybody has said so. */
        private @Nullable Long announced() {
            if (staged != null) {
                return staged.sizeBytes();
            }
            return image.sizeBytes();
        }

        private CopyResult from(CopySources.Found source, UploadRow row, Upload begun, @Nullable String unplanned) {
            try (Upload upload = begun;
                    StoreBandwidth.Writing writing = bandwidth.writing(row.store());
                    CopySource bytes = source.bytes().get()) {
                // Between the row and the first byte this attempt may have slept.
                requireOwned(row);
                listener.maySpareItsSlot(Spare.Stays.WHAT_IT_IS_TOLD, order.sending());
                CopyReceipt receipt = engine().copy(
                                new CopyOrder(
                                        bytes,
                                        new CopyTarget(store, row.url(), upload, writing.pace()),
                                        durable(row),
                                        source.manifest(),
                                        image.hashes(),
                                        verifyFull),
                                listener);
                return record(row, source, receipt, unplanned);
            } catch (ImageException e) {
                removeWhatCameLate(row, e);
                throw e;
            }
        }

        /** What this attempt was just sending when the upload was reclaimed may have arrived after that. */
        private void removeWhatCameLate(UploadRow row, ImageException failure) {
            try {
                if (catalog.uploads().mayDelete(row.id())) {
                    store.delete(row.url());
                }
            } catch (ImageException e) {
                // Uploads that were deleted unfinished are deleted once more later.
                failure.addSuppressed(e);
            }
        }

        private UploadRow begin(boolean anew) {
            return catalog.uploads()
                    .beginAttempt(
                            order.importId(),
                            new Turn(
                                    order.epoch(),
                                    order.sending(),
                                    context.getInfo().getAttempt()),
                            store.describe().id(),
                            staged == null ? 0 : staged.generation(),
                            anew,
                            nth -> store.place(order.imageId(), nth, size()));
        }

        /** The upload as an earlier attempt left it, or a new one; null where its address is of no more use. */
        private @Nullable Upload open(UploadRow row) {
            try {
                return row.attempt() == 1
                        ? store.begin(row.url(), size())
                        : store.resume(row.url(), size(), durable(row));
            } catch (ImageException e) {
                if (e.kind() == NOT_FOUND || e.kind() == ALREADY_EXISTS) {
                    return null;
                }
                throw e;
            }
        }

        /**
         * What an earlier attempt left that needs not be sent again. Where parts begin elsewhere now, what lies behind a gap is of no
         * use; where the image's manifest has come to be known since, what was not compared with it is not.
         */
        private Extents durable(UploadRow row) {
            Durable durable = row.durable();
            if (compares && !durable.compared()) {
                return Extents.NONE;
            }
            return durable.partBytes() == partBytes()
                    ? durable.extents()
                    : Extents.upTo(durable.extents().gapless());
        }

        private long partBytes() {
            return store.describe().limits().partBytes();
        }

        private OptionalLong size() {
            if (staged != null && !staged.sealed()) {
                return OptionalLong.empty();
            }
            Long size = staged == null ? image.sizeBytes() : staged.sizeBytes();
            return size == null ? OptionalLong.empty() : OptionalLong.of(size);
        }

        private void requireOwned(UploadRow row) {
            if (!catalog.uploads().owns(row.id(), row.attempt())) {
                throw new ImageException(SUPERSEDED, "a later attempt has taken over");
            }
        }

        /** What is sealed is soon copied, and stays here. */
        private void requireBelonging() {
            if (staged != null && order.bySize()) {
                catalog.staging()
                        .current(order.imageId())
                        .filter(row -> !row.sealed())
                        .map(StagedRow::sizeBytes)
                        .ifPresent(size -> listener.belongs(size, known -> {}));
            }
        }

        /** While the fetch has no room, who only follows it leaves its slot to those who make room. */
        private void requireRoom() {
            if (staged != null && !staged.sealed()) {
                catalog.runs().waitingFor(order.importId()).ifPresent(what -> {
                    throw new ImageException(STAGING_FULL, what);
                });
            }
        }

        private CopyResult record(
                UploadRow row, CopySources.Found source, CopyReceipt receipt, @Nullable String unplanned) {
            if (staged != null && !staged.sealed()) {
                // The fetch may not have come to report its seal yet; a copy of what it sealed needs the image's size
                // and hashes.
                var sealed = sources.staging()
                        .sealed(order.imageId(), staged.generation())
                        .orElseThrow(() -> new ImageException(
                                STAGING_LOST, "what was staged was removed while it was being copied"));
                catalog.staging()
                        .sealed(
                                order.importId(),
                                order.epoch(),
                                staged.generation(),
                                sealed.manifest(),
                                sealed.virtualSizeBytes());
            }
            if (receipt.newManifest() != null) {
                catalog.manifests().add(order.imageId(), receipt.newManifest());
            }
            catalog.runs()
                    .landed(
                            order.importId(),
                            order.epoch(),
                            new Landing(
                                    row.store(),
                                    row.id(),
                                    row.attempt(),
                                    context.getInfo().getAttempt(),
                                    receipt.stored().sizeBytes(),
                                    source.name(),
                                    receipt.check(),
                                    receipt.checkedBytes(),
                                    unplanned));
            return new CopyResult(row.store(), receipt.stored().sizeBytes(), receipt.check(), source.name());
        }
    }
}
