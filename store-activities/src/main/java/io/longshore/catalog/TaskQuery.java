package io.longshore.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A page of tasks.
 *
 * @param since only those that are open, or ended after this
 * @param phases only these; none: all
 * @param filters by equality, all must hold
 * @param marker the page begins after this one
 */
public record TaskQuery(
        Instant since,
        @Nullable List<String> phases,
        Map<Filter, String> filters,
        SortKey sortKey,
        boolean ascending,
        @Nullable UUID marker,
        int limit) {

    /** What tasks can be compared by. */
    public enum Filter {
        /** Of a UUID. */
        ID("id = cast(:ID as uuid)"),
        /** Of a UUID. */
        IMAGE_ID("image_id = cast(:IMAGE_ID as uuid)"),
        OWNER("project = :OWNER"),
        REQUEST_ID("request_id = :REQUEST_ID"),
        USER_ID("user_id = :USER_ID");

        /** With a parameter of the filter's own name. */
        final String sql;

        Filter(String sql) {
            this.sql = sql;
        }
    }

    /** What tasks can be sorted by; ties are broken by age and id. */
    public enum SortKey {
        CREATED_AT("created_at"),
        UPDATED_AT("updated_at"),
        EXPIRES_AT("coalesce(ended_at, 'infinity')"),
        ID("id"),
        IMAGE_ID("image_id"),
        OWNER("project"),
        REQUEST_ID("request_id"),
        USER_ID("user_id"),
        STATUS("case phase when 'accepted' then 'pending' when 'succeeded' then 'success'"
                + " when 'failed' then 'failure' when 'cancelled' then 'failure' else 'processing' end"),
        TYPE("type");

        final String sql;

        SortKey(String sql) {
            this.sql = sql;
        }
    }
}
