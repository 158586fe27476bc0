package io.longshore.catalog;

import static io.longshore.catalog.CatalogFixture.A;
import static io.longshore.catalog.CatalogFixture.B;
import static io.longshore.catalog.CatalogFixture.C;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.DiskFormat;
import io.longshore.image.FailureKind;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ImageStatus;
import io.longshore.importing.ImportId;
import io.longshore.importing.ImportPhase;
import io.longshore.importing.RoundEnd;
import io.longshore.importing.StoreState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
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
    void cancelEndsAtOnceAndTheRunLearnsIt() {
        ImageId image = fixture.queued().id();
        ImportId id = fixture.webDownload(image, true, A, B);
        int epoch = fixture.fetched(id);
        fixture.land(id, epoch, A);
        catalog.imports().cancel(id, "cancelled by an operator");
        assertThat(fixture.get(image).status()).isEqualTo(ImageStatus.QUEUED);
        assertThat(fixture.get(image).failedImport()).containsExactly(A, B);
        assertThat(catalog.runs().words(id).over()).isEqualTo("cancelled by an operator");
        CatalogFixture.superseded(() -> fixture.attempt(id, epoch, B));
        var ended = catalog.runs().end(id, epoch, ImportEnd.Kind.CANCELLED, List.of(), "again");
        assertThat(ended.outcome().phase()).isEqualTo(ImportPhase.CANCELLED);
        assertThat(ended.leftovers()).isTrue();
        CatalogFixture.conflict(() -> catalog.imports().cancel(id, "twice"));
    }

    @Test
    void skipAndRetry() {
        ImageId image = fixture.queued().id();
        ImportId must = fixture.webDownload(image, true, A, B);
        CatalogFixture.conflict(() -> catalog.imports().skip(must, A));
        catalog.imports().cancel(must, "x");
        ImportId id = fixture.webDownload(image, false, A, B);
        int epoch = fixture.fetched(id);
        Instant next = Instant.now().plusSeconds(60);
        catalog.runs()
                .noteRound(id, epoch, A, new RoundEnd(2, 7, 3, 9L, "the web", null, "a: refused", next.toEpochMilli()));
        assertThat(fixture.copy(id, A).state()).isEqualTo(StoreState.RETRYING);
        assertThat(fixture.copy(id, A).attempts()).isEqualTo(7);
        catalog.imports().retry(id, A);
        assertThat(catalog.runs().words(id).retries()).isEqualTo(Map.of(A, 1));
        catalog.imports().skip(id, A);
        assertThat(catalog.runs().words(id).skipped()).containsExactly(A);
        assertThat(fixture.get(image).failedImport()).containsExactly(A);
        assertThat(fixture.get(image).importingTo()).containsExactly(B);
        CatalogFixture.conflict(() -> catalog.imports().skip(id, A));
        CatalogFixture.conflict(() -> catalog.imports().retry(id, A));
        assertThatThrownBy(() -> catalog.imports().retry(id, C))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.NOT_FOUND));
        fixture.land(id, epoch, B);
        catalog.runs().end(id, epoch, ImportEnd.Kind.SETTLED, List.of(), null);
        assertThat(fixture.row(id).phase()).isEqualTo(ImportPhase.SUCCEEDED);
        assertThat(fixture.get(image).failedImport()).containsExactly(A);
        CatalogFixture.conflict(() -> catalog.imports().retry(id, B));
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
        CatalogFixture.superseded(() -> fixture.attempt(id, epoch, B));
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

    /** Whatever it was called while its bytes came. */
    @Test
    void theDiskInsideIsMeasuredByTheFormatThatAnActiveImageHas() {
        for (boolean must : List.of(true, false)) {
            assertThat(activeAfter("raw", "qcow2", must).virtualSizeBytes()).isNull();
            assertThat(activeAfter("qcow2", "raw", must).virtualSizeBytes()).isEqualTo(5);
            assertThat(activeAfter("raw", "raw", must).virtualSizeBytes()).isEqualTo(5);
        }
    }

    private Image activeAfter(String fetchedAs, String called, boolean must) {
        ImageId image = fixture.queued().id();
        call(image, fetchedAs);
        ImportId id = fixture.webDownload(image, must, A);
        int epoch = catalog.runs().begin(id, "run-1").epoch();
        StagedRow staged = catalog.staging().beginFetch(id, epoch, CatalogFixture.PLACE);
        Long measured = fetchedAs.equals("raw") ? 5L : null;
        catalog.staging().sealed(id, epoch, staged.generation(), CatalogFixture.MANIFEST, measured);
        call(image, called);
        fixture.land(id, epoch, A);
        catalog.runs().end(id, epoch, ImportEnd.Kind.SETTLED, List.of(), null);
        assertThat(fixture.get(image).status()).isEqualTo(ImageStatus.ACTIVE);
        return fixture.get(image);
    }

    private void call(ImageId image, String format) {
        catalog.images()
                .change(
                        image,
                        i -> new Image(
                                i.id(),
                                i.name(),
                                i.status(),
                                i.visibility(),
                                false,
                                false,
                                i.owner(),
                                null,
                                null,
                                null,
                                0,
                                0,
                                DiskFormat.of(format),
                                i.containerFormat(),
                                i.createdAt(),
                                i.updatedAt(),
                                i.tags(),
                                i.properties(),
                                null,
                                null,
                                null,
                                List.of()));
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
}
