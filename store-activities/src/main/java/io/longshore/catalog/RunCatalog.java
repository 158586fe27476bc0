package io.longshore.catalog;

import static io.longshore.image.FailureKind.SUPERSEDED;

import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.StoreId;
import io.longshore.importing.CopyPlan;
import io.longshore.importing.CopyWay;
import io.longshore.importing.ImportId;
import io.longshore.importing.ImportOutcome;
import io.longshore.importing.ImportPhase;
import io.longshore.importing.OperatorWords;
import io.longshore.importing.RoundEnd;
import io.longshore.importing.StagingPlace;
import io.longshore.importing.StoreFailure;
import io.longshore.importing.StoreState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/**
 * The runs of imports: what the reconciler asks about them, and what they write. Every write of a run is one transaction under the
 * image's lock, conditional on the import being open under the run's epoch; otherwise it fails with {@code SUPERSEDED} and changes
 * nothing.
 */
public final class RunCatalog {

    private final Database database;
    private final ImageRows rows;
    private final EventCatalog events;
    private final ImportEnd end;
    private final ImportWrites writes;

    RunCatalog(Database database, ImageRows rows, EventCatalog events) {
        this.database = database;
        this.rows = rows;
        this.events = events;
        this.end = new ImportEnd(rows, events);
        this.writes = new ImportWrites(database, rows);
    }

    /** Notes that Temporal has answered for the import's run. Repeatable. */
    public void started(ImportId id) {
        database.change(handle -> handle.createUpdate(
                        "update imports set started_at = coalesce(started_at, clock_timestamp()) where id = :id")
                .bind("id", id.value())
                .execute());
    }

    /** Failed imports whose run's history was not kept yet, the earliest first. */
    public List<ImportRow> failedWithoutHistory(int limit) {
        return database.read(handle -> ImportRows.list(handle.createQuery(
                        ImportRows.SELECT
                                + "where phase = 'failed' and not history_kept and ended_at is not null and started_at is not null order by ended_at limit :limit")
                .bind("limit", limit)));
    }

    /** Notes that the history of a failed import was kept, or that there is none to keep. Repeatable. */
    public void historyKept(ImportId id) {
        database.change(handle -> handle.createUpdate("update imports set history_kept = true where id = :id")
                .bind("id", id.value())
                .execute());
    }

    /** Open imports that no run was started for within {@code age}. */
    public List<ImportRow> notStarted(Duration age) {
        return database.read(handle -> ImportRows.list(handle.createQuery(
                        ImportRows.SELECT
                                + "where ended_at is null and started_at is null and created_at < clock_timestamp() - :age order by created_at")
                .bind("age", age)));
    }

    /** Open imports whose run was started longer than {@code age} ago. */
    public List<ImportRow> running(Duration age) {
        return database.read(handle -> ImportRows.list(handle.createQuery(ImportRows.SELECT
                        + "where ended_at is null and started_at < clock_timestamp() - :age order by started_at")
                .bind("age", age)));
    }

    /**
     * Open imports whose place nobody serves: from now on that is something that was said to their runs, until they have read it. At most
     * {@code limit}, and those that were told and are still there after {@code pause} again.
     */
    public List<ImportRow> sayUnserved(Duration pause, int limit) {
        return database.transaction(handle -> {
            List<UUID> told = handle.createQuery("""
                            update imports set said = said + 1, updated_at = clock_timestamp() where id in (
                                select i.id from imports i where i.said <= i.heard
                                    and i.updated_at < clock_timestamp() - :pause and\s""" + StagingCatalog.UNSERVED + """

                                order by i.updated_at limit :limit for update skip locked)
                            returning id""")
                    .bind("pause", pause)
                    .bind("limit", limit)
                    .mapTo(UUID.class)
                    .list();
            return told.isEmpty()
                    ? List.<ImportRow>of()
                    : ImportRows.list(handle.createQuery(ImportRows.SELECT + "where id = any(:ids)")
                            .bind("ids", told.toArray(UUID[]::new)));
        });
    }

    /** Imports to whose runs something was said longer than {@code age} ago that they have not read. */
    public List<ImportRow> untold(Duration age) {
        return database.read(handle -> ImportRows.list(handle.createQuery(ImportRows.SELECT
                        + "where said > heard and updated_at < clock_timestamp() - :age order by updated_at limit 100")
                .bind("age", age)));
    }

    /** Nobody is there any more to whom anything could be said. Repeatable. */
    public void heard(ImportId id) {
        database.change(handle -> handle.createUpdate("update imports set heard = said where id = :id")
                .bind("id", id.value())
                .execute());
    }

