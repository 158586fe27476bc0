package io.longshore.catalog;

import static io.longshore.catalog.CatalogFixture.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.ExpectedHash;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ImageStatus;
import io.longshore.image.ObjectUrl;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class LocationCatalogTest {

    private final CatalogFixture in = new CatalogFixture();

    private Image register(ImageId image, ObjectUrl url, boolean lent) {
        var copy = new LocationCatalog.Registration(A, url, Map.of(), 5, lent);
        return in.catalog
                .locations()
                .change(
                        image,
                        before -> new LocationCatalog.Change(
                                before, List.of(copy), List.of(), Map.of(), null, false, null));
    }

    @Test
    void whatIsRegisteredWhereAnUploadFailedIsNotLookedAtAgain() {
        ImageId image = in.queued().id();
        UUID writer = UUID.randomUUID();
        in.catalog.images().beginWriting(image, ImageStatus.SAVING, writer, before -> {});
        UploadRow failed = in.catalog.uploads().beginPut(image, writer, A, nth -> CatalogFixture.url(A, image, nth));
        in.catalog.images().abandonWriting(image, writer, "broken off");
        in.catalog.uploads().gone(failed.id());
        assertThat(in.catalog.uploads().toLookAtAgain(Duration.ZERO, 10))
                .containsExactly(new UploadCatalog.Leftovers(image, "project"));

        assertThat(in.catalog.uploads().mayDelete(failed.id())).isTrue();
        Image active = register(image, failed.url(), false);
        assertThat(in.catalog.uploads().mayDelete(failed.id())).isFalse();
        assertThat(active.status()).isEqualTo(ImageStatus.ACTIVE);
        assertThat(active.sizeBytes()).isEqualTo(5);
        assertThat(in.catalog.uploads().toLookAtAgain(Duration.ZERO, 10)).isEmpty();
        assertThat(in.catalog.uploads().lookAgain(image, Duration.ZERO)).isEmpty();
    }

    @Test
    void anAddressIsOneImagesUnlessItIsLent() {
        ObjectUrl written = in.active(A).locations().getFirst().url();
        ImageId other = in.queued().id();
        assertThatThrownBy(() -> register(other, written, false))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("belongs to an image already");
        assertThat(in.get(other).status()).isEqualTo(ImageStatus.QUEUED);

        ObjectUrl page = ObjectUrl.of("https://example.org/image");
        ImageId third = in.queued().id();
        register(other, page, true);
        register(third, page, true);
        assertThat(in.get(third).locations()).extracting(l -> l.url()).containsExactly(page);
        assertThatThrownBy(() -> register(third, ObjectUrl.of("https://example.org/another"), true))
                .hasMessageContaining("has a copy in store a already");
    }

    @Test
    void whatIsAwaitedIsQueuedAgainWhereItFails() {
        ImageId image = in.queued().id();
        ObjectUrl url = CatalogFixture.url(A, image, 1);
        ExpectedHash expected = new ExpectedHash("md5", "00");
        var copy = new LocationCatalog.Registration(A, url, Map.of(), 5, false);
        Image importing = in.catalog
                .locations()
                .change(
                        image,
                        before -> new LocationCatalog.Change(
                                before, List.of(copy), List.of(), Map.of(), expected, true, null));
        assertThat(importing.status()).isEqualTo(ImageStatus.IMPORTING);
        UUID worker = UUID.randomUUID();
        assertThat(in.catalog.hashings().take(worker)).contains(new HashingCatalog.Hashing(image, expected, true, 0));
        in.catalog.hashings().retry(image, worker, "away", Duration.ZERO);
        assertThat(in.catalog.hashings().take(worker)).contains(new HashingCatalog.Hashing(image, expected, true, 1));
        in.catalog.hashings().giveBack(image, worker);
        assertThat(in.catalog.hashings().take(worker)).isPresent();
        in.catalog.hashings().abandon(image, worker, "other bytes", false);
        Image queued = in.get(image);
        assertThat(queued.status()).isEqualTo(ImageStatus.QUEUED);
        assertThat(queued.locations()).isEmpty();
        assertThat(queued.sizeBytes()).isNull();
        assertThat(in.catalog.uploads().reclaimList(image))
                .as("it never was ours")
                .isEmpty();
        assertThat(register(image, url, false).status()).isEqualTo(ImageStatus.ACTIVE);
    }
}
