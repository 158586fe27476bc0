package io.longshore.service;

import io.longshore.catalog.Catalog;
import io.longshore.catalog.ImportRow;
import io.longshore.catalog.StagedRow;
import io.longshore.image.Image;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportId;
import io.longshore.importing.ImportPhase;
import io.longshore.importing.StoreState;
import io.longshore.importing.TransferCheckpoint;
import io.longshore.workflow.WorkflowIds;
import io.temporal.client.WorkflowClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Merges what the catalog knows of an import with what its attempts last said. The one place that does. */
public final class ProgressReader {

    /** A run that begins within this time was not waited for. */
    private static final Duration START_PATIENCE = Duration.ofSeconds(2);

    private static final StoreId SOURCE = StoreId.of("source");
    private static final LiveActivities.Live NOTHING = new LiveActivities.Live(List.of(), false);
    private static final String A_WORKER = "a worker that takes it up";
    private static final String WHO_PAUSED_IT = "somebody who lets it go on: it was paused in Temporal";

    private final Catalog catalog;
    private final LiveActivities live;

    public ProgressReader(Catalog catalog, WorkflowClient client) {
        this.catalog = catalog;
        this.live = new LiveActivities(client);
    }

    /** The import as it is now; still answers, without live figures, when Temporal does not. */
    public Optional<ImportProgress> read(ImportId id) {
        return catalog.imports().find(id).map(this::read);
    }

    /** The same for a row that was just read. */
    public ImportProgress read(ImportRow row) {
        Optional<LiveActivities.Live> answer =
                row.isOpen() && row.startedAt() != null ? live.of(row) : Optional.of(NOTHING);
        List<LiveActivities.Attempt> known = answer.orElse(NOTHING).attempts();
        boolean idle = row.isOpen() && answer.isPresent() && !answer.get().working();
        String idleFor = !idle ? null : row.waitingFor() == null ? A_WORKER : row.waitingFor();
        Long size = catalog.images()
                .find(row.request().imageId())
                .map(Image::sizeBytes)
                .orElse(null);
        return new ImportProgress(
                row.request().id().toString(),
                row.request().imageId().toString(),
                row.request().method().wireName(),
                row.phase(),
                waitingFor(row, answer.isPresent()),
                hasBegun(row, known)
                        ? null
                        : catalog.queue().ahead(row.request().id()).orElse(null),
                row.reason(),
                WorkflowIds.ofImport(row.request().imageId(), row.request().id()),
                row.createdAt(),
                row.endedAt(),
                row.copies().stream()
                        .map(copy -> merge(copy, attempt(known, copy.store()), size, idleFor))
                        .toList(),
                fetch(row, attempt(known, SOURCE), size, idleFor),
                catalog.uploads().reclaimList(row.request().imageId()).stream()
                        .map(upload -> new ImportProgress.Reclaim(upload.store(), upload.reason()))
                        .toList());
    }

    /** The most bytes that any copy of an open import has so far. */
    public long mostCopiedBytes(ImportRow row) {
        return read(row).stores().stream()
                .mapToLong(ImportProgress.Copy::doneBytes)
                .max()
                .orElse(row.copiedBytes());
    }

    private static boolean hasBegun(ImportRow row, List<LiveActivities.Attempt> attempts) {
        return !row.isOpen() || !attempts.isEmpty() || row.copies().stream().anyMatch(copy -> !isYetToBegin(copy));
    }

    /** A copy that a worker is to make is called copying, whether one has taken it up or not. */
    private static boolean isYetToBegin(ImportRow.Copy copy) {
        return copy.attempts() == 0 && (copy.state() == StoreState.WAITING || copy.state() == StoreState.COPYING);
    }

    private static @Nullable String waitingFor(ImportRow row, boolean temporalAnswers) {
        if (!row.isOpen()) {
            return null;
        }
        if (row.startedAt() == null) {
            boolean late = row.createdAt().plus(START_PATIENCE).isBefore(Instant.now());
            return late ? "Temporal: the run has not been started yet" : null;
        }
        if (!temporalAnswers) {
            return "Temporal does not answer: live figures are missing";
        }
        return row.phase() == ImportPhase.ACCEPTED ? "a worker that begins the run" : row.waitingFor();
    }

