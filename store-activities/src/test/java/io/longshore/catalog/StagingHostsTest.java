package io.longshore.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.importing.ImportId;
import io.longshore.importing.StagingPlace;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who works a staging directory, and who is lost to it. Time passes by moving what was written into the past. */
final class StagingHostsTest {

    private static final StagingPlace ONE = new StagingPlace("dir", "one");
    private static final StagingPlace TWO = new StagingPlace("dir", "two");
    private static final StagingPlace ELSEWHERE = new StagingPlace("other", "three");

    private final TestDatabase database = TestDatabase.create();
    private final StagingCatalog staging = database.catalog().staging();

    @BeforeEach
    void begin() {
        staging.renew(ONE, 100, 100);
    }

    @Test
    void aHostThatLeavesIsGivenNothingNewAndIsNotLost() {
        staging.renew(TWO, 100, 100);
        staging.leave(ONE);
        assertThat(staging.isLeaving(ONE)).isTrue();
        assertThat(staging.isLeaving(TWO)).isFalse();
        assertThat(staging.liveHost("dir", 0)).contains(TWO);
        assertThat(staging.isLost(ONE)).isFalse();
        staging.leave(TWO);
        assertThat(staging.liveHost("dir", 0)).isEmpty();
        assertThat(staging.isLost("dir")).isFalse();
        staging.renew(ONE, 100, 100);
        assertThat(staging.isLeaving(ONE)).isFalse();
        assertThat(staging.liveHost("dir", 0)).contains(ONE);
    }

    @Test
    void aSilentHostIsLostToWhoeverWasThereAllTheTime() throws SQLException {
        staging.renew(ELSEWHERE, 100, 100);
        pass(61);
        assertThat(staging.isLost(ONE)).as("nobody was there").isFalse();
        staging.renew(ELSEWHERE, 100, 100);
        assertThat(staging.isLost(ONE)).as("it was away itself").isFalse();
        for (int i = 0; i < 3; i++) {
            pass(30);
            staging.renew(ELSEWHERE, 100, 100);
        }
        assertThat(staging.isLost(ONE)).isTrue();
        assertThat(staging.isLost("dir")).isTrue();
        assertThat(staging.isLost(ELSEWHERE)).isFalse();
        staging.renew(TWO, 100, 100);
        assertThat(staging.isLost(ONE)).isTrue();
        assertThat(staging.isLost("dir")).as("another host works it").isFalse();
        assertThat(staging.liveHost("dir", 0)).contains(TWO);
    }

    @Test
    void aDirectoryThatHasRoomIsChosenBeforeOneThatHasNot() {
        CatalogFixture fixture = new CatalogFixture(database);
        staging.renew(ELSEWHERE, 1000, 1000);
        for (int i = 0; i < 2; i++) {
            StagedRow staged = staging.beginFetch(
                    fixture.webDownload(fixture.queued().id(), true, CatalogFixture.A), 1, ELSEWHERE);
            staging.reserve(staged.generation(), 10);
        }
        assertThat(staging.liveHost(null, 100))
                .as("both have room, and one less to do")
                .contains(ONE);
        assertThat(staging.liveHost(null, 101)).contains(ELSEWHERE);
        assertThat(staging.liveHost("dir", 101))
                .as("where the bytes are already")
                .contains(ONE);
        assertThat(staging.liveHost(null, 5000)).as("none has room").contains(ONE);
    }

