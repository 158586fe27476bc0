package io.longshore.catalog;

import static io.longshore.catalog.CatalogFixture.A;
import static io.longshore.catalog.CatalogFixture.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.ContentHashes;
import io.longshore.image.ContentManifest;
import io.longshore.image.ExpectedHash;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ImageStatus;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
                                before, List.of(copy), List.of(), Map.of(), null, null, false, null));
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
                                before, List.of(copy), List.of(), Map.of(), null, expected, true, null));
        assertThat(importing.status()).isEqualTo(ImageStatus.IMPORTING);
        UUID worker = UUID.randomUUID();
        var hashing = new HashingCatalog.Hashing(image, null, expected, true, 0);
        assertThat(in.catalog.hashings().take(worker)).contains(hashing);
        in.catalog.hashings().retry(hashing, worker, "away", Duration.ZERO);
        assertThat(in.catalog.hashings().take(worker))
                .contains(new HashingCatalog.Hashing(image, null, expected, true, 1));
        in.catalog.hashings().giveBack(hashing, worker);
        assertThat(in.catalog.hashings().take(worker)).isPresent();
        in.catalog.hashings().abandon(hashing, worker, "other bytes", false);
        Image queued = in.get(image);
        assertThat(queued.status()).isEqualTo(ImageStatus.QUEUED);
        assertThat(queued.locations()).isEmpty();
        assertThat(queued.sizeBytes()).isNull();
        assertThat(in.catalog.uploads().reclaimList(image))
                .as("it never was ours")
                .isEmpty();
        assertThat(register(image, url, false).status()).isEqualTo(ImageStatus.ACTIVE);
    }

    @Test
    void aSecondCopyIsComparedWithTheImageOnceThatIsHashed() {
        ImageId image = in.queued().id();
        register(image, CatalogFixture.url(A, image, 1), false);
        add(image, B);
        UUID worker = UUID.randomUUID();
        var first = in.catalog.hashings().take(worker).orElseThrow();
        assertThat(first.copy()).isNull();
        assertThat(in.catalog.hashings().take(worker)).as("not yet").isEmpty();
        in.catalog
                .hashings()
                .finish(first, worker, A, new ContentManifest(5, new int[1], new ContentHashes("md5", "sha512")));
        var second = in.catalog.hashings().take(worker).orElseThrow();
        assertThat(second.copy()).isEqualTo(B);
        assertThat(in.catalog.hashings().renew(second, UUID.randomUUID())).isFalse();
        assertThat(in.catalog.hashings().renew(second, worker)).isTrue();
        in.catalog.hashings().retry(second, worker, "away", Duration.ZERO);
        var again = in.catalog.hashings().take(worker).orElseThrow();
        assertThat(again.failures()).isEqualTo(1);
        in.catalog.hashings().abandon(again, worker, "other bytes", true);
        assertThat(in.get(image).stores()).containsExactly(A);
        assertThat(in.get(image).status()).isEqualTo(ImageStatus.ACTIVE);
        assertThat(in.catalog.uploads().reclaimList(image))
                .as("it never was ours")
                .isEmpty();
        add(image, B);
        assertThat(in.catalog.hashings().take(worker)).isPresent();
    }

    @Test
    void theFirstCopyIsComparedWhereAnotherOneWasRead() {
        ImageId image = in.queued().id();
        register(image, CatalogFixture.url(A, image, 1), false);
        add(image, B);
        assertThat(in.catalog.hashings().unread(image)).containsExactlyInAnyOrder(A, B);
        UUID worker = UUID.randomUUID();
        var hashing = in.catalog.hashings().take(worker).orElseThrow();
        ContentHashes hashes = new ContentHashes("md5", "sha512");
        in.catalog.hashings().finish(hashing, worker, B, new ContentManifest(5, new int[1], hashes));
        assertThat(in.catalog.hashings().unread(image)).containsExactlyInAnyOrder(A, B);
        for (int copy = 1; copy <= 2; copy++) {
            var check = in.catalog.hashings().take(worker).orElseThrow();
            ContentHashes read = A.equals(check.copy()) ? new ContentHashes("other", "bytes") : hashes;
            in.catalog.hashings().finish(check, worker, A, new ContentManifest(5, new int[1], read));
        }
        assertThat(in.get(image).stores()).as("the other bytes went").containsExactly(B);
        assertThat(in.get(image).hashes()).isEqualTo(hashes);
        assertThat(in.catalog.hashings().unread(image)).isEmpty();
    }

    @Test
    void aWrongCopyThatIsTheLastOneIsNotHandedOut() {
        ImageId image = in.active(A).id();
        add(image, B);
        UUID worker = UUID.randomUUID();
        var check = in.catalog.hashings().take(worker).orElseThrow();
        in.catalog
                .locations()
                .change(
                        image,
                        before -> new LocationCatalog.Change(
                                before, List.of(), List.of(A), Map.of(), null, null, false, null));
        in.catalog.hashings().abandon(check, worker, "other bytes", true);
        assertThat(in.get(image).status()).isEqualTo(ImageStatus.DEACTIVATED);
        assertThat(in.get(image).stores()).containsExactly(B);
    }

    private void add(ImageId image, StoreId store) {
        var copy = new LocationCatalog.Registration(
                store,
                CatalogFixture.url(store, image, 1),
                Map.of(),
                Objects.requireNonNull(in.get(image).sizeBytes()),
                false);
        in.catalog
                .locations()
                .change(
                        image,
                        before -> new LocationCatalog.Change(
                                before, List.of(copy), List.of(), Map.of(), null, null, false, null));
    }
}
