package io.longshore.activity;

import static io.longshore.image.FailureKind.SOURCE_CHANGED;
import static io.longshore.image.FailureKind.SOURCE_LOST;
import static io.longshore.image.FailureKind.SOURCE_UNAVAILABLE;
import static io.longshore.image.FailureKind.SUPERSEDED;

import io.longshore.catalog.Catalog;
import io.longshore.catalog.ImportRow;
import io.longshore.catalog.StagedRow;
import io.longshore.image.ContentManifest;
import io.longshore.image.DiskFormat;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.importing.StagedImage;
import io.longshore.source.ImportSource;
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

/** Reads an import's source into a staged file: once, unless it changes meanwhile. */
final class Fetches {

    private static final int MOST_GENERATIONS = 3;

    private final Catalog catalog;
    private final ImportWorker.Parts parts;
    private final StagingArea area;
    private final Drain drain;

    Fetches(ImportWorker.Parts parts, StagingArea area, Drain drain) {
        this.catalog = parts.catalog();
        this.parts = parts;
        this.area = area;
        this.drain = drain;
    }

    StagedImage fetch(ActivityExecutionContext context, FetchOrder order, Consumer<HeartbeatListener> listening) {
        ImportRow row = catalog.imports()
                .find(order.importId())
                .filter(r -> r.isOpen() && r.epoch() == order.epoch())
                .orElseThrow(() -> new ImageException(SUPERSEDED, "the import has ended or a later run goes on"));
        Image image = catalog.images()
                .find(order.imageId())
                .orElseThrow(() -> new ImageException(SUPERSEDED, "the image was deleted"));
        var listener = HeartbeatListener.ofFetch(context, drain, () -> requireOpen(order));
        listening.accept(listener);
        StagedRow staged = catalog.staging()
                .current(order.imageId())
                .orElseThrow(() -> new ImageException(SUPERSEDED, "nothing is reserved for this import any more"));
        try (ImportSource source =
                parts.sources().of(row.request().method(), image, order.sources(), earlier(staged))) {
            for (int generations = 1; ; generations++) {
                try {
                    SealedFile sealed = sealed(staged, source, image, listener);
                    catalog.staging()
                            .sealed(
                                    order.importId(),
                                    order.epoch(),
                                    staged.generation(),
                                    sealed.manifest(),
                                    sealed.virtualSizeBytes());
                    return sealed.toStagedImage();
                } catch (ImageException e) {
                    if (e.kind() != SOURCE_CHANGED) {
                        throw e;
                    }
                    if (generations == MOST_GENERATIONS) {
                        throw new ImageException(
                                SOURCE_LOST,
                                source.place() + ": changes each time it is read (" + generations + " times)",
                                e);
                    }
                    staged = catalog.staging().nextGeneration(order.importId(), order.epoch(), staged.generation());
                }
            }
        }
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

    private static SourceObject earlier(StagedRow staged) {
        OptionalLong size =
                staged.reservedBytes() == 0 ? OptionalLong.empty() : OptionalLong.of(staged.reservedBytes());
        return new SourceObject(size, staged.sourceValidator() == null ? "" : staged.sourceValidator());
    }

    private SealedFile sealed(StagedRow staged, ImportSource source, Image image, HeartbeatListener listener) {
        Optional<SealedFile> before = area.sealed(image.id(), staged.generation());
        if (before.isPresent()) {
            return before.get();
        }
        try (StagedWriter file = area.write(image.id(), staged.generation(), source::close);
                Intake intake =
                        parts.transfer().of(String.valueOf(image.owner())).intake(ByteInspector.none(), listener)) {
            @Nullable Long known = staged.reservedBytes() == 0 ? null : staged.reservedBytes();
            listener.from(source.place(), 0, known);
            long from = intake.resume(file);
            listener.from(source.place(), from, known);
            if (from > 0 && !asked(intake, source, source::restartable)) {
                throw new ImageException(
                        SOURCE_CHANGED, source.place() + ": does not let reading go on from byte " + from);
            }
            try (ReadableByteChannel bytes = asked(intake, source, () -> source.open(from))) {
                SourceObject object = source.object();
                announce(staged, source, from, object, listener);
                ContentManifest manifest = intake.into(
                        new IntakeSource(source.place(), bytes, object.size(), parts.mostBytes(), SOURCE_UNAVAILABLE),
                        file);
                check(source, image, manifest);
                return file.seal(manifest, virtualSize(image, manifest));
            } catch (java.io.IOException e) {
                throw new ImageException(SOURCE_UNAVAILABLE, source.place() + ": " + e.getMessage(), e);
            }
        }
    }

    /** What a source answers that may let us wait. */
    private static <T> T asked(Intake intake, ImportSource source, Supplier<T> question) {
        return intake.meanwhile("an answer of " + source.place(), question, source::close);
    }

    private void announce(
            StagedRow staged, ImportSource source, long from, SourceObject object, HeartbeatListener listener) {
        if (object.size().isPresent()) {
            catalog.staging().reserve(staged.generation(), object.size().getAsLong());
        }
        catalog.staging().noteSource(staged.generation(), object.validator());
        listener.from(
                source.words(), from, object.size().isPresent() ? object.size().getAsLong() : null);
    }

    /** An image that has hashes was read from one of its stores: other bytes mean that the store's copy is corrupt. */
    private static void check(ImportSource source, Image image, ContentManifest manifest) {
        if (image.hashes() != null && !image.hashes().equals(manifest.hashes())) {
            String place = source.place();
            source.turnFrom(
                    place,
                    new ImageException(SOURCE_LOST, "store " + place + ": its copy is corrupt (checksum differs)"));
            throw new ImageException(SOURCE_CHANGED, place + ": its copy is corrupt; reading another one");
        }
    }

    private static @Nullable Long virtualSize(Image image, ContentManifest manifest) {
        return image.diskFormat() == DiskFormat.RAW ? manifest.sizeBytes() : null;
    }
}