    private static Optional<LiveActivities.Attempt> attempt(List<LiveActivities.Attempt> attempts, StoreId store) {
        return attempts.stream()
                .filter(a -> a.checkpoint().store().equals(store.value()))
                .findFirst();
    }

    private static ImportProgress.Copy merge(
            ImportRow.Copy copy,
            Optional<LiveActivities.Attempt> attempt,
            @Nullable Long size,
            @Nullable String idleFor) {
        if (!copy.isUnfinished() || attempt.isEmpty()) {
            boolean whole = copy.state() == StoreState.DONE || copy.state() == StoreState.LANDED;
            Long total = size != null ? size : whole ? Long.valueOf(copy.doneBytes()) : copy.totalBytes();
            Instant next = toCome(copy.nextRetryAt());
            return new ImportProgress.Copy(
                    copy.store(),
                    copy.state(),
                    copy.doneBytes(),
                    total,
                    null,
                    null,
                    copy.attempts(),
                    copy.round(),
                    copy.reason(),
                    next,
                    copy.source(),
                    copy.check(),
                    copy.checkedBytes(),
                    next == null && (copy.nextRetryAt() != null || copy.state() == StoreState.COPYING) ? idleFor : null,
                    copy.way());
        }
        LiveActivities.Attempt now = attempt.get();
        return live(
                copy.store(),
                now,
                size != null ? size : copy.totalBytes(),
                copy.attempts() + now.made(),
                copy.attempts() == 0 ? copy.round() : copy.round() + 1,
                now.lastFailure() == null ? copy.reason() : now.lastFailure(),
                copy.way());
    }

    private ImportProgress.@Nullable Copy fetch(
            ImportRow row, Optional<LiveActivities.Attempt> attempt, @Nullable Long size, @Nullable String idleFor) {
        ImportRow.Copy failed = row.fetch();
        if (failed == null) {
            return attempt.map(now -> live(SOURCE, now, size, now.made(), 1, now.lastFailure(), null))
                    .orElse(null);
        }
        boolean over = attempt.isEmpty()
                && (!row.isOpen()
                        || row.copies().stream().noneMatch(copy -> copy.isUnfinished() && copy.staged())
                        || catalog.staging()
                                .current(row.request().imageId())
                                .filter(StagedRow::sealed)
                                .isPresent());
        return over ? null : merge(failed, attempt, size, idleFor);
    }

    private static ImportProgress.Copy live(
            StoreId store,
            LiveActivities.Attempt attempt,
            @Nullable Long size,
            int attempts,
            int round,
            @Nullable String reason,
            @Nullable String way) {
        TransferCheckpoint checkpoint = attempt.checkpoint();
        Long total = checkpoint.totalBytes() == null ? size : checkpoint.totalBytes();
        Instant next = toCome(attempt.nextAt());
        String waitsFor = attempt.paused() ? WHO_PAUSED_IT : next == null ? A_WORKER : null;
        return new ImportProgress.Copy(
                store,
                attempt.waits() ? StoreState.RETRYING : StoreState.COPYING,
                checkpoint.doneBytes(),
                total,
                attempt.waits() ? null : rate(checkpoint),
                attempt.waits() ? null : eta(checkpoint, total),
                attempts,
                round,
                reason,
                next,
                checkpoint.source(),
                checkpoint.check(),
                checkpoint.checkedBytes(),
                attempt.waits() ? waitsFor : checkpoint.waitingFor(),
                way);
    }

    /** A time that has passed is no news: what was to be done then is waited for. */
    private static @Nullable Instant toCome(@Nullable Instant at) {
        return at == null || at.isBefore(Instant.now()) ? null : at;
    }

    private static @Nullable Long rate(TransferCheckpoint checkpoint) {
        return checkpoint.bytesPerSecond() == 0 ? null : checkpoint.bytesPerSecond();
    }

    private static @Nullable Long eta(TransferCheckpoint checkpoint, @Nullable Long total) {
        return total == null || checkpoint.bytesPerSecond() == 0
                ? null
                : Math.max(0, (total - checkpoint.doneBytes()) / checkpoint.bytesPerSecond());
    }
}
