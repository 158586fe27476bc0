package io.longshore.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longshore.catalog.ImageQuery.Column;
import io.longshore.catalog.ImageQuery.Comparison;
import io.longshore.catalog.ImageQuery.Filter;
import io.longshore.catalog.ImageQuery.Sort;
import io.longshore.catalog.ImageQuery.SortKey;
import io.longshore.image.Image;
import io.longshore.image.ImageId;
import io.longshore.image.StoreId;
import io.longshore.image.Visibility;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A page among many images looks at few of them, whatever it is filtered and sorted by: every filter and order has an index. */
final class ImagePagePlanTest {

    private static final int MANY = 20_000;
    private static final int PAGE = 25;

    /** A page, what else has the same value, and pages of an index that are read a little further. */
    private static final int FEW = 400;

    private static final UUID RARE = UUID.fromString("00000000-0000-4000-8000-00000000abcd");
    private static final Instant LONG_AGO = Instant.parse("2001-01-01T00:00:00Z");

    private static final class Full {
        static final ExplainedDatabase DATABASE = new ExplainedDatabase(filled());
        static final Catalog CATALOG = new Catalog(DATABASE.dataSource(), Comparator.comparing(StoreId::value));
    }

    /** Many images that are all alike, and one, older than all of them, that is like none. */
    private static DataSource filled() {
        DataSource database = TestDatabase.create().dataSource();
        try (var connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    insert into images (id, name, status, visibility, is_protected, is_hidden, owner, size_bytes,
                        virtual_size_bytes, md5, sha512, min_ram, min_disk, disk_format, container_format, created_at,
                        updated_at, tags, properties, importing_to, failed_import)
                    select gen_random_uuid(), 'image ' || n, 'active', 'private', false, false, 'project ' || n %% 50, 1000 + n,
                        1000 + n, md5(n::text), repeat(md5(n::text), 4), 0, 0, 'raw', 'bare',
                        timestamptz '2026-01-01Z' + n * interval '1 minute', timestamptz '2026-01-01Z' + n * interval '1 minute',
                        array['common', 'tag ' || n %% 100], jsonb_build_object('common', 'x', 'n', n::text),
                        '{}', '{}'
                    from generate_series(1, %d) n""".formatted(MANY));
            statement.execute("""
                    insert into images (id, name, status, visibility, is_protected, is_hidden, owner, size_bytes,
                        virtual_size_bytes, md5, sha512, min_ram, min_disk, disk_format, container_format, created_at,
                        updated_at, tags, properties, importing_to, failed_import, open_import)
                    values ('%1$s', 'rare', 'queued', 'shared', true, false, 'rare', 7, 7, 'rare', 'rare', 7, 7, 'iso', 'ova',
                        '%2$s', '%2$s', array['rare'], '{"rare": "x"}', '{r,s}', '{f}', '%1$s')""".formatted(RARE, LONG_AGO));
            statement.execute(
                    "insert into members (image_id, member, status) values ('" + RARE + "', 'friend', 'accepted')");
            statement.execute("""
                    insert into members (image_id, member, status)
                    select id, 'others', 'accepted' from images order by id limit 1000""");
            statement.execute("analyze");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return database;
    }

    static Stream<Filter> filters() {
        return Stream.of(
                equal(Column.ID, RARE),
                equal(Column.NAME, "rare"),
                equal(Column.STATUS, "queued"),
                equal(Column.OWNER, "rare"),
                equal(Column.CONTAINER_FORMAT, "ova"),
                equal(Column.DISK_FORMAT, "iso"),
                equal(Column.CHECKSUM, "rare"),
                equal(Column.HASH_VALUE, "rare"),
                equal(Column.SIZE, 7L),
                equal(Column.VIRTUAL_SIZE, 7L),
                equal(Column.MIN_RAM, 7L),
                equal(Column.MIN_DISK, 7L),
                equal(Column.PROTECTED, true),
                equal(Column.CREATED_AT, LONG_AGO),
                equal(Column.UPDATED_AT, LONG_AGO),
                new Filter.Compare(Column.SIZE, Comparison.LTE, 7L),
                new Filter.Compare(Column.MIN_RAM, Comparison.GTE, 7L),
                new Filter.Compare(Column.MIN_DISK, Comparison.GTE, 7L),
                new Filter.Compare(Column.CREATED_AT, Comparison.LT, LONG_AGO.plusSeconds(1)),
                new Filter.Compare(Column.UPDATED_AT, Comparison.LTE, LONG_AGO),
                new Filter.OneOf(Column.ID, List.of(RARE, UUID.randomUUID())),
                new Filter.OneOf(Column.NAME, List.of("rare", "rarer")),
                new Filter.OneOf(Column.STATUS, List.of("queued", "saving")),
                new Filter.OneOf(Column.CONTAINER_FORMAT, List.of("ova", "ovf")),
                new Filter.OneOf(Column.DISK_FORMAT, List.of("iso", "vdi")),
                new Filter.Tagged("rare"),
                new Filter.Property("rare", "x"),
                new Filter.OneOf(Column.IMPORT_TASK, List.of(RARE)),
                new Filter.Stores(Column.IMPORTING_TO, List.of("r", "s")),
                new Filter.Stores(Column.FAILED_IMPORT, List.of("f")));
    }

    private static Filter equal(Column column, Object value) {
        return new Filter.Compare(column, Comparison.EQ, value);
    }

    private static ImageQuery query(
            ImageQuery.Audience audience,
            List<Filter> filters,
            List<Sort> sort,
            boolean descends,
            @Nullable ImageId marker) {
        return new ImageQuery(audience, null, false, "accepted", filters, sort, descends, marker, PAGE);
    }

    private static List<Image> fewAreLookedAt(ImageQuery query) {
        Full.DATABASE.take();
        List<Image> page = Full.CATALOG.images().page(query);
        List<JsonNode> plans = Full.DATABASE.take();
        assertThat(plans).as("the page's own plan").isNotEmpty();
        assertThat(plans)
                .allSatisfy(plan -> assertThat(ExplainedDatabase.looksAt(plan.path("Plan"), "images"))
                        .as(plan.toPrettyString())
                        .isLessThan(FEW));
        return page;
    }

    private static final ImageQuery.Audience ADMIN = new ImageQuery.Audience("admins", true);
    private static final Filter SHOWN = equal(Column.HIDDEN, false);

    @ParameterizedTest
    @MethodSource("filters")
    void everyFilterHasAnIndex(Filter filter) {
        for (Sort sort : List.of(new Sort(SortKey.CREATED_AT, true), new Sort(SortKey.NAME, false))) {
            assertThat(fewAreLookedAt(query(ADMIN, List.of(filter, SHOWN), List.of(sort), sort.descends(), null)))
                    .extracting(image -> image.id().value())
                    .containsExactly(RARE);
        }
    }

    @Test
    void nothingIsFoundAtOnce() {
        for (Filter filter : List.of(
                equal(Column.HIDDEN, true),
                new Filter.Hashed("md5"),
                new Filter.OneOf(Column.ID, List.of()),
                new Filter.Stores(Column.IMPORTING_TO, List.of("r")),
                new Filter.Stores(Column.FAILED_IMPORT, List.of("f", "g")),
                new Filter.Property("nobody", "x"))) {
            assertThat(fewAreLookedAt(
                            query(ADMIN, List.of(filter), List.of(new Sort(SortKey.CREATED_AT, true)), true, null)))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyOrderHasAnIndexOnEveryPage(SortKey key) {
        for (boolean descends : List.of(true, false)) {
            ImageId marker = null;
            List<ImageId> seen = new ArrayList<>();
            for (int page = 0; page < 3; page++) {
                List<Image> images = fewAreLookedAt(
                        query(ADMIN, List.of(SHOWN), List.of(new Sort(key, descends)), descends, marker));
                assertThat(images).hasSize(PAGE);
                marker = images.getLast().id();
                images.forEach(image -> seen.add(image.id()));
            }
            assertThat(seen).doesNotHaveDuplicates();
        }
    }

    @Test
    void ordersInTwoDirectionsToo() {
        List<Sort> sort = List.of(new Sort(SortKey.NAME, false), new Sort(SortKey.SIZE, true));
        ImageId middle = fewAreLookedAt(query(
                        ADMIN,
                        List.of(equal(Column.NAME, "image 9000"), SHOWN),
                        List.of(new Sort(SortKey.ID, true)),
                        true,
                        null))
                .getFirst()
                .id();
        assertThat(fewAreLookedAt(query(ADMIN, List.of(SHOWN), sort, true, middle)))
                .hasSize(PAGE);
    }

    @Test
    void whoSeesFewDoesNotWaitForAll() {
        List<Sort> newest = List.of(new Sort(SortKey.CREATED_AT, true));
        for (String project : List.of("rare", "friend")) {
            assertThat(fewAreLookedAt(
                            query(new ImageQuery.Audience(project, false), List.of(SHOWN), newest, true, null)))
                    .extracting(image -> image.id().value())
                    .containsExactly(RARE);
        }
        assertThat(fewAreLookedAt(query(new ImageQuery.Audience("nobody", false), List.of(SHOWN), newest, true, null)))
                .isEmpty();
        for (Visibility visibility : List.of(Visibility.PUBLIC, Visibility.COMMUNITY, Visibility.SHARED)) {
            fewAreLookedAt(
                    new ImageQuery(ADMIN, visibility, false, "accepted", List.of(SHOWN), newest, true, null, PAGE));
        }
    }
}
