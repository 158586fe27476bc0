package io.longshore.activity;

import static io.longshore.image.FailureKind.CONFLICT;
import static io.longshore.image.FailureKind.SOURCE_CHANGED;
import static io.longshore.image.FailureKind.SOURCE_LOST;
import static io.longshore.image.FailureKind.SOURCE_UNAVAILABLE;
import static io.longshore.image.FailureKind.STAGING_FULL;
import static io.longshore.image.FailureKind.SUPERSEDED;

import io.longshore.catalog.Catalog;
import io.longshore.catalog.CatalogAbsence;
import io.longshore.catalog.ImportRow;
import io.longshore.catalog.StagedRow;
import io.longshore.image.ContentManifest;
import io.longshore.image.DiskFormat;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.importing.StagedImage;
import io.longshore.importing.Turn;
import io.longshore.source.ImportSource;
import io.longshore.staging.Room;
import io.longshore.staging.SealedFile;
import io.longshore.staging.StagedWriter;
import io.longshore.staging.StagingArea;
import io.longshore.store.SourceObject;
import io.longshore.transfer.ByteInspector;
import io.longshore.transfer.Intake;
import io.longshore.transfer.IntakeSource;
import io.longshore.workflow.StagingActivities.FetchOrder;
import io.temporal.activity.ActivityExecutionContext;
import java.nio.channels.ReadableByteChannel;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads an import's source into a staged file: once, unless it changes meanwhile. */
final class Fetches {

    private static final Logger LOG = LoggerFactory.getLogger(Fetches.class);
    private static final int MOST_GENERATIONS = 3;

    private final Catalog catalog;
    private final ImportWorker.Parts parts;
    private final StagingArea area;
    private final Attempts attempts;

    Fetches(ImportWorker.Parts parts, StagingArea area, Attempts attempts) {
        this.catalog = parts.catalog();
        this.parts = parts;
        this.area = area;
        this.attempts = attempts;
    }

    StagedImage fetch(ActivityExecutionContext context, FetchOrder order, Consumer<HeartbeatListener> listening) {
        attempts.drain().check("source");
        var listener = HeartbeatListener.ofFetch(
                context, attempts, order.importId(), () -> requireOpen(order), order.bestBytes());
        listening.accept(listener);
        ImportRow row = catalog.imports()
                .find(order.importId())
                .filter(r -> r.isOpen() && r.epoch() == order.epoch())
                .orElseThrow(() -> new ImageException(SUPERSEDED, "the import has ended or a later run goes on"));
        Image image = catalog.images()
                .find(order.imageId())
                .orElseThrow(() -> new ImageException(SUPERSEDED, "the image was deleted"));
        if (row.waitingFor() != null) {
            catalog.runs().waitsFor(order.importId(), order.epoch(), null);
        }
        var turn = new Turn(order.epoch(), order.sending(), context.getInfo().getAttempt());
        StagedRow staged = catalog.staging()
                .current(order.imageId())
                .orElseThrow(() -> new ImageException(SUPERSEDED, "nothing is reserved for this import any more"));
        // Each copy may turn out to be corrupt, once.
        long most = MOST_GENERATIONS + image.stores().count();
        try (ImportSource source =
                parts.sources().of(row.request().method(), image, order.sources(), earlier(staged))) {
            @Nullable ImageException anew = null;
            for (int generations = 1; ; generations++) {
                try {
                    SealedFile sealed = sealed(staged, turn.order(), source, image, listener, order);
                    catalog.staging()
                            .sealed(
                                    order.importId(),
                                    order.epoch(),
                                    staged.generation(),
                                    sealed.manifest(),
                                    sealed.virtualSizeBytes());
                    return sealed.toStagedImage();
                } catch (ImageException e) {
                    if (e.kind() == STAGING_FULL) {
                        waits(order, staged, e);
                    }
                    if (e.kind() == SUPERSEDED && !catalog.staging().knows(staged.generation())) {
                        // This attempt woke up when all of it had been removed already.
                        area.discard(order.imageId(), staged.generation());
                    }
                    if (e.kind() != SOURCE_CHANGED) {
                        throw anew == null ? e : after(anew, e);
                    }
                    if (generations == most) {
                        throw new ImageException(
                                SOURCE_LOST,
                                source.place() + ": changes each time it is read (" + generations + " times)",
                                e);
                    }
                    LOG.info("Image {} is fetched anew: {}", order.imageId(), e.getMessage());
                    listener.begunAnew(e.getMessage());
                    anew = e;
                    staged = catalog.staging().nextGeneration(order.importId(), order.epoch(), staged.generation());
                }
            }
        }
    }

    /** A source that changes whenever it breaks off would else only be said to break off. */
    private static ImageException after(ImageException anew, ImageException failure) {
        return new ImageException(
                failure.kind(),
                failure.getMessage() + " (begun anew: " + anew.getMessage() + ")",
                failure,
                failure.retryAfter().orElse(null));
    }

    /** There is no room: what the file has is given back, and what is waited for is told. */
    private void waits(FetchOrder order, StagedRow staged, ImageException why) {
        boolean holds = area.list().stream()
                .anyMatch(e ->
                        e.image().equals(order.imageId()) && e.generation() == staged.generation() && e.bytes() > 0);
        if (holds) {
            catalog.staging().nextGeneration(order.importId(), order.epoch(), staged.generation());
            area.discard(order.imageId(), staged.generation());
            catalog.staging().discarded(staged.generation());
        }
        catalog.runs().waitsFor(order.importId(), order.epoch(), why.getMessage());
    }

