package io.longshore.catalog;

import io.longshore.importing.ImportId;
import io.longshore.importing.ImportMethod;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The line in which imports wait while every slot of every worker is taken: of each project its own, large images apart from others.
 */
public final class QueueCatalog {

    /** Images above this size have slots, and a line, of their own. */
    public static final long LARGE_BYTES = 4L << 30;

    private static final String IS_LARGE = "coalesce(%s.size_bytes, 0) > " + LARGE_BYTES;

    /** What a caller has staged was there before its import; a fetch that has its place has begun when its source has answered. */
    private static final String WAITS = "%1$s.ended_at is null"
            + " and not exists (select 1 from uploads u where u.import_id = %1$s.id)"
            + " and (%1$s.method = '" + ImportMethod.GLANCE_DIRECT + "'"
            + " or not exists (select 1 from staged s where s.import_id = %1$s.id"
            + " and (s.sealed or s.source_validator is not null)))";

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
                        + " where " + WAITS.formatted("i") + " and i.project = me.project"
                        + " and (i.created_at, i.id) < (me.created_at, me.id))"
                        + " from imports me join images mine on mine.id = me.image_id"
                        + " where me.id = :id and " + WAITS.formatted("me"))
                .bind("id", id.value())
                .mapTo(Integer.class)
                .findOne());
    }
}
