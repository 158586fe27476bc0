package io.longshore.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ImageStatus;
import io.longshore.importing.ImportId;
import io.longshore.importing.StagingPlace;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Room in a staging directory of 100 bytes. */
final class StagingRoomTest {

    private final TestDatabase database = TestDatabase.create();
    private final CatalogFixture fixture = new CatalogFixture(database);
    private final StagingCatalog staging = fixture.catalog.staging();

    @BeforeEach
    void begin() {
        staging.renew(CatalogFixture.PLACE, 100, 100);
    }

    @Test
    void anAnnouncedSizeIsKeptWholeOrNotAtAll() {
        StagedRow one = begun();
        StagedRow two = begun();
        staging.reserve(one.generation(), 60);
        fails(FailureKind.STAGING_FULL, "no room for 41 bytes until", () -> staging.reserve(two.generation(), 41));
        assertThat(staging.current(two.imageId()).orElseThrow().sizeBytes()).isNull();
        staging.reserve(two.generation(), 40);
        assertThat(staging.current(two.imageId()).orElseThrow().sizeBytes()).isEqualTo(40);
        fails(FailureKind.TOO_LARGE, "more than its capacity of 100", () -> staging.reserve(one.generation(), 101));
    }

    @Test
    void whatGrowsIsGivenWhatItWishesOrWhatThereIs() {
        StagedRow one = begun();
        StagedRow two = begun();
        assertThat(staging.grow(one.generation(), 1, 30)).isEqualTo(30);
        assertThat(staging.grow(two.generation(), 10, 90)).isEqualTo(70);
        assertThat(staging.grow(one.generation(), 5, 20))
                .as("never less than before")
                .isEqualTo(30);
        fails(FailureKind.STAGING_FULL, "no room for 31 bytes", () -> staging.grow(one.generation(), 31, 60));
        assertThat(staging.current(one.imageId()).orElseThrow().sizeBytes())
                .as("nobody knows")
                .isNull();
        fails(FailureKind.TOO_LARGE, "capacity", () -> staging.grow(one.generation(), 101, 200));
    }

    @Test
    void whatIsLetGoOfIsRoomForOthersOnceItsBytesAreGone() {
        ImageId image = fixture.queued().id();
        ImportId id = fixture.webDownload(image, true, CatalogFixture.A);
        int epoch = fixture.catalog.runs().begin(id, "run").epoch();
        StagedRow one = staging.beginFetch(id, epoch, CatalogFixture.PLACE);
        StagedRow two = begun();
        staging.grow(one.generation(), 70, 70);
        staging.nextGeneration(id, epoch, one.generation());
        fails(FailureKind.STAGING_FULL, "no room", () -> staging.grow(two.generation(), 40, 40));
        staging.discarded(one.generation());
        assertThat(staging.grow(two.generation(), 40, 40)).isEqualTo(40);
        fails(FailureKind.SUPERSEDED, "later generation", () -> staging.grow(one.generation(), 1, 1));
    }

    /** No worker has ever run: the file system itself says when it is full. */
    @Test
    void aDirectoryOfWhichNobodyHasSaidHowMuchItHoldsTakesAnything() {
        ImageId image = fixture.queued().id();
        UUID writer = UUID.randomUUID();
        fixture.catalog.images().beginWriting(image, ImageStatus.UPLOADING, writer, i -> {});
        int generation = staging.beginWriting(image, writer, new StagingPlace("new", "host"))
                .generation();
        assertThat(staging.grow(generation, 101, 200)).isEqualTo(200);
        staging.reserve(generation, 1L << 40);
        assertThat(staging.current(image).orElseThrow().sizeBytes()).isEqualTo(1L << 40);
    }

