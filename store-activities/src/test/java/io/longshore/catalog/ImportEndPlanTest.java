package io.longshore.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.Image;
import io.longshore.image.ImageId;
import io.longshore.image.ImageStatus;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportId;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The end of an import looks at its own image's copies, however many others there are. */
final class ImportEndPlanTest {

    private static final int MANY = 5_000;

    private final TestDatabase own = TestDatabase.create();
    private final CatalogFixture fixture = new CatalogFixture(own);
    private final ExplainedDatabase database = new ExplainedDatabase(own.dataSource());
    private final Catalog catalog = new Catalog(database.dataSource(), Comparator.comparing(StoreId::value));

    @BeforeEach
    void fill() throws SQLException {
        try (var connection = own.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    insert into images (id, name, status, visibility, is_protected, is_hidden, min_ram, min_disk, tags, properties)
                    select gen_random_uuid(), 'other', 'active', 'private', false, false, 0, 0, '{}', '{}'
                    from generate_series(1, %d)""".formatted(MANY));
            statement.execute("""
                    insert into uploads (id, image_id, store, nth, url, generation, attempt, state)
                    select id, id, 'a', 1, 'file:///' || id, 1, 1, 'whole' from images""");
            statement.execute(
                    "insert into locations (image_id, store, url, upload_id) select id, store, url, id from uploads");
            statement.execute("analyze");
        }
    }

    @Test
    void done() {
        assertThat(endedAs(ImportEnd.Kind.SETTLED).status()).isEqualTo(ImageStatus.ACTIVE);
    }

    @Test
    void undone() {
        assertThat(endedAs(ImportEnd.Kind.CANCELLED).status()).isEqualTo(ImageStatus.QUEUED);
    }

    private Image endedAs(ImportEnd.Kind kind) {
        ImageId image = fixture.queued().id();
        ImportId id = fixture.webDownload(image, true, CatalogFixture.A);
        int epoch = fixture.fetched(id);
        fixture.land(id, epoch, CatalogFixture.A);
        database.take();
        catalog.runs().end(id, epoch, kind, List.of(), null);
        assertThat(database.take())
                .isNotEmpty()
                .allSatisfy(plan -> assertThat(ExplainedDatabase.looksAt(plan.path("Plan"), "locations"))
                        .as(plan.toPrettyString())
                        .isLessThan(MANY / 10));
        return fixture.get(image);
    }
}
