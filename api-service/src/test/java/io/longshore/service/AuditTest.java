package io.longshore.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.catalog.Catalog;
import io.longshore.catalog.NewImage;
import io.longshore.catalog.TestDatabase;
import io.longshore.image.ImageId;
import io.longshore.image.ImageStatus;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.image.Visibility;
import io.longshore.store.MemoryStore;
import io.longshore.store.Store;
import io.longshore.store.StoreRegistry;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What stores hold that nobody knows is told, and stays. */
final class AuditTest {

    private final Catalog catalog = TestDatabase.create().catalog();
    private final MemoryStore known = new MemoryStore("known");
    private final MemoryStore shared = new MemoryStore("shared");
    private final Audit audit = new Audit(catalog, new StoreRegistry(List.of(known, shared), StoreId.of("known")));

    @Test
    void onlyWhatNoUploadIsKnownByIsTold() {
        stored(known, uploadOf(known));
        stored(shared, uploadOf(shared));
        assertThat(audit.look()).isEmpty();

        ObjectUrl strange = shared.place(ImageId.random(), 1, OptionalLong.of(0));
        stored(shared, strange);
        Map<StoreId, Audit.Strangers> found = audit.look();
        assertThat(found).containsOnlyKeys(StoreId.of("shared"));
        assertThat(found.get(StoreId.of("shared"))).isEqualTo(new Audit.Strangers(1, 0, List.of(strange)));
        assertThat(shared.addresses()).contains(strange);
        assertThat(audit.look()).isEqualTo(found);
    }

    private ObjectUrl uploadOf(Store store) {
        ImageId image = ImageId.random();
        UUID writer = UUID.randomUUID();
        catalog.images()
                .create(new NewImage(
                        image,
                        null,
                        Visibility.PRIVATE,
                        false,
                        false,
                        "project",
                        0,
                        0,
                        null,
                        null,
                        Set.of(),
                        Map.of()));
        catalog.images().beginWriting(image, ImageStatus.SAVING, writer, ignored -> {});
        return catalog.uploads()
                .beginPut(image, writer, store.describe().id(), nth -> store.place(image, nth, OptionalLong.of(0)))
                .url();
    }

    private static void stored(Store store, ObjectUrl url) {
        store.begin(url, OptionalLong.of(0)).complete(0);
    }
}
