package io.longshore.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.catalog.Catalog;
import io.longshore.catalog.NewImage;
import io.longshore.catalog.TestDatabase;
import io.longshore.catalog.UploadRow;
import io.longshore.image.ContainerFormat;
import io.longshore.image.DiskFormat;
import io.longshore.image.ImageId;
import io.longshore.image.ImageStatus;
import io.longshore.image.StoreId;
import io.longshore.image.Visibility;
import io.longshore.store.MemoryStore;
import io.longshore.store.StoreRegistry;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** What is deleted of an upload that nobody finished, and when it is looked for again. */
final class ReclaimerTest {

    private static final StoreId STORE = StoreId.of("memory");

    private final TestDatabase database = TestDatabase.create();
    private final Catalog catalog = database.catalog();
    private final MemoryStore store = new MemoryStore(STORE.value());
    private final Reclaimer reclaimer = new Reclaimer(catalog, new StoreRegistry(List.of(store), STORE));

    @Test
    void whatArrivesAfterItsUploadWasDeletedIsFoundAtASecondLookAndNotLookedForEver() {
        UploadRow upload = abandoned();
        assertThat(pass(upload).deleted()).isEqualTo(1);

        arrive(upload);
        assertThat(pass(upload).deleted()).isZero();
        assertThat(store.addresses()).hasSize(1);

        tenMinutesPass();
        assertThat(pass(upload).left()).isEmpty();
        assertThat(store.addresses()).isEmpty();

        arrive(upload);
        tenMinutesPass();
        pass(upload);
        assertThat(store.addresses()).hasSize(1);
    }

    @Test
    void aStoreThatFailsAtTheSecondLookIsAskedAgainLater() {
        UploadRow upload = abandoned();
        pass(upload);
        arrive(upload);
        tenMinutesPass();
        Reclaimer without =
                new Reclaimer(catalog, new StoreRegistry(List.of(new MemoryStore("other")), StoreId.of("other")));
        assertThat(without.pass(upload.imageId(), () -> {}).left()).isEmpty();
        pass(upload);
        assertThat(store.addresses()).hasSize(1);
        tenMinutesPass();
        pass(upload);
        assertThat(store.addresses()).isEmpty();
    }

    @Test
    void roomIsMadeInOneStoreAlone() {
        UploadRow upload = abandoned();
        assertThat(reclaimer
                        .passOf(StoreId.of("other"), upload.imageId(), () -> {})
                        .deleted())
                .isZero();
        assertThat(store.addresses()).hasSize(1);
        assertThat(reclaimer.passOf(STORE, upload.imageId(), () -> {}).deleted())
                .isEqualTo(1);
        assertThat(store.addresses()).isEmpty();
        assertThat(catalog.uploads().reclaimList(upload.imageId())).isEmpty();
    }

    private Reclaimer.Pass pass(UploadRow upload) {
        return reclaimer.pass(upload.imageId(), () -> {});
    }

    /** An upload whose writer is gone. */
    private UploadRow abandoned() {
        ImageId image = ImageId.random();
        catalog.images()
                .create(new NewImage(
                        image,
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
        UUID writer = UUID.randomUUID();
        catalog.images().beginWriting(image, ImageStatus.SAVING, writer, i -> {});
        UploadRow upload =
                catalog.uploads().beginPut(image, writer, STORE, nth -> store.place(image, nth, OptionalLong.empty()));
        arrive(upload);
        change("update images set writer_lease = writer_lease - interval '10 minutes'");
        assertThat(catalog.images().abandonExpiredWriters()).containsExactly(image);
        return upload;
    }

    private void arrive(UploadRow upload) {
        store.begin(upload.url(), OptionalLong.empty()).close();
    }

    private void tenMinutesPass() {
        change("update uploads set updated_at = updated_at - interval '10 minutes'");
    }

    private void change(String statement) {
        Jdbi.create(database.dataSource()).useHandle(handle -> handle.execute(statement));
    }
}
