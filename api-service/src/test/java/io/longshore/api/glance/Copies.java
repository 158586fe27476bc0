package io.longshore.api.glance;

import io.longshore.catalog.Catalog;
import io.longshore.catalog.ImportCatalog;
import io.longshore.catalog.ImportEnd;
import io.longshore.catalog.Landing;
import io.longshore.catalog.UploadRow;
import io.longshore.image.ContentHashes;
import io.longshore.image.ContentManifest;
import io.longshore.image.ImageId;
import io.longshore.image.ImageStatus;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportId;
import io.longshore.importing.ImportMethod;
import io.longshore.importing.ImportRequest;
import io.longshore.importing.Turn;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Copies of images as uploads and imports leave them in the catalog; their stores know nothing of them. */
record Copies(Catalog catalog) {

    static final String MD5 = "d41d8cd98f00b204e9800998ecf8427e";
    static final String SHA512 = "ab".repeat(64);

    /** Gives a queued image five bytes. */
    void store(String image, String... stores) {
        ImageId id = ImageId.of(image);
        UUID writer = UUID.randomUUID();
        catalog.images().beginWriting(id, ImageStatus.SAVING, writer, ignored -> {});
        UploadRow upload = catalog.uploads().beginPut(id, writer, StoreId.of(stores[0]), nth -> url(stores[0], id));
        var manifest = new ContentManifest(5, new int[] {7}, new ContentHashes(MD5, SHA512));
        catalog.uploads().finishPut(id, writer, upload.id(), manifest, 5L);
        String[] more = Arrays.copyOfRange(stores, 1, stores.length);
        if (more.length > 0) {
            ImportId copy = copy(image, false, more);
            Arrays.stream(more).forEach(store -> land(copy, id, store));
            catalog.runs().end(copy, 1, ImportEnd.Kind.SETTLED, List.of(), null);
        }
    }

    /** Accepts a copy-image that nobody runs. */
    ImportId copy(String image, boolean must, String... stores) {
        var request = new ImportRequest(
                ImportId.random(),
                ImageId.of(image),
                new ImportMethod.CopyImage(),
                Arrays.stream(stores).map(StoreId::of).toList(),
                must,
                "project",
                "user",
                "req-1");
        catalog.imports()
                .accept(request.imageId(), state -> Optional.of(new ImportCatalog.Acceptance(request, "t", "{}")));
        catalog.runs().begin(request.id(), "run");
        return request.id();
    }

    void land(ImportId copy, ImageId id, String store) {
        UploadRow upload =
                catalog.uploads().beginAttempt(copy, Turn.first(1), StoreId.of(store), 1, false, nth -> url(store, id));
        catalog.runs()
                .landed(
                        copy,
                        1,
                        new Landing(StoreId.of(store), upload.id(), upload.attempt(), 1, 5, "fast", "size", 5, null));
    }

    private static ObjectUrl url(String store, ImageId id) {
        return ObjectUrl.of("file:///" + store + "/" + id);
    }
}
