package io.longshore.catalog;

import io.longshore.image.ImageId;
import io.longshore.image.Visibility;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of images.
 *
 * @param audience who asks
 * @param visibility only images of this visibility; none: see {@code allVisible}
 * @param allVisible with no {@code visibility}: community images of others too
 * @param memberStatus of the memberships that make shared images visible; {@code all} for any
 * @param filters all must hold
 * @param sort most significant first; ties are broken by age and id
 * @param tieBreakersDescend direction of these
 * @param marker the page begins after this image
 */
public record ImageQuery(
        Audience audience,
        @Nullable Visibility visibility,
        boolean allVisible,
        String memberStatus,
        List<Filter> filters,
        List<Sort> sort,
        boolean tieBreakersDescend,
        @Nullable ImageId marker,
        int limit) {

    /** Whose eyes the list is for. */
    public record Audience(String project, boolean admin) {}

    /** What images can be compared by. */
    public enum Column {
        ID("i.id"),
        NAME("i.name", "coalesce(i.name, '')"),
        STATUS("i.status"),
        OWNER("i.owner"),
        CONTAINER_FORMAT("i.container_format", "coalesce(i.container_format, '')"),
        DISK_FORMAT("i.disk_format", "coalesce(i.disk_format, '')"),
        CHECKSUM("i.md5"),
        HASH_VALUE("i.sha512"),
        SIZE("i.size_bytes", "coalesce(i.size_bytes, 0)"),
        VIRTUAL_SIZE("i.virtual_size_bytes"),
        MIN_RAM("i.min_ram"),
        MIN_DISK("i.min_disk"),
        PROTECTED("i.is_protected"),
        HIDDEN("i.is_hidden"),
        IMPORT_TASK("i.open_import"),
        IMPORTING_TO("i.importing_to"),
        FAILED_IMPORT("i.failed_import"),
        /** To the second. */
        CREATED_AT("i.created_at"),
        /** To the second. */
        UPDATED_AT("i.updated_at");

        final String sql;

        /** What the column's index holds: the same wherever {@link #sql} is not null. */
        final String indexed;

        Column(String sql) {
            this(sql, sql);
        }

        Column(String sql, String indexed) {
            this.sql = sql;
            this.indexed = indexed;
        }
    }

    /** Comparisons, as SQL writes them. */
    public enum Comparison {
        EQ("="),
        NEQ("<>"),
        LT("<"),
        LTE("<="),
        GT(">"),
        GTE(">=");

        final String sql;

        Comparison(String sql) {
            this.sql = sql;
        }
    }

    /** One condition. Values have the column's type: String, Long, Boolean, Instant or UUID. */
    public sealed interface Filter {

        record Compare(Column column, Comparison comparison, Object value) implements Filter {}

        record OneOf(Column column, List<?> values) implements Filter {}

        record Tagged(String tag) implements Filter {}

        /** Exactly these stores. */
        record Stores(Column column, List<String> ids) implements Filter {}

        record Property(String name, String value) implements Filter {}

        /** Hashed by that algorithm. */
        record Hashed(String algorithm) implements Filter {}
    }

    /** What images can be sorted by; an absent value counts as 0 or as an empty text. */
    public enum SortKey {
        NAME("coalesce(i.name, '')"),
        STATUS("i.status"),
        CONTAINER_FORMAT("coalesce(i.container_format, '')"),
        DISK_FORMAT("coalesce(i.disk_format, '')"),
        SIZE("coalesce(i.size_bytes, 0)"),
        ID("i.id"),
        CREATED_AT("i.created_at"),
        UPDATED_AT("i.updated_at");

        final String sql;

        SortKey(String sql) {
            this.sql = sql;
        }
    }

    public record Sort(SortKey key, boolean descends) {}
}
