package io.longshore.catalog;

import io.longshore.image.FailureKind;
import io.longshore.image.Image;
import io.longshore.image.ImageId;
import io.longshore.image.ImageStatus;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportOutcome;
import io.longshore.importing.ImportPhase;
import io.longshore.importing.StoreFailure;
import io.longshore.importing.StoreState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * How copies land and imports end: lists, status, locations, reclaim list and events, each change whole. The caller holds the image's
 * lock and has checked that the import is open.
 */
public final class ImportEnd {

    private final ImageRows rows;
    private final EventCatalog events;

    ImportEnd(ImageRows rows, EventCatalog events) {
        this.rows = rows;
        this.events = events;
    }

    /** Which end is asked for. */
    public enum Kind {
        SETTLED,
        FAILED,
        CANCELLED
    }

    /** A copy is whole: seen at once, or unseen until all are. */
    void land(Handle handle, ImportRow row, Landing landing) {
        ImageId image = row.request().imageId();
        boolean unseen = row.request().allMustSucceed();
        int landed = handle.createUpdate("""
                        insert into locations (image_id, store, url, upload_id, unseen_for)
                        select :image, :store, url, id, :unseenFor from uploads where id = :upload
                        on conflict (upload_id) do nothing""")
                .bind("image", image.value())
                .bind("store", landing.store().value())
                .bind("upload", landing.upload())
                .bind("unseenFor", unseen ? row.request().id().value() : null)
                .execute();
        if (landed == 0) {
            return;
        }
        handle.createUpdate("""
                        update import_copies set state = :state, done_bytes = :size, reason = null, next_retry_at = null,
                            source = :source, check_made = :check,
                            checked_bytes = :checked, way = coalesce(:way, way),
                            round = case when attempts = 0 then round else round + 1 end, attempts = attempts + :tries
                        where import_id = :import and store = :store""")
                .bind("import", row.request().id().value())
                .bind("store", landing.store().value())
                .bind("state", unseen ? "landed" : "done")
                .bind("size", landing.sizeBytes())
                .bind("source", landing.source())
                .bind("check", landing.check())
                .bind("checked", landing.checkedBytes())
                .bind("way", landing.way())
                .bind("tries", landing.tries())
                .execute();
        handle.createUpdate(
                        "update imports set updated_at = clock_timestamp(), copied_bytes = greatest(copied_bytes, :size) where id = :import")
                .bind("import", row.request().id().value())
                .bind("size", landing.sizeBytes())
                .execute();
        events.record(handle, "image.upload", rows.find(handle, image).orElseThrow(), landing.store());
        if (!unseen) {
            lists(handle, image, Set.of(landing.store()), Set.of());
            activate(handle, image);
        }
    }

    /** One store gets no copy, and the others go on. */
    void giveUp(Handle handle, ImportRow row, StoreFailure failure, StoreState state) {
        int given = handle.createUpdate("""
                        update import_copies set state = :state, reason = :reason, failure_kind = :kind, next_retry_at = null
                        where import_id = :import and store = :store and state in ('waiting', 'copying', 'retrying')""")
                .bind("import", row.request().id().value())
                .bind("store", failure.store().value())
                .bind("state", state.wire())
                .bind("reason", failure.reason())
                .bind("kind", failure.kind().name())
                .execute();
        if (given == 1) {
            ImageId image = row.request().imageId();
            reclaim(handle, row, failure.store(), failure.reason());
            lists(handle, image, Set.of(failure.store()), Set.of(failure.store()));
            events.recordFailedUpload(handle, image, failure.reason());
        }
    }

