package io.longshore.catalog;

import static io.longshore.image.FailureKind.CONFLICT;
import static io.longshore.image.FailureKind.NOT_FOUND;
import static io.longshore.image.FailureKind.SUPERSEDED;

import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.StoreId;
import io.longshore.importing.CopyPlan;
import io.longshore.importing.ImportId;
import io.longshore.importing.ImportMethod;
import io.longshore.importing.ImportOutcome;
import io.longshore.importing.ImportRequest;
import io.longshore.importing.OperatorWords;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Imports; on the Image API's wire they are tasks. Every write of a run is one transaction under the image's lock, conditional on the
 * import being open under the run's epoch; otherwise it fails with {@code SUPERSEDED} and changes nothing.
 */
public final class ImportCatalog {

    private final Database database;
    private final ImageRows rows;
    private final EventCatalog events;
    private final ImportEnd end;

    ImportCatalog(Database database, ImageRows rows, EventCatalog events) {
        this.database = database;
        this.rows = rows;
        this.events = events;
        this.end = new ImportEnd(rows, events);
    }

    /**
     * What an acceptance is decided on.
     *
     * @param unfinished the targets that the open import still owes; empty where none is open
     * @param isStaged whether its bytes are staged, every one
     */
    public record State(Image image, Set<StoreId> unfinished, boolean isStaged) {}

    /**
     * What is accepted.
     *
     * @param body the request's body as JSON, for the task on the wire
     */
    public record Acceptance(ImportRequest request, String title, String body) {}

    /**
     * Accepts an import in one transaction: {@code decide} sees the locked image, refuses by throwing, finds nothing to do by answering
     * empty, or accepts; then the import's row, the image's status and its lists are durable. {@code NOT_FOUND} without such an image.
     */
    public Optional<ImportRequest> accept(ImageId id, Function<State, Optional<Acceptance>> decide) {
        return database.transaction(handle -> {
            Image image = rows.lock(handle, id);
            Set<StoreId> unfinished = image.openImport() == null
                    ? Set.of()
                    : ImportRows.get(handle, new ImportId(image.openImport())).copies().stream()
                            .filter(ImportRow.Copy::isUnfinished)
                            .map(ImportRow.Copy::store)
                            .collect(Collectors.toSet());
            Optional<Acceptance> accepted =
                    decide.apply(new State(image, unfinished, StagingCatalog.isStaged(handle, id)));
            accepted.ifPresent(a -> insert(handle, image, a));
            return accepted.map(Acceptance::request);
        });
    }

    private void insert(Handle handle, Image image, Acceptance acceptance) {
        ImportRequest request = acceptance.request();
        handle.createUpdate("""
                        insert into imports (id, image_id, method, request, body, title, project, user_id, request_id,
                                             all_must_succeed, phase, epoch)
                        values (:id, :image, :method, :request::jsonb, :body::jsonb, :title, :project, :user, :requestId,
                                :must, 'accepted', 1)""")
                .bind("id", request.id().value())
                .bind("image", image.id().value())
                .bind("method", request.method().wireName())
                .bind("request", ImageRows.json(request))
                .bind("body", acceptance.body())
                .bind("title", acceptance.title())
                .bind("project", request.project())
                .bind("user", request.user())
                .bind("requestId", request.requestId())
                .bind("must", request.allMustSucceed())
                .execute();
        var copies = handle.prepareBatch(
                "insert into import_copies (import_id, store, position, state) values (:id, :store, :position, 'waiting')");
        for (int i = 0; i < request.targets().size(); i++) {
            copies.bind("id", request.id().value())
                    .bind("store", request.targets().get(i).value())
                    .bind("position", i)
                    .add();
        }
        copies.execute();
        Set<StoreId> importing = new TreeSet<>(request.targets());
        Set<StoreId> failed = new TreeSet<>(image.failedImport() == null ? List.of() : image.failedImport());
        request.targets().forEach(failed::remove);
        boolean copyImage = request.method() instanceof ImportMethod.CopyImage;
        handle.createUpdate("""
                        update images set status = case when :copy then status else 'importing' end, importing_to = :importing,
                            failed_import = :failed, open_import = :import, writer = null, writer_lease = null,
                            updated_at = clock_timestamp()
                        where id = :id""")
                .bind("id", image.id().value())
                .bind("copy", copyImage)
                .bind("importing", ImageRows.array(List.copyOf(importing)))
                .bind("failed", ImageRows.array(List.copyOf(failed)))
                .bind("import", request.id().value())
                .execute();
        if (request.method() instanceof ImportMethod.GlanceDirect) {
            handle.createUpdate("update staged set import_id = :import where image_id = :image and not discard")
                    .bind("import", request.id().value())
                    .bind("image", image.id().value())
                    .execute();
        }
        events.record(handle, "image.update", rows.find(handle, image.id()).orElseThrow());
    }

