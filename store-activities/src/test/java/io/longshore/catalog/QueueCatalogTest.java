package io.longshore.catalog;

import static io.longshore.catalog.CatalogFixture.A;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.importing.ImportId;
import io.longshore.importing.StagingPlace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class QueueCatalogTest {

    private final CatalogFixture fixture = new CatalogFixture();
    private final QueueCatalog queue = fixture.catalog.queue();

    @Test
    void importsThatCameBeforeAndHaveNotBegunAreAhead() {
        List<ImportId> line = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            line.add(fixture.webDownload(fixture.queued().id(), true, A));
        }
        assertThat(ahead(line)).containsExactly(0, 1, 2, 3);

        int epoch = fixture.catalog.runs().begin(line.get(1), "run-1").epoch();
        StagedRow staged =
                fixture.catalog.staging().beginFetch(line.get(1), epoch, new StagingPlace("directory", "host"));
        assertThat(ahead(line)).as("one has its place, and waits for a slot").containsExactly(0, 1, 2, 3);
        fixture.catalog.staging().noteSource(staged.generation(), "");
        assertThat(ahead(line)).as("one has begun").containsExactly(0, null, 1, 2);

        fixture.catalog.imports().cancel(line.get(0), "cancelled");
        assertThat(ahead(line)).as("one has ended").containsExactly(null, null, 0, 1);
        assertThat(queue.ahead(ImportId.random())).isEmpty();
    }

    @Test
    void whatACallerHasStagedIsNoBeginning() {
        List<ImportId> line = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            line.add(fixture.glanceDirect(fixture.staged().id(), true, A));
        }
        assertThat(ahead(line)).containsExactly(0, 1);
        fixture.attempt(
                line.get(0), fixture.catalog.runs().begin(line.get(0), "run-1").epoch(), A);
        assertThat(ahead(line)).containsExactly(null, 0);
    }

    private List<@Nullable Integer> ahead(List<ImportId> line) {
        List<@Nullable Integer> ahead = new ArrayList<>();
        line.forEach(id -> ahead.add(queue.ahead(id).orElse(null)));
        return ahead;
    }

    @Test
    void anImageIsLargeByItsKnownSize() {
        assertThat(QueueCatalog.isLarge(4L << 30)).isFalse();
        assertThat(QueueCatalog.isLarge((4L << 30) + 1)).isTrue();
        assertThat(QueueCatalog.isLarge(null)).as("not known yet").isFalse();
    }
}
