package io.longshore.catalog;

import static io.longshore.catalog.CatalogFixture.A;
import static io.longshore.catalog.CatalogFixture.B;
import static io.longshore.catalog.CatalogFixture.C;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.FailureKind;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ImageStatus;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportId;
import io.longshore.importing.ImportPhase;
import io.longshore.importing.StoreFailure;
import io.longshore.importing.StoreState;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class ImportCatalogTest {

    private final CatalogFixture fixture = new CatalogFixture();
    private final Catalog catalog = fixture.catalog;

    @Test
    void acceptanceShowsTheImportOnTheImage() {
        Image image = fixture.queued();
        ImportId id = fixture.webDownload(image.id(), true, B, A);
        Image now = fixture.get(image.id());
        assertThat(now.status()).isEqualTo(ImageStatus.IMPORTING);
        assertThat(now.importingTo()).containsExactly(A, B);
        assertThat(now.failedImport()).isEmpty();
        assertThat(now.openImport()).isEqualTo(id.value());
    }

    @Test
    void ofManyAtOnceExactlyOneIsAccepted() throws Exception {
        ImageId image = fixture.queued().id();
        var refused = new AtomicInteger();
        try (var pool = Executors.newFixedThreadPool(8)) {
            List<Callable<Boolean>> requests = IntStream.range(0, 8)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        try {
                            catalog.imports().accept(image, state -> {
                                if (state.image().openImport() != null) {
                                    throw new ImageException(FailureKind.CONFLICT, "open");
                                }
                                return java.util.Optional.of(new ImportCatalog.Acceptance(
                                        new io.longshore.importing.ImportRequest(
                                                ImportId.random(),
                                                image,
                                                new io.longshore.importing.ImportMethod.WebDownload("http://e/"),
                                                List.of(A),
                                                true,
                                                "p",
                                                "u",
                                                "r"),
                                        "t",
                                        "{}"));
                            });
                            return true;
                        } catch (ImageException e) {
                            refused.incrementAndGet();
                            return false;
                        }
                    })
                    .toList();
            long accepted =
                    pool.invokeAll(requests).stream().filter(f -> f.resultNow()).count();
            assertThat(accepted).isEqualTo(1);
        }
        assertThat(refused).hasValue(7);
    }

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

        var ended = catalog.runs().end(id, epoch, ImportEnd.Kind.FAILED, List.of(failure(B)), null);

        Image now = fixture.get(image);
        assertThat(now.status()).isEqualTo(ImageStatus.QUEUED);
        assertThat(now.locations()).isEmpty();
        assertThat(now.importingTo()).isEmpty();
        assertThat(now.failedImport()).containsExactly(B);
        assertThat(now.sizeBytes()).isNull();
        assertThat(now.hashes()).isNull();
        assertThat(fixture.reclaim(image)).containsExactly("a", "b");
        assertThat(ended.leftovers()).isTrue();
        assertThat(states(id))
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
        catalog.runs().storeFailed(id, epoch, failure(B));
        assertThat(fixture.get(image).failedImport()).containsExactly(B);

        var ended = catalog.runs().end(id, epoch, ImportEnd.Kind.CANCELLED, List.of(), "cancelled");

        assertThat(ended.outcome().phase()).isEqualTo(ImportPhase.CANCELLED);
        assertThat(ended.outcome().done()).containsExactly(A);
        Image now = fixture.get(image);
        assertThat(now.status()).isEqualTo(ImageStatus.ACTIVE);
        assertThat(now.failedImport()).containsExactly(B, C);
        assertThat(now.importingTo()).isEmpty();
    }

    @Test
    void withoutMustSucceedNothingLandedIsAFailure() {
        ImageId image = fixture.queued().id();
        ImportId id = fixture.webDownload(image, false, A);
        int epoch = fixture.fetched(id);
        fixture.attempt(id, epoch, A);
        catalog.runs().storeFailed(id, epoch, failure(A));
        var ended = catalog.runs().end(id, epoch, ImportEnd.Kind.SETTLED, List.of(failure(A)), null);
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
        catalog.runs().end(id, epoch, ImportEnd.Kind.FAILED, List.of(failure(C)), null);
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
        superseded(() -> catalog.runs().landed(id, first, old.id(), old.attempt(), A, 5, "s", "c"));
        superseded(() -> fixture.attempt(id, first, A));
        superseded(() -> catalog.runs().storeFailed(id, first, failure(A)));
        superseded(() -> catalog.runs().end(id, first, ImportEnd.Kind.FAILED, List.of(), "x"));
        assertThat(fixture.row(id).isOpen()).isTrue();
        assertThat(fixture.attempt(id, second, A).id()).isEqualTo(old.id());
    }

    @Test
    void aNewAttemptTakesOverFromTheOldOne() {
        ImageId image = fixture.queued().id();
        ImportId id = fixture.webDownload(image, true, A);
        int epoch = fixture.fetched(id);
        UploadRow first = fixture.attempt(id, epoch, A);
        catalog.uploads().noteDurable(first.id(), first.attempt(), 3);
        UploadRow second = fixture.attempt(id, epoch, A);
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.durableBytes()).isEqualTo(3);
        superseded(() -> catalog.uploads().noteDurable(first.id(), first.attempt(), 4));
        superseded(() -> catalog.runs().landed(id, epoch, first.id(), first.attempt(), A, 5, "s", "c"));
        assertThat(catalog.uploads().owns(first.id(), first.attempt())).isFalse();
        assertThat(catalog.uploads().owns(second.id(), second.attempt())).isTrue();
        catalog.runs().landed(id, epoch, second.id(), second.attempt(), A, 5, "s", "c");
        catalog.runs().landed(id, epoch, second.id(), second.attempt(), A, 5, "s", "c");
        assertThat(fixture.attempt(id, epoch, A).state()).isEqualTo(UploadRow.State.WHOLE);
    }

    @Test
    void aNewGenerationOrALostUploadGetsAnAddressOfItsOwn() {
        ImageId image = fixture.queued().id();
        ImportId id = fixture.webDownload(image, true, A);
        int epoch = fixture.fetched(id);
        UploadRow first = fixture.attempt(id, epoch, A);
        UploadRow next = catalog.uploads().beginAttempt(id, epoch, A, 2, false, n -> CatalogFixture.url(A, image, n));
        UploadRow anew = catalog.uploads().beginAttempt(id, epoch, A, 2, true, n -> CatalogFixture.url(A, image, n));
        assertThat(List.of(first.url().value(), next.url().value(), anew.url().value()))
                .containsExactly("file:///a/" + image, "file:///a/" + image + ".2", "file:///a/" + image + ".3");
        assertThat(fixture.reclaim(image)).containsExactly("a", "a");
    }

    @Test
    void cancelEndsAtOnceAndTheRunLearnsIt() {
        ImageId image = fixture.queued().id();
        ImportId id = fixture.webDownload(image, true, A, B);
        int epoch = fixture.fetched(id);
        fixture.land(id, epoch, A);
        catalog.imports().cancel(id, "cancelled by an operator");
        assertThat(fixture.get(image).status()).isEqualTo(ImageStatus.QUEUED);
        assertThat(fixture.get(image).failedImport()).containsExactly(A, B);
        assertThat(catalog.runs().words(id).over()).isEqualTo("cancelled by an operator");
        superseded(() -> fixture.attempt(id, epoch, B));
        var ended = catalog.runs().end(id, epoch, ImportEnd.Kind.CANCELLED, List.of(), "again");
        assertThat(ended.outcome().phase()).isEqualTo(ImportPhase.CANCELLED);
        assertThat(ended.leftovers()).isTrue();
        conflict(() -> catalog.imports().cancel(id, "twice"));
    }

    @Test
    void skipAndRetry() {
        ImageId image = fixture.queued().id();
        ImportId must = fixture.webDownload(image, true, A, B);
        conflict(() -> catalog.imports().skip(must, A));
        catalog.imports().cancel(must, "x");
        ImportId id = fixture.webDownload(image, false, A, B);
        int epoch = fixture.fetched(id);
        catalog.runs()
                .noteRound(id, epoch, A, 2, 7, 3, "a: refused", Instant.now().plusSeconds(60));
        assertThat(copy(id, A).state()).isEqualTo(StoreState.RETRYING);
        assertThat(copy(id, A).attempts()).isEqualTo(7);
        catalog.imports().retry(id, A);
        assertThat(catalog.runs().words(id).retries()).isEqualTo(Map.of(A, 1));
        catalog.imports().skip(id, A);
        assertThat(catalog.runs().words(id).skipped()).containsExactly(A);
        assertThat(fixture.get(image).failedImport()).containsExactly(A);
        assertThat(fixture.get(image).importingTo()).containsExactly(B);
        conflict(() -> catalog.imports().skip(id, A));
        conflict(() -> catalog.imports().retry(id, A));
        assertThatThrownBy(() -> catalog.imports().retry(id, C))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.NOT_FOUND));
        fixture.land(id, epoch, B);
        catalog.runs().end(id, epoch, ImportEnd.Kind.SETTLED, List.of(), null);
        assertThat(fixture.row(id).phase()).isEqualTo(ImportPhase.SUCCEEDED);
        assertThat(fixture.get(image).failedImport()).containsExactly(A);
        conflict(() -> catalog.imports().retry(id, B));
    }

    @Test
    void deletingTheImageEndsItsImport() {
        ImageId image = fixture.queued().id();
        ImportId id = fixture.webDownload(image, true, A, B);
        int epoch = fixture.fetched(id);
        fixture.land(id, epoch, A);
        assertThat(catalog.images().delete(image, i -> {}).openImport()).isEqualTo(id);
        assertThat(catalog.images().find(image)).isEmpty();
        assertThat(catalog.runs().words(id).over()).isEqualTo("image deleted");
        assertThat(fixture.row(id).phase()).isEqualTo(ImportPhase.CANCELLED);
        superseded(() -> fixture.attempt(id, epoch, B));
        var ended = catalog.runs().end(id, epoch, ImportEnd.Kind.CANCELLED, List.of(), null);
        assertThat(ended.leftovers()).isTrue();
        catalog.uploads().reclaimList(image).forEach(u -> catalog.uploads().gone(u.id()));
        assertThat(fixture.reclaim(image)).isEmpty();
        assertThatThrownBy(() -> catalog.images().delete(image, i -> {}))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.NOT_FOUND));
    }

    @Test
    void changesDuringAnImportLoseNothing() {
        ImageId image = fixture.queued().id();
        ImportId id = fixture.webDownload(image, false, A, B);
        int epoch = fixture.fetched(id);
        fixture.land(id, epoch, A);
        catalog.images().change(image, before -> {
            return new Image(
                    before.id(),
                    "renamed",
                    before.status(),
                    before.visibility(),
                    false,
                    false,
                    before.owner(),
                    null,
                    null,
                    null,
                    1,
                    1,
                    before.diskFormat(),
                    before.containerFormat(),
                    before.createdAt(),
                    before.updatedAt(),
                    before.tags(),
                    Map.of("k", "v"),
                    null,
                    null,
                    null,
                    List.of());
        });
        Image now = fixture.get(image);
        assertThat(now.name()).isEqualTo("renamed");
        assertThat(now.stores()).containsExactly(A);
        assertThat(now.importingTo()).containsExactly(B);
        assertThat(now.hashes()).isNotNull();
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

    @Test
    void everyChangeIsAnnouncedInOrder() {
        ImageId image = fixture.queued().id();
        ImportId id = fixture.webDownload(image, true, A);
        int epoch = fixture.fetched(id);
        fixture.land(id, epoch, A);
        catalog.runs().end(id, epoch, ImportEnd.Kind.SETTLED, List.of(), null);
        var types = new java.util.ArrayList<String>();
        assertThat(catalog.events().announce(100, e -> types.add(e.type()))).isEqualTo(types.size());
        assertThat(types)
                .containsSubsequence("image.create", "image.prepare", "image.upload", "image.activate", "image.update");
        assertThat(catalog.events().announce(100, e -> types.add(e.type()))).isZero();
    }

    private static StoreFailure failure(StoreId store) {
        return new StoreFailure(store, FailureKind.STORE_FULL, store + ": full");
    }

    private ImportRow.Copy copy(ImportId id, StoreId store) {
        return fixture.row(id).copies().stream()
                .filter(c -> c.store().equals(store))
                .findFirst()
                .orElseThrow();
    }

    private Map<StoreId, StoreState> states(ImportId id) {
        Map<StoreId, StoreState> states = new LinkedHashMap<>();
        fixture.row(id).copies().forEach(c -> states.put(c.store(), c.state()));
        return states;
    }

    private static void superseded(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.SUPERSEDED));
    }

    private static void conflict(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.CONFLICT));
    }
}
