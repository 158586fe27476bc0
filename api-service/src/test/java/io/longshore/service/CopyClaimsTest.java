package io.longshore.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.glance.NamedStore;
import io.longshore.catalog.Catalog;
import io.longshore.catalog.NewImage;
import io.longshore.catalog.TestDatabase;
import io.longshore.catalog.UploadRow;
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
import io.longshore.store.StoreRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A claim lives as long as its deletion may still be made, and no longer. */
final class CopyClaimsTest {

    private static final StoreId STORE = StoreId.of("fast");
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Catalog catalog = TestDatabase.create().catalog();
    private final NamedStore store = new NamedStore("fast", "", 0);
    private final StoreRegistry stores = new StoreRegistry(List.of(store), STORE);
    private final Image image = active();

    @Test
    void whatASlowStoreClaimsTooLateIsGivenBackWhenTheDeletionWasNotMade() {
        store.slow = new CountDownLatch(1);
        assertThatThrownBy(() -> during(Duration.ofMillis(1), CopyClaimsTest::refused))
                .hasMessage("refused");
        assertThat(claims()).hasSize(1);
        store.slow.countDown();
        long end = System.nanoTime() + LONG.toNanos();
        while (!claims().isEmpty() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(claims()).isEmpty();
        assertThat(store.claimed).isEmpty();
    }

    @Test
    void whatADeadProcessClaimedIsGivenBackAfterAWhile() {
        assertThatThrownBy(() -> during(LONG, () -> {
                    throw new AssertionError("dies");
                }))
                .hasMessage("dies");
        var another = new CopyClaims(catalog, stores);
        another.giveBackForgotten(LONG);
        assertThat(store.claimed).as("its deletion may still be made").hasSize(1);
        another.giveBackForgotten(Duration.ZERO);
        assertThat(store.claimed).isEmpty();
        assertThat(claims()).isEmpty();
    }

    @Test
    void whatIsDeletedStaysClaimed() {
        during(LONG, () -> catalog.images().delete(image.id(), i -> {}));
        new CopyClaims(catalog, stores).giveBackForgotten(Duration.ZERO);
        assertThat(store.claimed).hasSize(1);
    }

    private <T> T during(Duration patience, Supplier<T> deletion) {
        return new CopyClaims(catalog, stores, patience).during(image.id(), image.locations(), deletion);
    }

    private static Object refused() {
        throw new ImageException(FailureKind.FORBIDDEN, "refused");
    }

    private List<?> claims() {
        return catalog.claims().olderThan(Duration.ZERO);
    }

    private Image active() {
        ImageId id = ImageId.random();
        catalog.images()
                .create(new NewImage(
                        id,
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
        catalog.images().beginWriting(id, ImageStatus.SAVING, writer, i -> {});
        UploadRow upload =
                catalog.uploads().beginPut(id, writer, STORE, nth -> ObjectUrl.of("file:///fast/" + id + "." + nth));
        var manifest = new ContentManifest(5, new int[] {7}, new ContentHashes("md5", "sha512"));
        catalog.uploads().finishPut(id, writer, upload.id(), manifest, 5L);
        return catalog.images().find(id).orElseThrow();
    }
}