    /**
     * A run begins, or begins again. A run that the import does not know (a reset made it) raises the epoch, so that everything which
     * the earlier run still does is superseded, its beginning too, should that come late.
     *
     * @return the import; its {@code over} is set, or it is no longer open, where the run must stop. {@code NOT_FOUND} without one,
     *     {@code SUPERSEDED} where another run has taken over from this one.
     */
    public ImportRow begin(ImportId id, String runId) {
        return database.transaction(handle -> {
            rows.lockRow(handle, id);
            Beginning beginning = handle.createQuery("""
                            select run_id is null and ended_at is null as first, :run = any(former_runs) as late
                            from imports where id = :id""")
                    .bind("id", id.value())
                    .bind("run", runId)
                    .map((rs, ctx) -> new Beginning(rs.getBoolean("first"), rs.getBoolean("late")))
                    .findOne()
                    .orElseThrow(() -> ImportRows.unknown(id));
            if (beginning.late()) {
                throw new ImageException(SUPERSEDED, "another run has taken over from run " + runId);
            }
            handle.createUpdate("""
                            update imports set epoch = case when run_id is null or run_id = :run then epoch else epoch + 1 end,
                                former_runs = case when run_id is null or run_id = :run then former_runs else former_runs || run_id end,
                                run_id = :run, started_at = coalesce(started_at, clock_timestamp()),
                                updated_at = clock_timestamp()
                            where id = :id and ended_at is null""").bind("id", id.value()).bind("run", runId).execute();
            ImportRow row = ImportRows.get(handle, id);
            if (beginning.first()) {
                events.record(handle, "task.run", row);
            }
            return row;
        });
    }

    /**
     * How a run begins.
     *
     * @param first whether the import has had no run before
     * @param late whether another run has taken over from it
     */
    private record Beginning(boolean first, boolean late) {}

    /** Notes what a run waits for before it has a place, or that it has one and copies. */
    public void planned(
            ImportId id, int epoch, List<CopyPlan> copies, @Nullable StagingPlace place, @Nullable String waitingFor) {
        writes.ofRun(id, epoch, (handle, row) -> {
            handle.createUpdate("""
                            update imports set phase = :phase, staging_directory = :directory, staging_host = :host,
                                waiting_for = :waiting, updated_at = clock_timestamp()
                            where id = :id""")
                    .bind("id", id.value())
                    .bind("phase", waitingFor == null ? "copying" : "waiting")
                    .bind("directory", place == null ? null : place.directory())
                    .bind("host", place == null ? null : place.host())
                    .bind("waiting", waitingFor)
                    .execute();
            for (CopyPlan copy : copies) {
                handle.createUpdate("""
                                update import_copies set way = :way, staged = :staged, state = case when state = 'waiting' then 'copying' else state end
                                where import_id = :id and store = :store""")
                        .bind("id", id.value())
                        .bind("store", copy.target().value())
                        .bind("way", copy.reason())
                        .bind("staged", copy.way() == CopyWay.STAGED)
                        .execute();
            }
            if (row.phase() == ImportPhase.ACCEPTED) {
                events.record(handle, "task.processing", ImportRows.get(handle, id));
            }
        });
    }

    /** What an open import waits for that has a place. */
    public Optional<String> waitingFor(ImportId id) {
        return database.read(handle -> handle.createQuery(
                        "select waiting_for from imports where id = :id and ended_at is null and waiting_for is not null")
                .bind("id", id.value())
                .mapTo(String.class)
                .findOne());
    }

    /** Notes what an import waits for that has a place; none when it goes on. */
    public void waitsFor(ImportId id, int epoch, @Nullable String what) {
        writes.ofRun(id, epoch, (handle, row) -> {
            handle.createUpdate("update imports set waiting_for = :what, updated_at = clock_timestamp() where id = :id")
                    .bind("id", id.value())
                    .bind("what", what)
                    .execute();
        });
    }

    /** Writes how one store's round ended. */
    public void noteRound(ImportId id, int epoch, StoreId store, RoundEnd end) {
        writes.ofRun(id, epoch, (handle, row) -> {
            ended(handle.createUpdate("""
                            update import_copies set state = 'retrying', round = :round, attempts = :attempts, done_bytes = :done,
                                total_bytes = coalesce(:total, total_bytes), source = coalesce(:source, source),
                                check_made = coalesce(:check, check_made), reason = :reason, next_retry_at = :next
                            where import_id = :id and store = :store and state in ('waiting', 'copying', 'retrying')"""), end)
                    .bind("id", id.value())
                    .bind("store", store.value())
                    .execute();
            touch(handle, id, end.doneBytes());
        });
    }

    /** Writes how a round of the fetch ended. */
    public void noteFetch(ImportId id, int epoch, RoundEnd end) {
        writes.ofRun(id, epoch, (handle, row) -> {
            ended(handle.createUpdate("""
                            update imports set updated_at = clock_timestamp(), fetch_round = jsonb_build_object(
                                'round', :round, 'attempts', :attempts, 'done_bytes', :done, 'total_bytes', :total::bigint,
                                'source', :source::text, 'check_made', :check::text, 'reason', :reason::text,
                                'next_retry_at', :next::timestamptz)
                            where id = :id"""), end).bind("id", id.value()).execute();
        });
    }