    /** Ends the open import. */
    ImportRow write(Handle handle, ImportRow row, Kind asked, List<StoreFailure> said, @Nullable String reason) {
        // A run may not have heard of a copy that has landed, and take it for failed.
        List<StoreFailure> failures =
                said.stream().filter(f -> !isDone(row, f.store())).toList();
        boolean must = row.request().allMustSucceed();
        boolean allLanded = row.copies().stream().allMatch(c -> c.state() == StoreState.LANDED);
        Kind kind = must && asked == Kind.SETTLED && !allLanded ? Kind.FAILED : asked;
        boolean disowned = must && kind != Kind.SETTLED;
        ImageId image = row.request().imageId();
        Set<StoreId> failed = failed(row, kind, failures);
        for (ImportRow.Copy copy : row.copies()) {
            if (copy.isUnfinished() || (disowned && copy.state() == StoreState.LANDED)) {
                closeCopy(handle, row, copy, kind, failures, reason);
            }
        }
        if (disowned) {
            handle.createUpdate("delete from locations where image_id = :image and unseen_for = :import")
                    .bind("image", image.value())
                    .bind("import", row.request().id().value())
                    .execute();
        } else if (must) {
            handle.createUpdate(
                            "update locations set unseen_for = null where image_id = :image and unseen_for = :import")
                    .bind("image", image.value())
                    .bind("import", row.request().id().value())
                    .execute();
            handle.createUpdate("update import_copies set state = 'done' where import_id = :import")
                    .bind("import", row.request().id().value())
                    .execute();
        }
        lists(handle, image, Set.copyOf(row.request().targets()), failed);
        if (must && !disowned) {
            activate(handle, image);
        }
        boolean anyDone = row.copies().stream().anyMatch(c -> c.state() == StoreState.DONE) || (must && !disowned);
        ImportPhase phase = switch (kind) {
            case SETTLED -> anyDone ? ImportPhase.SUCCEEDED : ImportPhase.FAILED;
            case FAILED -> ImportPhase.FAILED;
            case CANCELLED -> ImportPhase.CANCELLED;
        };
        String why = reason != null ? reason : words(failures);
        return close(handle, row, phase, why.isEmpty() && phase == ImportPhase.FAILED ? givenUp(row) : why);
    }

    private static boolean isDone(ImportRow row, StoreId store) {
        return row.copies().stream().anyMatch(c -> c.store().equals(store) && c.state() == StoreState.DONE);
    }

    /**
     * The stores that go to the failed list: those that failed themselves; all of them where the whole ended before or without any
     * store's doing, and where copies that landed stay and the rest was cut short.
     */
    private static Set<StoreId> failed(ImportRow row, Kind kind, List<StoreFailure> failures) {
        if (kind == Kind.SETTLED && failures.isEmpty()) {
            return Set.of();
        }
        Set<StoreId> own = failures.stream().map(StoreFailure::store).collect(Collectors.toCollection(TreeSet::new));
        if (row.request().allMustSucceed() && kind == Kind.FAILED && !own.isEmpty()) {
            return own;
        }
        row.copies().stream()
                .filter(c -> c.isUnfinished() || row.request().allMustSucceed())
                .map(ImportRow.Copy::store)
                .forEach(own::add);
        return own;
    }

    private void closeCopy(
            Handle handle,
            ImportRow row,
            ImportRow.Copy copy,
            Kind kind,
            List<StoreFailure> failures,
            @Nullable String reason) {
        StoreFailure own = failures.stream()
                .filter(f -> f.store().equals(copy.store()))
                .findFirst()
                .orElse(null);
        String why = own != null ? own.reason() : reason != null ? reason : "the import was undone: " + words(failures);
        boolean failed = own != null || (kind == Kind.FAILED && failures.isEmpty());
        handle.createUpdate("""
                        update import_copies set state = :state, reason = :reason, failure_kind = :kind, next_retry_at = null
                        where import_id = :import and store = :store""")
                .bind("import", row.request().id().value())
                .bind("store", copy.store().value())
                .bind("state", failed ? "failed" : "cancelled")
                .bind("reason", why)
                .bind("kind", own == null ? null : own.kind().name())
                .execute();
        reclaim(handle, row, copy.store(), why);
        if (copy.isUnfinished()) {
            events.recordFailedUpload(
                    handle, row.request().imageId(), own != null ? own.reason() : "store " + copy.store() + ": " + why);
        }
    }

    private static String words(List<StoreFailure> failures) {
        return failures.stream().map(StoreFailure::reason).distinct().collect(Collectors.joining("; "));
    }

    /** Why its stores were given up one by one. */
    private static String givenUp(ImportRow row) {
        return row.copies().stream()
                .map(ImportRow.Copy::reason)
                .filter(Objects::nonNull)
                .distinct()
                .collect(Collectors.joining("; "));
    }

