package io.longshore.catalog;

import static io.longshore.catalog.CatalogFixture.A;
import static io.longshore.catalog.CatalogFixture.B;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.importing.CopyPlan;
import io.longshore.importing.CopyWay;
import io.longshore.importing.ImportId;
import io.longshore.importing.RoundEnd;
import io.longshore.importing.StagingPlace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    @Test
    void whoOnlyFollowsAFetchHasNotBegunBeforeThat() {
        List<ImportId> line = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            line.add(fixture.webDownload(fixture.queued().id(), true, A));
        }
        fixture.attempt(line.get(0), fixture.planned(line.get(0)), A);
        assertThat(ahead(line)).containsExactly(0, 1);
        noteSource(line.get(0));
        assertThat(ahead(line)).containsExactly(null, 0);
    }

    @Test
    void projectsWaitWhereTheirImportsHaveNotBegun() {
        QueueCatalog.Line fetches = new QueueCatalog.Line(null, CatalogFixture.PLACE, false);
        QueueCatalog.Line copies = new QueueCatalog.Line(A, CatalogFixture.PLACE, false);
        ImportId one = fixture.webDownload(fixture.queued().id(), true, A, B);
        fixture.actAs("another");
        ImportId two = fixture.webDownload(fixture.queued().id(), true, A);
        assertThat(queue.waiting(fetches, List.of())).as("not planned yet").isEmpty();

        int epoch = fixture.planned(one);
        fixture.planned(two);
        assertThat(queue.waiting(fetches, List.of())).containsExactlyInAnyOrder("project", "another");
        assertThat(queue.waiting(fetches, List.of(two))).containsExactly("project");
        assertThat(queue.waiting(copies, List.of())).containsExactlyInAnyOrder("project", "another");
        assertThat(queue.projects(List.of(one, two)))
                .containsOnly(Map.entry(one, "project"), Map.entry(two, "another"));

        noteSource(one);
        fixture.attempt(one, epoch, A);
        assertThat(queue.waiting(fetches, List.of()))
                .as("who has no slot has let go of it")
                .containsExactlyInAnyOrder("project", "another");
        assertThat(queue.waiting(copies, List.of())).containsExactlyInAnyOrder("project", "another");
        assertThat(queue.waiting(new QueueCatalog.Line(B, CatalogFixture.PLACE, false), List.of()))
                .containsExactly("project");

        Instant soon = Instant.now().plusSeconds(60);
        RoundEnd pausing = new RoundEnd(1, 5, 0, null, null, null, "away", soon.toEpochMilli());
        fixture.catalog.runs().noteFetch(one, epoch, pausing);
        fixture.catalog.runs().noteRound(one, epoch, A, pausing);
        fixture.catalog.runs().waitsFor(two, 1, "room");
        assertThat(queue.waiting(fetches, List.of()))
                .as("one pauses, and one waits for room")
                .isEmpty();
        assertThat(queue.waiting(copies, List.of())).isEmpty();
        fixture.catalog.runs().waitsFor(two, 1, null);
        fixture.land(one, epoch, A);
        assertThat(queue.waiting(copies, List.of())).as("one has its copy").containsExactly("another");
        for (QueueCatalog.Line other : List.of(
                new QueueCatalog.Line(A, CatalogFixture.PLACE, true),
                new QueueCatalog.Line(A, null, false),
                new QueueCatalog.Line(A, new StagingPlace("dir", "elsewhere"), false),
                new QueueCatalog.Line(null, new StagingPlace("dir", "elsewhere"), false))) {
            assertThat(queue.waiting(other, List.of())).as(other.toString()).isEmpty();
        }
    }

    @Test
    void pastStagingThoseWaitThatHaveNeverBegun() {
        QueueCatalog.Line line = new QueueCatalog.Line(B, null, false);
        ImportId one = fixture.copyImage(fixture.active(A).id(), true, B);
        int epoch = fixture.catalog.runs().begin(one, "run-1").epoch();
        fixture.catalog
                .runs()
                .planned(one, epoch, List.of(new CopyPlan(B, CopyWay.NATIVE, List.of(A), "native")), null, null);
        assertThat(queue.waiting(line, List.of())).containsExactly("project");
        fixture.attempt(one, epoch, B);
        assertThat(queue.waiting(line, List.of())).isEmpty();
    }

    @Test
    void openImportsNameTheStoresThatTheyCopyInto() {
        assertThat(queue.stores()).isEmpty();
        ImportId one = fixture.webDownload(fixture.queued().id(), false, A, B);
        assertThat(queue.stores()).containsExactlyInAnyOrder(A, B);
        fixture.land(one, fixture.fetched(one), A);
        fixture.catalog.runs().storeFailed(one, 1, CatalogFixture.failure(B));
        assertThat(queue.stores())
                .as("whoever begins anew asks for what is there, too")
                .containsExactly(A);
        fixture.catalog.imports().cancel(one, "cancelled");
        assertThat(queue.stores()).isEmpty();
    }

    private void noteSource(ImportId id) {
        StagedRow staged = fixture.catalog
                .staging()
                .current(fixture.row(id).request().imageId())
                .orElseThrow();
        fixture.catalog.staging().noteSource(staged.generation(), "tag");
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