    @Test
    void ofManyAtOnceNoMoreAreGivenRoomThanThereIs() throws Exception {
        List<Callable<Boolean>> asking = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            int generation = begun().generation();
            asking.add(() -> {
                try {
                    staging.reserve(generation, 30);
                    return true;
                } catch (ImageException full) {
                    return false;
                }
            });
        }
        int given = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> answer : threads.invokeAll(asking)) {
                given += answer.get() ? 1 : 0;
            }
        }
        assertThat(given).isEqualTo(3);
    }

    @Test
    void whatComesFreeIsKeptForWhoHasWaitedLong() throws SQLException {
        StagedRow there = begun();
        staging.reserve(there.generation(), 60);
        StagedRow large = begun();
        StagedRow small = begun();
        full(large, 50);
        staging.reserve(small.generation(), 30);
        release(small);

        wait(large, 3);
        full(large, 50);
        StagedRow next = begun();
        full(next, 30);
        StagingPlace other = new StagingPlace("other", "z");
        staging.renew(other, 100, 100);
        assertThat(staging.liveHost(null, 30))
                .as("whoever comes goes elsewhere")
                .contains(other);
        assertThat(staging.grow(there.generation(), 65, 70))
                .as("who was there before goes on")
                .isEqualTo(70);
        full(large, 50);
        release(there);
        staging.reserve(large.generation(), 50);
        staging.reserve(next.generation(), 30);
        full(begun(), 21);
    }

    @Test
    void roomIsKeptForTheFirstOfEachProjectOnly() throws SQLException {
        staging.reserve(begun().generation(), 30);
        StagedRow ending = begun();
        staging.reserve(ending.generation(), 30);
        StagedRow first = begun();
        StagedRow second = begun();
        for (StagedRow row : List.of(first, second)) {
            full(row, 41);
            wait(row, row.equals(first) ? 9 : 8);
            full(row, 41);
        }
        release(ending);
        fixture.actAs("another");
        StagedRow other = begun();
        full(other, 30);
        staging.reserve(other.generation(), 29);
        full(second, 1);
        staging.reserve(first.generation(), 41);
    }

    @Test
    void roomIsKeptForTenMinutesAtATime() throws SQLException {
        staging.reserve(begun().generation(), 60);
        StagedRow large = begun();
        full(large, 50);
        wait(large, 11);
        full(large, 50);
        full(begun(), 10);
        wait(large, 2);
        full(large, 50);
        staging.reserve(begun().generation(), 10);
        wait(large, 9);
        full(large, 50);
        full(begun(), 10);
    }

    @Test
    void nothingIsKeptForWhoCannotHaveItWhateverEnds() throws SQLException {
        fixture.staged();
        staging.reserve(begun().generation(), 40);
        StagedRow large = begun();
        for (int bytes : new int[] {96, 95}) {
            full(large, bytes);
            wait(large, 3);
            full(large, bytes);
            if (bytes > 95) {
                staging.reserve(begun().generation(), 10);
            } else {
                full(begun(), 10);
            }
        }
        staging.renew(CatalogFixture.PLACE, 100, 90);
        staging.reserve(begun().generation(), 10);
    }

    @Test
    void nothingIsKeptForWhoDoesNotAskAnyMoreOrHasEnded() throws SQLException {
        staging.reserve(begun().generation(), 60);
        StagedRow silent = begun();
        full(silent, 50);
        wait(silent, 31);
        staging.reserve(begun().generation(), 10);

        full(silent, 50);
        full(begun(), 10);
        end(silent);
        staging.reserve(begun().generation(), 10);
    }

    private void full(StagedRow row, long bytes) {
        fails(
                FailureKind.STAGING_FULL,
                "no room for " + bytes + " bytes",
                () -> staging.reserve(row.generation(), bytes));
    }

    /** Its import ends, and its bytes are removed. */
    private void release(StagedRow row) {
        end(row);
        staging.discarded(row.generation());
    }

    private void end(StagedRow row) {
        UUID id = Objects.requireNonNull(fixture.get(row.imageId()).openImport());
        fixture.catalog.imports().cancel(new ImportId(id), "cancelled");
    }

    /** Makes an import wait since so many minutes ago, and not ask since then. */
    private void wait(StagedRow row, int minutes) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            String ago = " - interval '" + minutes + " minutes'";
            statement.execute("update imports set room_wanted_since = room_wanted_since" + ago
                    + ", room_asked_at = room_asked_at" + ago + " where image_id = '" + row.imageId() + "'");
        }
    }

    private StagedRow begun() {
        ImageId image = fixture.queued().id();
        ImportId id = fixture.webDownload(image, true, CatalogFixture.A);
        return staging.beginFetch(id, fixture.catalog.runs().begin(id, "run").epoch(), CatalogFixture.PLACE);
    }

    private static void fails(FailureKind kind, String words, ThrowingCallable call) {
        ImageException failure = catchThrowableOfType(ImageException.class, call);
        assertThat(failure).hasMessageContaining(words);
        assertThat(failure.kind()).isEqualTo(kind);
    }
}