    private static Update ended(Update update, RoundEnd end) {
        return update.bind("round", end.round())
                .bind("attempts", end.attempts())
                .bind("done", end.doneBytes())
                .bind("total", end.totalBytes())
                .bind("source", end.source())
                .bind("check", end.check())
                .bind("reason", end.reason())
                .bind("next", Instant.ofEpochMilli(end.nextRetryAt()));
    }

    /** What has been said to the run so far, which counts as heard by it. */
    public OperatorWords words(ImportId id) {
        return database.transaction(handle -> {
            handle.createUpdate("update imports set heard = said where id = :id and heard < said")
                    .bind("id", id.value())
                    .execute();
            ImportRow row = ImportRows.get(handle, id);
            List<StoreId> skipped = new ArrayList<>();
            Map<StoreId, Integer> retries = new HashMap<>();
            for (ImportRow.Copy copy : row.copies()) {
                if (copy.state() == StoreState.SKIPPED) {
                    skipped.add(copy.store());
                }
                if (copy.retries() > 0) {
                    retries.put(copy.store(), copy.retries());
                }
            }
            String over = row.over() == null && !row.isOpen() ? "the import has ended" : row.over();
            return new OperatorWords(
                    over,
                    List.copyOf(skipped),
                    Map.copyOf(retries),
                    row.epoch(),
                    isUnserved(handle, id) ? row.place() : null);
        });
    }

    private static boolean isUnserved(Handle handle, ImportId id) {
        return handle.createQuery(
                        "select exists (select 1 from imports i where i.id = :id and " + StagingCatalog.UNSERVED + ")")
                .bind("id", id.value())
                .mapTo(Boolean.class)
                .one();
    }

    /** Gives one store up where others may still succeed. Repeating it is harmless. */
    public void storeFailed(ImportId id, int epoch, StoreFailure failure) {
        writes.ofRun(id, epoch, (handle, row) -> end.giveUp(handle, row, failure, StoreState.FAILED));
    }

    /**
     * Records that a copy is whole and checked. It becomes the image's at once, or, with must-succeed, when the import ends. Repeating
     * it is harmless.
     */
    public void landed(ImportId id, int epoch, Landing landing) {
        writes.ofRun(id, epoch, (handle, row) -> {
            int whole = handle.createUpdate("""
                            update uploads set state = 'whole', size_bytes = :size, updated_at = clock_timestamp()
                            where id = :upload and attempt = :attempt and state in ('writing', 'whole')""")
                    .bind("upload", landing.upload())
                    .bind("attempt", landing.attempt())
                    .bind("size", landing.sizeBytes())
                    .execute();
            boolean wanted = row.copies().stream()
                    .anyMatch(c -> c.store().equals(landing.store()) && (c.isUnfinished() || isThere(c.state())));
            if (whole == 0 || !wanted) {
                throw new ImageException(SUPERSEDED, "store " + landing.store() + ": a later attempt has taken over");
            }
            end.land(handle, row, landing);
        });
    }

    /**
     * Ends an import. An import that has ended already answers how; one that is open under another epoch fails with {@code
     * SUPERSEDED}.
     */
    public Ended end(
            ImportId id, int epoch, ImportEnd.Kind kind, List<StoreFailure> failures, @Nullable String reason) {
        return database.transaction(handle -> {
            rows.lockRow(handle, id);
            ImportRow row = ImportRows.get(handle, id);
            if (row.isOpen() && row.epoch() != epoch) {
                throw new ImageException(SUPERSEDED, "import " + id + ": a later run has taken over");
            }
            if (row.isOpen()) {
                row = end.write(handle, row, kind, failures, reason);
            }
            return new Ended(
                    ImportEnd.outcome(row), hasLeftovers(handle, row.request().imageId()));
        });
    }

    /**
     * Ends an import whose run is gone, whatever its epoch. An import that has ended already stays as it is.
     *
     * @return whether it was open until now
     */
    public boolean endWithoutRun(ImportId id, String reason) {
        return database.transaction(handle -> {
            rows.lockRow(handle, id);
            ImportRow row = ImportRows.get(handle, id);
            if (row.isOpen()) {
                ImportWrites.setOver(handle, id, reason);
                end.write(handle, row, ImportEnd.Kind.FAILED, List.of(), reason);
            }
            return row.isOpen();
        });
    }

    /**
     * @param leftovers whether the image's reclaim list has entries
     */
    public record Ended(ImportOutcome outcome, boolean leftovers) {}

    private static boolean isThere(StoreState state) {
        return state == StoreState.LANDED || state == StoreState.DONE;
    }

    private static boolean hasLeftovers(Handle handle, ImageId image) {
        return handle.createQuery("select exists (select 1 from uploads where image_id = :image and state = 'reclaim')")
                .bind("image", image.value())
                .mapTo(Boolean.class)
                .one();
    }

    private static void touch(Handle handle, ImportId id, long doneBytes) {
        handle.createUpdate(
                        "update imports set updated_at = clock_timestamp(), copied_bytes = greatest(copied_bytes, :done) where id = :id")
                .bind("id", id.value())
                .bind("done", doneBytes)
                .execute();
    }
}