    private void requireOpen(FetchOrder order) {
        boolean open = catalog.imports()
                .find(order.importId())
                .filter(r -> r.isOpen() && r.epoch() == order.epoch())
                .isPresent();
        if (!open) {
            throw new ImageException(SUPERSEDED, "the import has ended or a later run goes on");
        }
    }

    /** What is staged is of this state of the source. How long it was is not known: room is kept for the longest that it ever was. */
    private static SourceObject earlier(StagedRow staged) {
        return new SourceObject(OptionalLong.empty(), staged.sourceValidator() == null ? "" : staged.sourceValidator());
    }

    private SealedFile sealed(
            StagedRow staged,
            long turn,
            ImportSource source,
            Image image,
            HeartbeatListener listener,
            FetchOrder order) {
        Optional<SealedFile> before = area.sealed(image.id(), staged.generation());
        if (before.isPresent()) {
            return before.get();
        }
        try {
            return fetched(staged, turn, source, image, listener, order);
        } catch (ImageException e) {
            // An earlier attempt that was still at it may have sealed the file before it heard that it was not wanted
            // any more.
            Optional<SealedFile> meanwhile =
                    e.kind() == CONFLICT ? area.sealed(image.id(), staged.generation()) : Optional.empty();
            return meanwhile.orElseThrow(() -> e);
        }
    }

    private SealedFile fetched(
            StagedRow staged,
            long turn,
            ImportSource source,
            Image image,
            HeartbeatListener listener,
            FetchOrder order) {
        var absence = new CatalogAbsence();
        var room = new Room((least, wished) ->
                absence.bear(() -> catalog.staging().grow(staged.generation(), least, wished), least));
        try (StagedWriter file = area.write(image.id(), staged.generation(), turn, room, source::close);
                Intake intake =
                        parts.transfer().of(String.valueOf(image.owner())).intake(ByteInspector.none(), listener)) {
            @Nullable Long known = staged.sizeBytes();
            listener.from(source.place(), 0, known);
            long from = intake.resume(file);
            listener.from(source.place(), from, known);
            if (from > 0 && !asked(intake, source, source::restartable)) {
                throw new ImageException(
                        SOURCE_CHANGED, source.place() + ": does not let reading go on from byte " + from);
            }
            try (ReadableByteChannel bytes = asked(intake, source, () -> source.open(from))) {
                String place = source.place();
                SourceObject object = source.object();
                requireSame(staged, image, source.place(), from, object);
                announce(staged, source, from, object, listener, order.bySize());
                // Who had to let go of so much before comes back when there is room for that.
                object.size().ifPresentOrElse(room::isKept, () -> room.need(from == 0 ? order.bestBytes() : from));
                catalog.staging().noteSource(staged.generation(), object.validator());
                listener.maySpareItsSlot(
                        source.restartable() ? Spare.Stays.WHOLE_UNITS : Spare.Stays.NOTHING, order.sending());
                ContentManifest manifest = intake.into(
                        new IntakeSource(source.place(), bytes, object.size(), parts.mostBytes(), SOURCE_UNAVAILABLE),
                        file);
                if (image.hashes() != null && !image.hashes().agreesWith(manifest.hashes())) {
                    throw otherBytes(source, from == 0 ? place : null);
                }
                return file.seal(manifest, virtualSize(image, manifest));
            } catch (java.io.IOException e) {
                throw new ImageException(SOURCE_UNAVAILABLE, source.place() + ": " + e.getMessage(), e);
            }
        }
    }

    /**
     * Where all that an earlier attempt had staged is lost, stores may have parts of it: only the same bytes may follow them. Those of an
     * image that has hashes are the same wherever they come from.
     */
    private static void requireSame(StagedRow staged, Image image, String place, long from, SourceObject now) {
        String before = staged.sourceValidator();
        if (from > 0 || before == null || image.hashes() != null) {
            return;
        }
        if (before.isEmpty() || !before.equals(now.validator())) {
            throw new ImageException(
                    SOURCE_CHANGED, place + ": what was read of it before is lost, and it may be another one by now");
        }
    }

    /** What a source answers that may let us wait. */
    private static <T> T asked(Intake intake, ImportSource source, Supplier<T> question) {
        return intake.meanwhile("an answer of " + source.place(), question, source::close);
    }

    private void announce(
            StagedRow staged,
            ImportSource source,
            long from,
            SourceObject object,
            HeartbeatListener listener,
            boolean bySize) {
        if (object.size().isPresent()) {
            if (bySize) {
                // Who has to go on elsewhere keeps no room while it waits there.
                listener.belongs(
                        object.size().getAsLong(), size -> catalog.staging().noteSize(staged.generation(), size));
            }
            catalog.staging().reserve(staged.generation(), object.size().getAsLong());
        }
        listener.from(
                source.words(), from, object.size().isPresent() ? object.size().getAsLong() : null);
    }

    /**
     * An image that has hashes was read from its stores: other bytes mean that a copy is corrupt.
     *
     * @param place where reading began; none where some of the bytes were there before
     */
    private static ImageException otherBytes(ImportSource source, @Nullable String place) {
        if (place == null || !place.equals(source.place())) {
            return new ImageException(
                    SOURCE_CHANGED,
                    source.place() + ": of the copies that were read one is corrupt; reading one alone");
        }
        source.turnFrom(
                place, new ImageException(SOURCE_LOST, "store " + place + ": its copy is corrupt (checksum differs)"));
        return new ImageException(SOURCE_CHANGED, place + ": its copy is corrupt; reading another one");
    }

    private static @Nullable Long virtualSize(Image image, ContentManifest manifest) {
        return image.diskFormat() == DiskFormat.RAW ? manifest.sizeBytes() : null;
    }
}
