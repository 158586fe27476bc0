package io.longshore.catalog;

import static io.longshore.catalog.CatalogFixture.A;
import static io.longshore.catalog.CatalogFixture.B;
import static io.longshore.catalog.CatalogFixture.C;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.Image;
import io.longshore.image.ImageId;
import io.longshore.image.ImageStatus;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportId;
import io.longshore.importing.ImportPhase;
import io.longshore.importing.RoundEnd;
import io.longshore.importing.StoreFailure;
import io.longshore.importing.StoreState;
import io.longshore.importing.Turn;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RunCatalogTest {

    private final CatalogFixture fixture = new CatalogFixture();
    private final Catalog catalog = fixture.catalog;

    @Test
    void withMustSucceedCopiesStayUnseenUntilAllHaveLanded() {
        ImageId image = fixture.queued().id();
        ImportId id = fixture.webDownload(image, true, A, B);
        int epoch = fixture.fetched(id);
        fixture.land(id, epoch, A);
        assertThat(fixture.get(image).locations()).isEmpty();
        assertThat(fixture.get(image).importingTo()).containsExactly(A, B);
        fixture.land(id, epoch, B);
        assertThat(fixture.get(image).status()).isEqualTo(ImageStatus.IMPORTING);

        var ended = catalog.runs().end(id, epoch, ImportEnd.Kind.SETTLED, List.of(), null);

        Image now = fixture.get(image);
        assertThat(now.status()).isEqualTo(ImageStatus.ACTIVE);
        assertThat(now.stores()).containsExactly(A, B);
        assertThat(now.importingTo()).isEmpty();
        assertThat(now.failedImport()).isEmpty();
        assertThat(now.openImport()).isNull();
        assertThat(now.sizeBytes()).isEqualTo(5);
        assertThat(now.virtualSizeBytes()).isEqualTo(5);
        assertThat(now.hashes()).isEqualTo(CatalogFixture.MANIFEST.hashes());
        assertThat(ended.outcome().phase()).isEqualTo(ImportPhase.SUCCEEDED);
        assertThat(ended.leftovers()).isFalse();
        assertThat(catalog.staging().discards("dir")).hasSize(1);
    }

    @Test
    void withMustSucceedOneFailureDisownsTheWhole() {
        ImageId image = fixture.queued().id();
        ImportId id = fixture.webDownload(image, true, A, B, C);
        int epoch = fixture.fetched(id);
        fixture.land(id, epoch, A);
        fixture.attempt(id, epoch, B);

        var ended = catalog.runs().end(id, epoch, ImportEnd.Kind.FAILED, List.of(CatalogFixture.failure(B)), null);

        Image now = fixture.get(image);
        assertThat(now.status()).isEqualTo(ImageStatus.QUEUED);
        assertThat(now.locations()).isEmpty();
        assertThat(now.importingTo()).isEmpty();
        assertThat(now.failedImport()).containsExactly(B);
        assertThat(now.sizeBytes()).isNull();
        assertThat(now.hashes()).isNull();
        assertThat(fixture.reclaim(image)).containsExactly("a", "b");
        assertThat(ended.leftovers()).isTrue();
        assertThat(fixture.states(id))
                .containsExactly(
                        Map.entry(A, StoreState.CANCELLED),
                        Map.entry(B, StoreState.FAILED),
                        Map.entry(C, StoreState.CANCELLED));
        ImportId again = fixture.webDownload(image, true, B);
        assertThat(fixture.get(image).failedImport()).isEmpty();
        assertThat(fixture.row(again).isOpen()).isTrue();
    }

    @Test
    void aFailureBeforeAnyStoreListsAllTargets() {
        ImageId image = fixture.queued().id();
        ImportId id = fixture.webDownload(image, true, A, B);
        int epoch = catalog.runs().begin(id, "run").epoch();
        catalog.runs().end(id, epoch, ImportEnd.Kind.FAILED, List.of(), "source: 404");
        assertThat(fixture.get(image).failedImport()).containsExactly(A, B);
        assertThat(fixture.row(id).reason()).isEqualTo("source: 404");
    }

    @Test
    void withoutMustSucceedEachCopyIsTheImagesAtOnce() {
        ImageId image = fixture.queued().id();
        ImportId id = fixture.webDownload(image, false, A, B, C);
        int epoch = fixture.fetched(id);
        fixture.land(id, epoch, A);
        assertThat(fixture.get(image).status()).isEqualTo(ImageStatus.ACTIVE);
        assertThat(fixture.get(image).stores()).containsExactly(A);
        assertThat(fixture.get(image).importingTo()).containsExactly(B, C);
        catalog.runs().storeFailed(id, epoch, CatalogFixture.failure(B));
        assertThat(fixture.get(image).failedImport()).containsExactly(B);

        var ended = catalog.runs().end(id, epoch, ImportEnd.Kind.CANCELLED, List.of(), "cancelled");

        assertThat(ended.outcome().phase()).isEqualTo(ImportPhase.CANCELLED);
        assertThat(ended.outcome().done()).containsExactly(A);
        Image now = fixture.get(image);
        assertThat(now.status()).isEqualTo(ImageStatus.ACTIVE);
        assertThat(now.failedImport()).containsExactly(B, C);
        assertThat(now.importingTo()).isEmpty();
    }

    /** Its attempt died between the catalog's answer and Temporal's, and no other could be made. */
    @Test
    void aCopyThatHasLandedHasNotFailedWhateverItsRunBelieves() {
        ImageId image = fixture.queued().id();
        ImportId id = fixture.webDownload(image, false, A, B);
        int epoch = fixture.fetched(id);
        fixture.land(id, epoch, A);
        fixture.land(id, epoch, B);
        catalog.runs().storeFailed(id, epoch, CatalogFixture.failure(B));
        catalog.runs().end(id, epoch, ImportEnd.Kind.SETTLED, List.of(CatalogFixture.failure(B)), null);
        assertThat(fixture.get(image).failedImport()).isEmpty();
        assertThat(fixture.row(id).phase()).isEqualTo(ImportPhase.SUCCEEDED);
        assertThat(fixture.row(id).reason()).isNull();
        assertThat(fixture.reclaim(image)).isEmpty();
    }

    @Test
    void withoutMustSucceedNothingLandedIsAFailure() {
        ImageId image = fixture.queued().id();
        ImportId id = fixture.webDownload(image, false, A);
        int epoch = fixture.fetched(id);
        fixture.attempt(id, epoch, A);
        catalog.runs().storeFailed(id, epoch, CatalogFixture.failure(A));
        var ended = catalog.runs().end(id, epoch, ImportEnd.Kind.SETTLED, List.of(CatalogFixture.failure(A)), null);
        assertThat(ended.outcome().phase()).isEqualTo(ImportPhase.FAILED);
        assertThat(fixture.get(image).status()).isEqualTo(ImageStatus.QUEUED);
        assertThat(fixture.reclaim(image)).containsExactly("a");
    }

    @Test
    void aCopyImageNeverTouchesEarlierCopies() {
        ImageId image = fixture.active(A).id();
        ImportId id = fixture.copyImage(image, true, B, C);
        assertThat(fixture.get(image).status()).isEqualTo(ImageStatus.ACTIVE);
        int epoch = catalog.runs().begin(id, "run").epoch();
        fixture.land(id, epoch, B);
        catalog.runs().end(id, epoch, ImportEnd.Kind.FAILED, List.of(CatalogFixture.failure(C)), null);
        Image now = fixture.get(image);
        assertThat(now.stores()).containsExactly(A);
        assertThat(now.status()).isEqualTo(ImageStatus.ACTIVE);
        assertThat(now.hashes()).isEqualTo(CatalogFixture.MANIFEST.hashes());
        assertThat(catalog.manifests().find(image)).contains(CatalogFixture.MANIFEST);
        assertThat(fixture.reclaim(image)).containsExactly("b");
    }

    @Test
    void aRunOfAnOlderEpochIsSuperseded() {
        ImageId image = fixture.queued().id();
        ImportId id = fixture.webDownload(image, true, A);
        int first = catalog.runs().begin(id, "run-1").epoch();
        UploadRow old = fixture.attempt(id, first, A);
        assertThat(catalog.runs().begin(id, "run-1").epoch()).isEqualTo(first);
        int second = catalog.runs().begin(id, "run-2").epoch();
        assertThat(second).isGreaterThan(first);
        CatalogFixture.superseded(() -> catalog.runs().begin(id, "run-1"));
        assertThat(catalog.runs().begin(id, "run-2").epoch())
                .as("who comes late takes nothing over")
                .isEqualTo(second);
        CatalogFixture.superseded(() -> catalog.runs().landed(id, first, CatalogFixture.landing(old, old.attempt())));
        CatalogFixture.superseded(() -> fixture.attempt(id, first, A));
        CatalogFixture.superseded(() -> catalog.runs().storeFailed(id, first, CatalogFixture.failure(A)));
        CatalogFixture.superseded(() -> catalog.runs().end(id, first, ImportEnd.Kind.FAILED, List.of(), "x"));
        assertThat(fixture.row(id).isOpen()).isTrue();
        assertThat(fixture.attempt(id, second, A).id()).isEqualTo(old.id());
    }

    @Test
    void aRunIsToldThatItsImportIsNotThere() {
        ImportId unknown = ImportId.random();
        CatalogFixture.notFound(() -> catalog.runs().begin(unknown, "run-1"));
        CatalogFixture.notFound(() -> catalog.runs().planned(unknown, 1, List.of(), null, "a worker"));
        CatalogFixture.notFound(() -> catalog.runs().endWithoutRun(unknown, "its run is gone"));
        CatalogFixture.notFound(() -> catalog.runs().end(unknown, 1, ImportEnd.Kind.SETTLED, List.of(), null));
    }

    @Test
    void aNewAttemptTakesOverFromTheOldOne() {
        ImageId image = fixture.queued().id();
        ImportId id = fixture.webDownload(image, true, A);
        int epoch = fixture.fetched(id);
        UploadRow first = fixture.attempt(id, epoch, A);
        catalog.uploads().noteDurable(first.id(), first.attempt(), new Durable(Extents.upTo(3), 8, true));
        UploadRow second = fixture.attempt(id, epoch, A);
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.durable()).isEqualTo(new Durable(Extents.upTo(3), 8, true));
        CatalogFixture.superseded(() ->
                catalog.uploads().noteDurable(first.id(), first.attempt(), new Durable(Extents.upTo(4), 8, true)));
        CatalogFixture.superseded(
                () -> catalog.runs().landed(id, epoch, CatalogFixture.landing(first, first.attempt())));
        assertThat(catalog.uploads().owns(first.id(), first.attempt())).isFalse();
        assertThat(catalog.uploads().owns(second.id(), second.attempt())).isTrue();
        catalog.runs().landed(id, epoch, CatalogFixture.landing(second, second.attempt()));
        catalog.runs().landed(id, epoch, CatalogFixture.landing(second, second.attempt()));
        assertThat(fixture.attempt(id, epoch, A).state()).isEqualTo(UploadRow.State.WHOLE);
        assertThat(fixture.row(id).copies().getFirst().attempts())
                .as("a landing that is told twice is one")
                .isEqualTo(1);
    }

    @Test
    void aCopyThatSomebodyDeletedSinceIsNotMadeAgain() {
        ImageId image = fixture.queued().id();
        ImportId id = fixture.webDownload(image, false, A, B);
        int epoch = fixture.fetched(id);
        fixture.land(id, epoch, A);
        UploadRow landed = fixture.attempt(id, epoch, A);
        catalog.images().dropLocation(image, A, any -> {});
        assertThat(fixture.attempt(id, epoch, A))
                .extracting(UploadRow::id, UploadRow::state)
                .containsExactly(landed.id(), UploadRow.State.RECLAIM);
    }

    @Test
    void theEndsOfRoundsStayInViewUntilTheCopyLands() {
        ImageId image = fixture.queued().id();
        ImportId id = fixture.webDownload(image, false, A, B);
        int epoch = fixture.fetched(id);
        Instant next = Instant.parse("2030-01-02T03:04:05Z");
        catalog.runs()
                .noteRound(
                        id, epoch, A, new RoundEnd(2, 10, 3, 9L, "the web", "crc", "a: refused", next.toEpochMilli()));
        catalog.runs()
                .noteRound(id, epoch, A, new RoundEnd(3, 15, 3, null, null, null, "a: reset", next.toEpochMilli()));
        assertThat(fixture.copy(id, A))
                .extracting(
                        ImportRow.Copy::round,
                        ImportRow.Copy::attempts,
                        ImportRow.Copy::totalBytes,
                        ImportRow.Copy::source,
                        ImportRow.Copy::check,
                        ImportRow.Copy::reason,
                        ImportRow.Copy::nextRetryAt)
                .containsExactly(3, 15, 9L, "the web", "crc", "a: reset", next);
        fixture.land(id, epoch, A);
        assertThat(fixture.copy(id, A).round()).as("the one that it landed in").isEqualTo(4);
        fixture.land(id, epoch, B);
        assertThat(fixture.copy(id, B).round()).isEqualTo(1);
    }

    @Test
    void aRoundOfTheFetchIsKeptBesideTheStores() {
        ImportId id = fixture.webDownload(fixture.queued().id(), false, A);
        int epoch = fixture.fetched(id);
        assertThat(fixture.row(id).fetch()).isNull();
        Instant next = Instant.parse("2030-01-02T03:04:05Z");
        catalog.runs()
                .noteFetch(
                        id, epoch, new RoundEnd(1, 5, 3, null, "http://x/", null, "source: 503", next.toEpochMilli()));
        assertThat(fixture.row(id).fetch())
                .extracting(
                        ImportRow.Copy::store,
                        ImportRow.Copy::state,
                        ImportRow.Copy::round,
                        ImportRow.Copy::attempts,
                        ImportRow.Copy::doneBytes,
                        ImportRow.Copy::totalBytes,
                        ImportRow.Copy::reason,
                        ImportRow.Copy::nextRetryAt)
                .containsExactly(StoreId.of("source"), StoreState.RETRYING, 1, 5, 3L, null, "source: 503", next);
        CatalogFixture.superseded(() -> catalog.runs()
                .noteFetch(id, epoch - 1, new RoundEnd(1, 5, 3, null, null, null, "late", next.toEpochMilli())));
    }

    @Test
    void theOutcomeSaysOfWhichKindEachFailureWas() {
        ImportId id = fixture.webDownload(fixture.queued().id(), false, A, B);
        int epoch = fixture.fetched(id);
        catalog.runs().storeFailed(id, epoch, new StoreFailure(A, FailureKind.STORE_FULL, "a: no space left"));
        catalog.imports().cancel(id, "cancelled");
        var ended = catalog.runs().end(id, epoch, ImportEnd.Kind.CANCELLED, List.of(), null);
        assertThat(ended.outcome().failures())
                .extracting(StoreFailure::kind)
                .containsExactly(FailureKind.STORE_FULL, FailureKind.CONFLICT);
    }

    @Test
    void anImportOfWhichEveryStoreWasSkippedSaysSo() {
        ImportId id = fixture.webDownload(fixture.queued().id(), false, A, B);
        int epoch = fixture.fetched(id);
        catalog.imports().skip(id, A);
        catalog.imports().skip(id, B);
        catalog.runs().end(id, epoch, ImportEnd.Kind.SETTLED, List.of(), null);
        assertThat(fixture.row(id).reason()).contains("a: ", "b: ", "skipped");
    }

    @Test
    void anAttemptThatComesLateTakesNothingOver() {
        ImageId image = fixture.queued().id();
        ImportId id = fixture.webDownload(image, true, A);
        int epoch = fixture.fetched(id);
        UploadRow second = begin(id, image, new Turn(epoch, 1, 2));
        CatalogFixture.superseded(() -> begin(id, image, new Turn(epoch, 1, 1)));
        assertThat(catalog.uploads().owns(second.id(), second.attempt())).isTrue();
        UploadRow sentAgain = begin(id, image, new Turn(epoch, 2, 1));
        assertThat(sentAgain.id()).isEqualTo(second.id());
        CatalogFixture.superseded(() -> begin(id, image, new Turn(epoch, 1, 3)));
        assertThat(catalog.uploads().owns(sentAgain.id(), sentAgain.attempt())).isTrue();
        catalog.runs().begin(id, "a run made by a reset");
        UploadRow afterReset = begin(id, image, new Turn(epoch + 1, 1, 1));
        assertThat(afterReset.id()).isEqualTo(second.id());
    }

    private UploadRow begin(ImportId id, ImageId image, Turn turn) {
        return catalog.uploads().beginAttempt(id, turn, A, 1, false, n -> CatalogFixture.url(A, image, n));
    }

    @Test
    void aNewGenerationOrALostUploadGetsAnAddressOfItsOwn() {
        ImageId image = fixture.queued().id();
        ImportId id = fixture.webDownload(image, true, A);
        int epoch = fixture.fetched(id);
        UploadRow first = fixture.attempt(id, epoch, A);
        UploadRow next = catalog.uploads()
                .beginAttempt(id, Turn.first(epoch), A, 2, false, n -> CatalogFixture.url(A, image, n));
        UploadRow anew =
                catalog.uploads().beginAttempt(id, Turn.first(epoch), A, 2, true, n -> CatalogFixture.url(A, image, n));
        assertThat(List.of(first.url().value(), next.url().value(), anew.url().value()))
                .containsExactly("file:///a/" + image, "file:///a/" + image + ".2", "file:///a/" + image + ".3");
        assertThat(fixture.reclaim(image)).containsExactly("a", "a");
    }

    @Test
    void theReconcilerSeesWhatNeedsARun() {
        ImportId id = fixture.webDownload(fixture.queued().id(), true, A);
        assertThat(catalog.runs().notStarted(java.time.Duration.ZERO)).hasSize(1);
        assertThat(catalog.runs().notStarted(java.time.Duration.ofHours(1))).isEmpty();
        catalog.runs().started(id);
        assertThat(catalog.runs().notStarted(java.time.Duration.ZERO)).isEmpty();
        assertThat(catalog.runs().running(java.time.Duration.ZERO)).hasSize(1);
        assertThat(catalog.runs().endWithoutRun(id, "the run was terminated")).isTrue();
        assertThat(catalog.runs().endWithoutRun(id, "the run was terminated")).isFalse();
        assertThat(catalog.runs().running(java.time.Duration.ZERO)).isEmpty();
    }
}
