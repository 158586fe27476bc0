package io.longshore.service;

import static io.longshore.image.FailureKind.CONFLICT;
import static io.longshore.image.FailureKind.FORBIDDEN;

import io.longshore.auth.AccessPolicy;
import io.longshore.catalog.Catalog;
import io.longshore.catalog.LocationCatalog;
import io.longshore.catalog.LocationCatalog.Registration;
import io.longshore.catalog.RegistrationRow;
import io.longshore.image.Caller;
import io.longshore.image.ExpectedHash;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.ImageLocation;
import io.longshore.image.ImageStatus;
import io.longshore.image.ObjectUrl;
import io.longshore.store.StoreRegistry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where copies lie, for services: one is registered as the data of a queued image, all are shown. */
public final class Locations {

    private static final Set<String> WEB = Set.of("http", "https");

    private final Catalog catalog;
    private final StoreRegistry stores;
    private final ImageQueries images;
    private final AccessPolicy policy;
    private final Registrations registrations;

    public Locations(Catalog catalog, StoreRegistry stores, ImageQueries images, AccessPolicy policy) {
        this.catalog = catalog;
        this.stores = stores;
        this.images = images;
        this.policy = policy;
        this.registrations = new Registrations(stores);
    }

    /** The copies of an image, best first, for services. */
    public List<ImageLocation> list(Caller caller, String id) {
        Image image = images.get(caller, id);
        policy.fetchImageLocation(caller);
        return image.locations();
    }

    /**
     * What is asked for.
     *
     * @param expected what the bytes must hash to, where that was said
     * @param body the whole of it as JSON, without credentials, for the task on the wire
     */
    public record Wish(ObjectUrl url, @Nullable ExpectedHash expected, String body, String requestId) {}

    /**
     * Makes the object at an address the data of a queued image. Without {@code expected} the image is active at once, and hashed
     * soon; with it, it is importing until its bytes were found to be so, or queued again. {@code CONFLICT} where it is not queued; {@code
     * FORBIDDEN} for people who register anything but the web; {@code INVALID} for an image without formats, and for what no store here
     * knows, or is not there.
     */
    public void add(Caller caller, String id, Wish wish) {
        ObjectUrl url = wish.url();
        ExpectedHash expected = wish.expected();
        Image seen = images.get(caller, id);
        requireStatus(seen);
        policy.addImageLocation(caller, seen);
        if (!caller.isService() && !(WEB.contains(url.scheme()) && hasWeb())) {
            throw new ImageException(
                    FORBIDDEN, "You are not authorized to add a location that is not on the web (http, https).");
        }
        if (expected != null) {
            Hashes.requireWellFormed(expected);
        }
        requireNoImport(seen);
        Formats.require(seen);
        Registration copy = registrations.find(new LocationDraft.Said(url, Map.of(), null));
        catalog.locations().change(seen.id(), image -> {
            requireStatus(image);
            policy.addImageLocation(caller, image);
            requireNoImport(image);
            Formats.require(image);
            return new LocationCatalog.Change(
                    image,
                    List.of(copy),
                    List.of(),
                    Map.of(),
                    null,
                    expected,
                    expected != null,
                    new RegistrationRow.Wish(caller.project(), caller.user(), wish.requestId(), wish.body()));
        });
    }

    private boolean hasWeb() {
        return stores.all().stream().anyMatch(store -> store.describe().type().equals("http"));
    }

    private static void requireStatus(Image image) {
        if (image.status() != ImageStatus.QUEUED) {
            throw new ImageException(
                    CONFLICT,
                    "It's not allowed to add locations if image status is "
                            + image.status().wire() + ".");
        }
    }

    private static void requireNoImport(Image image) {
        if (image.openImport() != null) {
            throw new ImageException(CONFLICT, "Image " + image.id() + " is being imported.");
        }
    }
}