    @Test
    void whatADiskIsShortOfIsWaitedForUpToTheCapacity() {
        CatalogFixture fixture = new CatalogFixture(database);
        staging.renew(ELSEWHERE, 1000, 300);
        int generation = staging.beginFetch(
                        fixture.webDownload(fixture.queued().id(), true, CatalogFixture.A), 1, ELSEWHERE)
                .generation();
        staging.reserve(generation, 300);
        assertThatThrownBy(() -> staging.reserve(generation, 301))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.STAGING_FULL));
        assertThatThrownBy(() -> staging.reserve(generation, 1001))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.TOO_LARGE));
        staging.renew(ELSEWHERE, 1000, 5000);
        staging.reserve(generation, 1000);
    }

    @Test
    void whoRenewedBeforeTheClockWasSetBackSaysItAnew() throws SQLException {
        assertThat(staging.liveHost("dir", 0)).isPresent();
        pass(-3600);
        assertThat(staging.liveHost("dir", 0)).isEmpty();
        assertThat(staging.isLost(ONE)).as("nobody is there to say so").isFalse();
        staging.renew(TWO, 1000, 1000);
        assertThat(staging.liveHost("dir", 0)).contains(TWO);
        assertThat(staging.isLost(ONE)).as("TWO is new itself").isFalse();
        staging.renew(ONE, 1000, 1000);
        assertThat(staging.liveHost("dir", 0)).isPresent();
    }

    @Test
    void runsAreToldWhenNobodyServesTheirPlace() throws SQLException {
        CatalogFixture fixture = new CatalogFixture(database);
        RunCatalog runs = fixture.catalog.runs();
        StagingPlace place = CatalogFixture.PLACE;
        staging.renew(place, 100, 100);
        ImportId one = fixture.webDownload(fixture.queued().id(), true, CatalogFixture.A);
        ImportId two = fixture.webDownload(fixture.queued().id(), true, CatalogFixture.A);
        fixture.planned(one);
        assertThat(told(runs)).as("it is served").isEmpty();

        staging.leave(place);
        staging.leave(ONE);
        assertThat(told(runs)).as("nobody takes over").isEmpty();
        assertThat(runs.words(one).unserved()).isNull();
        staging.renew(TWO, 100, 100);
        assertThat(told(runs)).as("two has no place").containsExactly(one);
        assertThat(told(runs)).as("it has not read that yet").isEmpty();
        assertThat(runs.untold(Duration.ZERO)).hasSize(1);
        assertThat(runs.words(one).unserved()).isEqualTo(place);
        assertThat(runs.words(two).unserved()).isNull();
        assertThat(runs.untold(Duration.ZERO)).isEmpty();
        assertThat(runs.sayUnserved(Duration.ofMinutes(1), 10)).as("just told").isEmpty();
        assertThat(told(runs)).as("it is still there").containsExactly(one);
        assertThat(runs.words(one).unserved()).isEqualTo(place);

        staging.moveTo(one, 1, TWO);
        runs.planned(one, 1, List.of(), TWO, null);
        assertThat(told(runs)).isEmpty();
        for (int i = 0; i < 3; i++) {
            pass(30);
            staging.renew(ELSEWHERE, 100, 100);
        }
        assertThat(staging.silent()).containsExactly(TWO);
        assertThat(told(runs)).as("it may be at work all the same").isEmpty();
        staging.deserted(TWO);
        assertThat(staging.silent()).isEmpty();
        assertThat(told(runs)).as("its host is lost").containsExactly(one);
        assertThat(runs.words(one).unserved()).isEqualTo(TWO);
        staging.renew(TWO, 100, 100);
        assertThat(runs.words(one).unserved()).as("it is back").isNull();
        staging.deserted(TWO);
        assertThat(told(runs)).as("it is not lost").isEmpty();

        staging.leave(TWO);
        staging.renew(place, 100, 100);
        assertThat(told(runs)).containsExactly(one);
        runs.words(one);
        fixture.land(one, 1, CatalogFixture.A);
        assertThat(told(runs)).as("nothing is left to copy from there").isEmpty();
    }

    @Test
    void runsAreToldOfAHostThatLeftForGood() throws SQLException {
        CatalogFixture fixture = new CatalogFixture(database);
        RunCatalog runs = fixture.catalog.runs();
        staging.renew(CatalogFixture.PLACE, 100, 100);
        ImportId one = fixture.webDownload(fixture.queued().id(), true, CatalogFixture.A);
        fixture.planned(one);
        staging.leave(CatalogFixture.PLACE);
        staging.leave(ONE);
        assertThat(staging.silent()).as("it may be back in a moment").isEmpty();
        for (int i = 0; i < 3; i++) {
            pass(30);
            staging.renew(ELSEWHERE, 100, 100);
        }
        assertThat(staging.silent()).containsExactly(CatalogFixture.PLACE);
        staging.deserted(CatalogFixture.PLACE);
        assertThat(told(runs)).containsExactly(one);
    }

    private static List<ImportId> told(RunCatalog runs) {
        return runs.sayUnserved(Duration.ZERO, 10).stream()
                .map(row -> row.request().id())
                .toList();
    }

    private void pass(int seconds) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            String ago = " - interval '" + seconds + " seconds'";
            statement.execute(
                    "update hosts set renewed_at = renewed_at" + ago + ", gapless_since = gapless_since" + ago);
        }
    }
}
