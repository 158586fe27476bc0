package io.longshore.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.ContainerFormat;
import io.longshore.image.ContentHashes;
import io.longshore.image.ContentManifest;
import io.longshore.image.DiskFormat;
import io.longshore.image.FailureKind;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ImageStatus;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.image.Visibility;
import io.longshore.importing.CopyPlan;
import io.longshore.importing.CopyWay;
import io.longshore.importing.ImportId;
import io.longshore.importing.ImportMethod;
import io.longshore.importing.ImportRequest;
import io.longshore.importing.StagingPlace;
import io.longshore.importing.StoreFailure;
import io.longshore.importing.StoreState;
import io.longshore.importing.Turn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Images and imports in a real catalog, in a few words. */
final class CatalogFixture {

    static final StoreId A = StoreId.of("a");
    static final StoreId B = StoreId.of("b");
    static final StoreId C = StoreId.of("c");
    static final StagingPlace PLACE = new StagingPlace("dir", "host");
    static final ContentManifest MANIFEST = new ContentManifest(5, new int[] {7}, new ContentHashes("md5", "sha512"));

    final Catalog catalog;
    private String project = "project";

    CatalogFixture() {
        this(TestDatabase.create());
    }

    CatalogFixture(TestDatabase database) {
        catalog = database.catalog();
    }

    Image queued() {
        return catalog.images()
                .create(new NewImage(
                        ImageId.random(),
                        "image",
                        Visibility.SHARED,
                        false,
                        false,
                        "project",
                        0,
                        0,
                        DiskFormat.RAW,
                        ContainerFormat.BARE,
                        Set.of(),
                        Map.of()));
    }

    /** An image whose only copy is in {@code store}, as PUT /file leaves it. */
    Image active(StoreId store) {
        ImageId id = queued().id();
        UUID writer = UUID.randomUUID();
        catalog.images().beginWriting(id, ImageStatus.SAVING, writer, image -> {});
        UploadRow upload = catalog.uploads().beginPut(id, writer, store, nth -> url(store, id, nth));
        catalog.uploads().finishPut(id, writer, upload.id(), MANIFEST, 5L);
        return get(id);
    }

    /** An image as PUT /stage leaves it. */
    Image staged() {
        ImageId id = queued().id();
        UUID writer = UUID.randomUUID();
        catalog.images().beginWriting(id, ImageStatus.UPLOADING, writer, image -> {});
        StagedRow staged = catalog.staging().beginWriting(id, writer, PLACE);
        catalog.staging().finishWriting(id, writer, staged.generation(), MANIFEST, 5L);
        return get(id);
    }

    Image get(ImageId id) {
        return catalog.images().find(id).orElseThrow();
    }

    static ObjectUrl url(StoreId store, ImageId image, int nth) {
        return ObjectUrl.of("file:///" + store + "/" + image + (nth == 1 ? "" : "." + nth));
    }

    ImportId webDownload(ImageId image, boolean must, StoreId... targets) {
        return accept(image, new ImportMethod.WebDownload("http://example.org/i"), must, targets);
    }

    ImportId glanceDirect(ImageId image, boolean must, StoreId... targets) {
        return accept(image, new ImportMethod.GlanceDirect(), must, targets);
    }

    ImportId copyImage(ImageId image, boolean must, StoreId... targets) {
        return accept(image, new ImportMethod.CopyImage(), must, targets);
    }

    /** Those that are accepted from here on are of {@code project}. */
    void actAs(String project) {
        this.project = project;
    }

    private ImportId accept(ImageId image, ImportMethod method, boolean must, StoreId... targets) {
        var request =
                new ImportRequest(ImportId.random(), image, method, List.of(targets), must, project, "user", "req-1");
        return catalog.imports()
                .accept(image, state -> Optional.of(new ImportCatalog.Acceptance(request, "title", "{}")))
                .orElseThrow()
                .id();
    }

    /** The run is known, and has its plan: all copies staged. */
    int planned(ImportId id) {
        int epoch = catalog.runs().begin(id, "run-1").epoch();
        catalog.staging().beginFetch(id, epoch, PLACE);
        List<CopyPlan> copies = row(id).copies().stream()
                .map(copy -> new CopyPlan(copy.store(), CopyWay.STAGED, List.of(), "staged"))
                .toList();
        catalog.runs().planned(id, epoch, copies, PLACE, null);
        return epoch;
    }

    /** Everything up to the copies: run known, fetched, sealed. */
    int fetched(ImportId id) {
        int epoch = catalog.runs().begin(id, "run-1").epoch();
        StagedRow staged = catalog.staging().beginFetch(id, epoch, PLACE);
        catalog.staging().sealed(id, epoch, staged.generation(), MANIFEST, 5L);
        return epoch;
    }

    UploadRow attempt(ImportId id, int epoch, StoreId store) {
        return catalog.uploads()
                .beginAttempt(
                        id,
                        Turn.first(epoch),
                        store,
                        1,
                        false,
                        nth -> url(store, row(id).request().imageId(), nth));
    }

    static Landing landing(UploadRow upload, int attempt) {
        return new Landing(upload.store(), upload.id(), attempt, 1, 5, "staging", "size", 5, null);
    }

    UploadRow land(ImportId id, int epoch, StoreId store) {
        UploadRow upload = attempt(id, epoch, store);
        catalog.runs().landed(id, epoch, landing(upload, upload.attempt()));
        return upload;
    }

    ImportRow row(ImportId id) {
        return catalog.imports().find(id).orElseThrow();
    }

    /** Which copies are on the reclaim list, as {@code store nth} words. */
    List<String> reclaim(ImageId image) {
        return catalog.uploads().reclaimList(image).stream()
                .map(u -> u.store().value())
                .sorted()
                .toList();
    }

    static StoreFailure failure(StoreId store) {
        return new StoreFailure(store, FailureKind.STORE_FULL, store + ": full");
    }

    ImportRow.Copy copy(ImportId id, StoreId store) {
        return row(id).copies().stream()
                .filter(c -> c.store().equals(store))
                .findFirst()
                .orElseThrow();
    }

    Map<StoreId, StoreState> states(ImportId id) {
        Map<StoreId, StoreState> states = new LinkedHashMap<>();
        row(id).copies().forEach(c -> states.put(c.store(), c.state()));
        return states;
    }

    static void superseded(ThrowingCallable call) {
        fails(FailureKind.SUPERSEDED, call);
    }

    static void conflict(ThrowingCallable call) {
        fails(FailureKind.CONFLICT, call);
    }

    static void notFound(ThrowingCallable call) {
        fails(FailureKind.NOT_FOUND, call);
    }

    private static void fails(FailureKind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
