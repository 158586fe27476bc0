package io.longshore.catalog;

import io.longshore.image.StoreId;
import io.longshore.importing.ImportId;
import io.longshore.importing.ImportMethod;
import io.longshore.importing.StagingPlace;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The lines in which imports wait while every slot of every worker is taken: of each project its own, large images apart from others.
 */
public final class QueueCatalog {

    /** Images above this size have slots, and a line, of their own. */
    public static final long LARGE_BYTES = 4L << 30;

    private static final String IS_LARGE = "coalesce(%s.size_bytes, 0) > " + LARGE_BYTES;

    private final Database database;

    QueueCatalog(Database database) {
        this.database = database;
    }

    /** Whether an image of that size is large; one whose size is not known is not. */
    public static boolean isLarge(@Nullable Long sizeBytes) {
        return sizeBytes != null && sizeBytes > LARGE_BYTES;
    }

    /**
     * How many open imports of the same project and size came before this one and have not begun to move bytes either; empty where
     * this one has begun, or is not open.
     */
    public Optional<Integer> ahead(ImportId id) {
        return database.read(handle -> handle.createQuery("select (select count(*) from imports i"
                        + " join images m on m.id = i.image_id and (" + IS_LARGE.formatted("m") + ") = ("
                        + IS_LARGE.formatted("mine") + ")"
                        + " where " + waits("i") + " and i.project = me.project"
                        + " and (i.created_at, i.id) < (me.created_at, me.id))"
                        + " from imports me join images mine on mine.id = me.image_id"
                        + " where me.id = :id and " + waits("me"))
                .bind("id", id.value())
                .mapTo(Integer.class)
                .findOne());
    }

    /** What a caller has staged was there before its import. Who only follows a fetch has not begun before that. */
    private static String waits(String row) {
        return """
            %1$s.ended_at is null
            and not exists (select 1 from uploads u left join import_copies c on c.import_id = u.import_id and c.store = u.store
                where u.import_id = %1$s.id and not (coalesce(c.staged, false) and %1$s.method <> '%2$s'))
            and (%1$s.method = '%2$s'
                or not exists (select 1 from staged s where s.import_id = %1$s.id and (s.sealed or s.source_validator is not null)))""".formatted(row, ImportMethod.GLANCE_DIRECT);
    }

    /**
     * Those who wait for one kind of slot.
     *
     * @param store of copies into it; none: of fetches
     * @param place that their bytes go to, or come from; none of copies that go past staging
     * @param large whether they are of large images
     */
    public record Line(@Nullable StoreId store, @Nullable StagingPlace place, boolean large) {}

    /**
     * The projects whose imports stand in {@code line}, apart from {@code taken}, who have a slot. Past staging, where other processes give
     * out slots of the same line, those are known only that have never begun.
     */
    public Set<String> waiting(Line line, Collection<ImportId> taken) {
        StoreId store = line.store();
        StagingPlace place = line.place();
        return Set.copyOf(database.read(handle -> handle.createQuery("""
                        select distinct i.project from imports i
                            join images m on m.id = i.image_id
                            left join staged s on s.image_id = i.image_id and not s.discard
                            left join import_copies c on c.import_id = i.id and c.store = :store::text and c.staged = :staged
                        where i.ended_at is null and i.phase = 'copying' and i.waiting_for is null and not i.id = any(:taken)
                            and case when :store::text is null
                                then not s.sealed
                                    and coalesce((i.fetch_round ->> 'next_retry_at')::timestamptz, '-infinity') < clock_timestamp()
                                else c.state in ('copying', 'retrying')
                                    and coalesce(c.next_retry_at, '-infinity') < clock_timestamp()
                                    and (:staged or not exists (
                                        select 1 from uploads u where u.import_id = i.id and u.store = c.store)) end
                            and (:directory::text is null or i.staging_directory = :directory)
                            and (:host::text is null or i.staging_host = :host)
                            and (coalesce(s.size_bytes, m.size_bytes, 0) > :most) = :large""")
                .bind("store", store == null ? null : store.value())
                .bind("staged", place != null)
                .bind("directory", place == null ? null : place.directory())
                .bind("host", place == null ? null : place.host())
                .bind("most", LARGE_BYTES)
                .bind("large", line.large())
                .bind("taken", taken.stream().map(ImportId::value).toArray(UUID[]::new))
                .mapTo(String.class)
                .list()));
    }

    /** The stores that open imports copy into, configured anywhere or not; apart from those that were given up. */
    public Set<StoreId> stores() {
        return Set.copyOf(database.read(handle -> handle.createQuery("""
                        select distinct c.store from imports i join import_copies c on c.import_id = i.id
                        where i.ended_at is null and c.state not in ('failed', 'skipped', 'cancelled')""")
                .map((rs, ctx) -> StoreId.of(rs.getString("store")))
                .list()));
    }

    /** The projects that imports are of. */
    public Map<ImportId, String> projects(Collection<ImportId> ids) {
        Map<ImportId, String> projects = new HashMap<>();
        database.read(handle -> handle.createQuery("select id, project from imports where id = any(:ids)")
                .bind("ids", ids.stream().map(ImportId::value).toArray(UUID[]::new))
                .map((rs, ctx) -> projects.put(new ImportId(rs.getObject("id", UUID.class)), rs.getString("project")))
                .list());
        return projects;
    }
}