    public Optional<ImportRow> find(ImportId id) {
        return database.read(handle -> ImportRows.find(handle, id));
    }

    /** The newest import of an image. */
    public Optional<ImportRow> latest(ImageId image) {
        return database.read(handle -> ImportRows.list(
                        handle,
                        handle.createQuery(
                                        ImportRows.SELECT + "where image_id = :image order by created_at desc limit 1")
                                .bind("image", image.value()))
                .stream()
                .findFirst());
    }

    /** The imports of an image that ended after {@code since} or are open, oldest first. */
    public List<ImportRow> ofImage(ImageId image, Instant since) {
        return database.read(handle -> ImportRows.list(
                handle,
                handle.createQuery(
                                ImportRows.SELECT
                                        + "where image_id = :image and coalesce(ended_at, 'infinity') > :since order by created_at, id")
                        .bind("image", image.value())
                        .bind("since", since)));
    }

    /**
     * A page of tasks, newest first unless {@code ascending}, that ended after {@code since} or are open.
     *
     * @param phases only these; empty: all
     * @param marker the page begins after this one
     */
    public List<ImportRow> page(
            Instant since,
            List<String> phases,
            @Nullable String project,
            boolean ascending,
            @Nullable ImportId marker,
            int limit) {
        return database.read(handle -> {
            String comparison = ascending ? ">" : "<";
            String direction = ascending ? " asc" : " desc";
            Query query = handle.createQuery(ImportRows.SELECT
                            + "where coalesce(ended_at, 'infinity') > :since"
                            + (phases.isEmpty() ? "" : " and phase = any(:phases)")
                            + (project == null ? "" : " and project = :project")
                            + (marker == null
                                    ? ""
                                    : " and (created_at, id) " + comparison
                                            + " (select created_at, id from imports where id = :marker)")
                            + " order by created_at" + direction + ", id" + direction + " limit :limit")
                    .bind("since", since)
                    .bind("limit", limit);
            if (!phases.isEmpty()) {
                query.bindArray("phases", String.class, phases);
            }
            if (project != null) {
                query.bind("project", project);
            }
            if (marker != null) {
                query.bind("marker", marker.value());
            }
            return ImportRows.list(handle, query);
        });
    }

    /** Notes that Temporal has answered for the import's run. Repeatable. */
    public void started(ImportId id) {
        database.change(handle -> handle.createUpdate(
                        "update imports set started_at = coalesce(started_at, clock_timestamp()) where id = :id")
                .bind("id", id.value())
                .execute());
    }

    /** Open imports that no run was started for within {@code age}. */
    public List<ImportRow> notStarted(Duration age) {
        return database.read(handle -> ImportRows.list(
                handle,
                handle.createQuery(
                                ImportRows.SELECT
                                        + "where ended_at is null and started_at is null and created_at < clock_timestamp() - :age order by created_at")
                        .bind("age", age)));
    }

    /** Open imports whose run was started longer than {@code age} ago. */
    public List<ImportRow> running(Duration age) {
        return database.read(handle -> ImportRows.list(
                handle,
                handle.createQuery(
                                ImportRows.SELECT
                                        + "where ended_at is null and started_at < clock_timestamp() - :age order by started_at")
                        .bind("age", age)));
    }

