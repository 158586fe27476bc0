package io.longshore.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ImageStatus;
import io.longshore.importing.ImportId;
import io.longshore.importing.StagingPlace;
import java.util.ArrayList;
import java.util.List;
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

    private final CatalogFixture fixture = new CatalogFixture();
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
