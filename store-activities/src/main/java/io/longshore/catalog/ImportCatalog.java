package io.longshore.catalog;

import static io.longshore.image.FailureKind.CONFLICT;
import static io.longshore.image.FailureKind.NOT_FOUND;

import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportId;
import io.longshore.importing.ImportMethod;
import io.longshore.importing.ImportRequest;
import io.longshore.importing.StoreFailure;
import io.longshore.importing.StoreState;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Imports as people ask for them, see them and speak to them; on the Image API's wire they are tasks. */
public final class ImportCatalog {

    private final Database database;
    private final ImageRows rows;
    private final EventCatalog events;
    private final ImportEnd end;
    private final ImportWrites writes;

    ImportCatalog(Database database, ImageRows rows, EventCatalog events) {
        this.database = database;
        this.rows = rows;
        this.events = events;
        this.end = new ImportEnd(rows, events);
        this.writes = new ImportWrites(database, rows);
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
                            // What has landed unseen is still shown as importing.
                            .filter(copy -> copy.isUnfinished() || copy.state() == StoreState.LANDED)
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
        Image accepted = handle.createQuery("""
                        update images i set status = case when :copy then status else 'importing' end,
                            importing_to = :importing, failed_import = :failed, open_import = :import, writer = null,
                            writer_lease = null, updated_at = clock_timestamp()
                        where id = :id""" + ImageRows.RETURNING)
                .bind("id", image.id().value())
                .bind("copy", copyImage)
                .bind("importing", ImageRows.array(List.copyOf(importing)))
                .bind("failed", ImageRows.array(List.copyOf(failed)))
                .bind("import", request.id().value())
                .map((rs, ctx) -> rows.image(rs))
                .one();
        if (request.method() instanceof ImportMethod.GlanceDirect) {
            handle.createUpdate("update staged set import_id = :import where image_id = :image and not discard")
                    .bind("import", request.id().value())
                    .bind("image", image.id().value())
                    .execute();
        }
        events.record(handle, "task.create", ImportRows.get(handle, request.id()));
        events.record(handle, "image.update", accepted);
    }

    public Optional<ImportRow> find(ImportId id) {
        return database.read(handle -> ImportRows.find(handle, id));
    }

    /** The newest import of an image. */
    public Optional<ImportRow> latest(ImageId image) {
        return database.read(handle -> handle.createQuery(
                        ImportRows.SELECT + "where image_id = :image order by created_at desc limit 1")
                .bind("image", image.value())
                .map((rs, ctx) -> ImportRows.row(rs))
                .findOne());
    }

    /** Cancels: the import ends now, its run is to be told. {@code CONFLICT} where it has ended. */
    public void cancel(ImportId id, String reason) {
        writes.ofOperator(id, (handle, row) -> {
            ImportWrites.setOver(handle, id, reason);
            end.write(handle, row, ImportEnd.Kind.CANCELLED, List.of(), reason);
        });
    }

    /**
     * Gives one target up on an operator's word. {@code CONFLICT} where the import has ended, must succeed everywhere, or has already
     * finished that target; {@code NOT_FOUND} where it is no target.
     */
    public void skip(ImportId id, StoreId store) {
        writes.ofOperator(id, (handle, row) -> {
            if (row.request().allMustSucceed()) {
                throw new ImageException(
                        CONFLICT, "store " + store + " cannot be skipped: all stores must succeed in this import");
            }
            unfinished(row, store);
            end.giveUp(
                    handle,
                    row,
                    new StoreFailure(store, CONFLICT, "store " + store + ": skipped by an operator"),
                    StoreState.SKIPPED);
        });
    }

    /** Asks for an immediate retry of one target. Errors as for {@link #skip}, but for must-succeed. */
    public void retry(ImportId id, StoreId store) {
        writes.ofOperator(id, (handle, row) -> {
            unfinished(row, store);
            handle.createUpdate(
                            "update import_copies set retries = retries + 1, next_retry_at = null where import_id = :id and store = :store")
                    .bind("id", id.value())
                    .bind("store", store.value())
                    .execute();
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
}