    /** Imports to whose runs something was said longer than {@code age} ago that they have not read. */
    public List<ImportRow> untold(Duration age) {
        return database.read(handle -> ImportRows.list(
                handle,
                handle.createQuery(
                                ImportRows.SELECT
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
     * the earlier run still does is superseded.
     *
     * @return the import; its {@code over} is set, or it is no longer open, where the run must stop
     */
    public ImportRow begin(ImportId id, String runId) {
        return database.transaction(handle -> {
            rows.lockIfThere(handle, ImportRows.get(handle, id).request().imageId());
            handle.createUpdate("""
                            update imports set epoch = case when run_id is null or run_id = :run then epoch else epoch + 1 end,
                                run_id = :run, started_at = coalesce(started_at, clock_timestamp()),
                                updated_at = clock_timestamp()
                            where id = :id and ended_at is null""").bind("id", id.value()).bind("run", runId).execute();
            return ImportRows.get(handle, id);
        });
    }

    /** Notes what a run waits for before it has a place, or that it has one and copies. */
    public void planned(
            ImportId id, int epoch, List<CopyPlan> copies, @Nullable StagingPlace place, @Nullable String waitingFor) {
        write(id, epoch, (handle, image, row) -> {
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
                                update import_copies set way = :way, state = case when state = 'waiting' then 'copying' else state end
                                where import_id = :id and store = :store""")
                        .bind("id", id.value())
                        .bind("store", copy.target().value())
                        .bind("way", copy.reason())
                        .execute();
            }
            return row;
        });
    }

    /** Writes how one store's round ended. */
    public void noteRound(
            ImportId id,
            int epoch,
            StoreId store,
            int round,
            int attempts,
            long doneBytes,
            String reason,
            Instant nextRetryAt) {
        write(id, epoch, (handle, image, row) -> {
            handle.createUpdate("""
                            update import_copies set state = 'retrying', round = :round, attempts = :attempts, done_bytes = :done,
                                reason = :reason, next_retry_at = :next
                            where import_id = :id and store = :store and state in ('waiting', 'copying', 'retrying')""")
                    .bind("id", id.value())
                    .bind("store", store.value())
                    .bind("round", round)
                    .bind("attempts", attempts)
                    .bind("done", doneBytes)
                    .bind("reason", reason)
                    .bind("next", nextRetryAt)
                    .execute();
            touch(handle, id, doneBytes);
            return row;
        });
    }

    /** What has been said to the run so far, which counts as heard by it. */
    public OperatorWords words(ImportId id) {
        ImportRow row = database.transaction(handle -> {
            handle.createUpdate("update imports set heard = said where id = :id and heard < said")
                    .bind("id", id.value())
                    .execute();
            return ImportRows.get(handle, id);
        });
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
        return new OperatorWords(over, List.copyOf(skipped), Map.copyOf(retries));
    }

    /** Cancels: the import ends now, its run is to be told. {@code CONFLICT} where it has ended. */
    public void cancel(ImportId id, String reason) {
        say(id, (handle, image, row) -> {
            setOver(handle, id, reason);
            return end.write(handle, image, row, ImportEnd.Kind.CANCELLED, List.of(), reason);
        });
    }

    /**
     * Gives one target up on an operator's word. {@code CONFLICT} where the import has ended, must succeed everywhere, or has already
     * finished that target; {@code NOT_FOUND} where it is no target.
     */
    public void skip(ImportId id, StoreId store) {
        say(id, (handle, image, row) -> {
            if (row.request().allMustSucceed()) {
                throw new ImageException(
                        CONFLICT, "store " + store + " cannot be skipped: all stores must succeed in this import");
            }
            unfinished(row, store);
            return end.giveUp(
                    handle,
                    image,
                    row,
                    new StoreFailure(store, CONFLICT, "store " + store + ": skipped by an operator"),
                    StoreState.SKIPPED);
        });
    }

    /** Asks for an immediate retry of one target. Errors as for {@link #skip}, but for must-succeed. */
    public void retry(ImportId id, StoreId store) {
        say(id, (handle, image, row) -> {
            unfinished(row, store);
            handle.createUpdate(
                            "update import_copies set retries = retries + 1, next_retry_at = null where import_id = :id and store = :store")
                    .bind("id", id.value())
                    .bind("store", store.value())
                    .execute();
            return row;
        });
    }

    /** Gives one store up where others may still succeed. Repeating it is harmless. */
    public void storeFailed(ImportId id, int epoch, StoreFailure failure) {
        write(id, epoch, (handle, image, row) -> end.giveUp(handle, image, row, failure, StoreState.FAILED));
    }

    /**
     * Records that a copy is whole and checked. It becomes the image's at once, or, with must-succeed, when the import ends. Repeating
     * it is harmless.
     *
     * @param attempt of the upload; an older one is superseded
     */
    public void landed(
            ImportId id,
            int epoch,
            UUID upload,
            int attempt,
            StoreId store,
            long sizeBytes,
            String source,
            String check) {
        write(id, epoch, (handle, image, row) -> {
            int whole = handle.createUpdate("""
                            update uploads set state = 'whole', size_bytes = :size, updated_at = clock_timestamp()
                            where id = :upload and attempt = :attempt and state in ('writing', 'whole')""")
                    .bind("upload", upload)
                    .bind("attempt", attempt)
                    .bind("size", sizeBytes)
                    .execute();
            boolean wanted = row.copies().stream()
                    .anyMatch(c -> c.store().equals(store) && (c.isUnfinished() || isThere(c.state())));
            if (whole == 0 || !wanted) {
                throw new ImageException(SUPERSEDED, "store " + store + ": a later attempt has taken over");
            }
            return end.land(handle, image, row, upload, store, sizeBytes, source, check);
        });
    }

    /**
     * Ends an import. An import that has ended already answers how; one that is open under another epoch fails with {@code
     * SUPERSEDED}.
     */
    public Ended end(
            ImportId id, int epoch, ImportEnd.Kind kind, List<StoreFailure> failures, @Nullable String reason) {
        return database.transaction(handle -> {
            ImageId imageId = ImportRows.get(handle, id).request().imageId();
            Optional<Image> image = rows.lockIfThere(handle, imageId);
            ImportRow row = ImportRows.get(handle, id);
            if (row.isOpen() && row.epoch() != epoch) {
                throw new ImageException(SUPERSEDED, "import " + id + ": a later run has taken over");
            }
            if (row.isOpen()) {
                row = end.write(handle, image.orElseThrow(), row, kind, failures, reason);
            }
            return new Ended(ImportEnd.outcome(row), hasLeftovers(handle, imageId));
        });
    }

    /**
     * Ends an import whose run is gone, whatever its epoch. An import that has ended already stays as it is.
     *
     * @return whether it was open until now
     */
    public boolean endWithoutRun(ImportId id, String reason) {
        return database.transaction(handle -> {
            Optional<Image> image = rows.lockIfThere(
                    handle, ImportRows.get(handle, id).request().imageId());
            ImportRow row = ImportRows.get(handle, id);
            if (row.isOpen()) {
                setOver(handle, id, reason);
                end.write(handle, image.orElseThrow(), row, ImportEnd.Kind.FAILED, List.of(), reason);
            }
            return row.isOpen();
        });
    }

    /**
     * @param leftovers whether the image's reclaim list has entries
     */
    public record Ended(ImportOutcome outcome, boolean leftovers) {}

    private interface Write {
        ImportRow apply(Handle handle, Image image, ImportRow row);
    }

    private void write(ImportId id, int epoch, Write write) {
        database.change(handle -> {
            Optional<Image> image = rows.lockIfThere(
                    handle, ImportRows.get(handle, id).request().imageId());
            ImportRow row = ImportRows.get(handle, id);
            if (image.isEmpty() || !row.isOpen() || row.epoch() != epoch) {
                throw new ImageException(SUPERSEDED, "import " + id + ": it has ended or a later run has taken over");
            }
            write.apply(handle, image.get(), row);
        });
    }

    private void say(ImportId id, Write write) {
        database.change(handle -> {
            Optional<Image> image = rows.lockIfThere(
                    handle, ImportRows.get(handle, id).request().imageId());
            ImportRow row = ImportRows.get(handle, id);
            if (image.isEmpty() || !row.isOpen()) {
                throw new ImageException(CONFLICT, "import " + id + " has ended");
            }
            handle.createUpdate("update imports set said = said + 1, updated_at = clock_timestamp() where id = :id")
                    .bind("id", id.value())
                    .execute();
            write.apply(handle, image.get(), row);
        });
    }

    private static void unfinished(ImportRow row, StoreId store) {
        ImportRow.Copy copy = row.copies().stream()
                .filter(c -> c.store().equals(store))
                .findFirst()
                .orElseThrow(() -> new ImageException(
                        NOT_FOUND,
                        "store " + store + " is not a target of import "
                                + row.request().id()));
        if (!copy.isUnfinished()) {
            throw new ImageException(
                    CONFLICT, "store " + store + " is finished: " + copy.state().wire());
        }
    }

    private static boolean isThere(StoreState state) {
        return state == StoreState.LANDED || state == StoreState.DONE;
    }

    private static void setOver(Handle handle, ImportId id, String reason) {
        handle.createUpdate("update imports set over = :reason, epoch = epoch + 1 where id = :id")
                .bind("id", id.value())
                .bind("reason", reason)
                .execute();
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