    private static void reclaim(Handle handle, ImportRow row, StoreId store, String reason) {
        handle.createUpdate("""
                        update uploads set state = 'reclaim', reason = :reason, updated_at = clock_timestamp()
                        where import_id = :import and store = :store and state in ('writing', 'whole')""")
                .bind("import", row.request().id().value())
                .bind("store", store.value())
                .bind("reason", reason)
                .execute();
    }

    /** Takes stores off the importing list and puts some on the failed list. */
    private static void lists(Handle handle, ImageId image, Set<StoreId> finished, Set<StoreId> failed) {
        handle.createUpdate("""
                        update images set importing_to = array(select s from unnest(importing_to) s where s <> all(:finished)),
                            failed_import = array(select unnest(failed_import) union select unnest(:failed)),
                            updated_at = clock_timestamp()
                        where id = :id""")
                .bind("id", image.value())
                .bind("finished", ImageRows.array(List.copyOf(finished)))
                .bind("failed", ImageRows.array(List.copyOf(failed)))
                .execute();
    }

    /**
     * The image becomes active, with what is known of its bytes; an image that is active already stays as it is. How large the disk
     * inside is goes by the format that the image has now: it may have been called another while its bytes came.
     */
    private void activate(Handle handle, ImageId image) {
        handle.createQuery("""
                        update images i set status = 'active', size_bytes = m.size_bytes, md5 = m.md5, sha512 = m.sha512,
                            virtual_size_bytes = case when i.disk_format = 'raw' then m.size_bytes end,
                            updated_at = clock_timestamp()
                        from manifests m where m.image_id = i.id and i.id = :id and i.status = 'importing'""" + ImageRows.RETURNING)
                .bind("id", image.value())
                .map((rs, ctx) -> rows.image(rs))
                .findOne()
                .ifPresent(active -> events.record(handle, "image.activate", active));
    }

    private ImportRow close(Handle handle, ImportRow row, ImportPhase phase, String reason) {
        ImageId image = row.request().imageId();
        Image now = handle.createQuery("""
                        update images i set open_import = null,
                            status = case when status = 'importing' then 'queued' else status end,
                            size_bytes = case when status = 'importing' then null else size_bytes end,
                            virtual_size_bytes = case when status = 'importing' then null else virtual_size_bytes end,
                            updated_at = clock_timestamp()
                        where id = :id""" + ImageRows.RETURNING)
                .bind("id", image.value())
                .map((rs, ctx) -> rows.image(rs))
                .one();
        if (now.status() == ImageStatus.QUEUED) {
            handle.createUpdate("delete from manifests where image_id = :id")
                    .bind("id", image.value())
                    .execute();
        }
        handle.createUpdate("update staged set discard = true where image_id = :id")
                .bind("id", image.value())
                .execute();
        handle.createUpdate("""
                        update imports set phase = :phase, reason = :reason, waiting_for = null, ended_at = clock_timestamp(),
                            updated_at = clock_timestamp()
                        where id = :import""")
                .bind("import", row.request().id().value())
                .bind("phase", phase.wire())
                .bind("reason", reason.isEmpty() ? null : reason)
                .execute();
        ImportRow ended = ImportRows.get(handle, row.request().id());
        events.record(handle, "image.update", now);
        events.record(handle, phase == ImportPhase.SUCCEEDED ? "task.success" : "task.failure", ended);
        return ended;
    }

    /** How an ended import ended. */
    static ImportOutcome outcome(ImportRow row) {
        List<StoreId> done = new ArrayList<>();
        List<StoreFailure> failures = new ArrayList<>();
        for (ImportRow.Copy copy : row.copies()) {
            switch (copy.state()) {
                case DONE -> done.add(copy.store());
                case FAILED, SKIPPED, CANCELLED ->
                    failures.add(new StoreFailure(
                            copy.store(),
                            // What was cut short has no failure of its own.
                            copy.kind() == null ? FailureKind.CONFLICT : copy.kind(),
                            copy.reason() == null ? "cut short" : copy.reason()));
                case WAITING, COPYING, RETRYING, LANDED -> {}
            }
        }
        return new ImportOutcome(row.phase(), List.copyOf(done), List.copyOf(failures));
    }
}
