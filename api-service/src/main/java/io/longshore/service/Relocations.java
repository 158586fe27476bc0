package io.longshore.service;

import static io.longshore.image.FailureKind.CONFLICT;

import io.longshore.auth.AccessPolicy;
import io.longshore.catalog.Catalog;
import io.longshore.catalog.LocationCatalog;
import io.longshore.catalog.LocationCatalog.Registration;
import io.longshore.image.Caller;
import io.longshore.image.ContentHashes;
import io.longshore.image.ExpectedHash;
import io.longshore.image.FailureKind;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.ImageLocation;
import io.longshore.image.ImageStatus;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Changes of an image that change where its copies lie. */
final class Relocations {

    private final Catalog catalog;
    private final AccessPolicy policy;
    private final Registrations registrations;
    private final CopyClaims claims;
    private final Reclaimer reclaimer;

    Relocations(
            Catalog catalog, AccessPolicy policy, Registrations registrations, CopyClaims claims, Reclaimer reclaimer) {
        this.catalog = catalog;
        this.policy = policy;
        this.registrations = registrations;
        this.claims = claims;
        this.reclaimer = reclaimer;
    }

    /**
     * Makes a change whose locations, of the image as it was seen, are {@code first}. Stores are asked before the image is locked;
     * what turns out different under the lock is a {@code CONFLICT}.
     *
     * @param under makes the change again, of the locked image
     */
    Image update(Caller caller, Image seen, LocationDraft first, Function<Image, ImageDraft> under) {
        List<ImageLocation> dropped = first.dropped();
        if (!dropped.isEmpty()) {
            policy.deleteImageLocation(caller);
        }
        if (!first.added().isEmpty() || dropped.isEmpty()) {
            policy.setImageLocation(caller, seen);
        }
        ExpectedHash expected = expected(seen, first);
        Map<ObjectUrl, Registration> found = new LinkedHashMap<>();
        first.added().forEach(said -> found.put(said.url(), registrations.find(said)));
        Image after = claims.during(
                seen.id(),
                dropped,
                () -> catalog.locations()
                        .change(seen.id(), image -> change(image, under.apply(image), found, dropped, expected)));
        if (!dropped.isEmpty()) {
            reclaimer.reclaim(seen.id(), seen.owner() == null ? caller.project() : seen.owner());
        }
        return after;
    }

    private static LocationCatalog.Change change(
            Image image,
            ImageDraft draft,
            Map<ObjectUrl, Registration> found,
            List<ImageLocation> claimed,
            @Nullable ExpectedHash expected) {
        LocationDraft locations = draft.locations();
        List<Registration> added = locations.added().stream()
                .map(said -> found.get(said.url()))
                .filter(Objects::nonNull)
                .toList();
        List<ImageLocation> dropped = locations.dropped();
        if (added.size() != locations.added().size() || !claimed.containsAll(dropped)) {
            throw new ImageException(CONFLICT, "The locations of image " + image.id() + " were changed meanwhile.");
        }
        Map<StoreId, Map<String, Object>> metadata = new LinkedHashMap<>();
        for (LocationDraft.Said kept : locations.kept()) {
            ImageLocation before = locations.before(kept);
            Registrations.requireStore(kept.metadata(), before.store());
            Map<String, Object> now = new LinkedHashMap<>(kept.metadata());
            now.remove(Registrations.STORE);
            if (!now.equals(before.metadata())) {
                metadata.put(before.store(), now);
            }
        }
        Image said = draft.applyTo(image);
        if (!added.isEmpty()) {
            Formats.require(said);
        }
        return new LocationCatalog.Change(
                said, added, dropped.stream().map(ImageLocation::store).toList(), metadata, expected, false, null);
    }

    /** What the locations say that the bytes hash to: {@code CONFLICT} where they do not agree, or the image has other hashes. */
    private static @Nullable ExpectedHash expected(Image image, LocationDraft locations) {
        List<ExpectedHash> said = locations.expected();
        said.forEach(Hashes::requireWellFormed);
        Optional<ExpectedHash> first = said.stream().findFirst();
        if (first.isEmpty()) {
            return null;
        }
        if (said.stream().anyMatch(hash -> !hash.equals(first.get()))) {
            throw new ImageException(CONFLICT, "Conflicting values for os_hash_value");
        }
        if (!first.get().algorithm().equals(ContentHashes.ALGORITHM)) {
            throw new ImageException(
                    FailureKind.INVALID,
                    "os_hash_algo must be " + ContentHashes.ALGORITHM + ", not "
                            + first.get().algorithm());
        }
        ContentHashes has = image.hashes();
        if (has != null) {
            if (has.sha512().equals(first.get().value())) {
                return null;
            }
            throw new ImageException(CONFLICT, "os_hash_value is already set with a different value");
        }
        if (image.status() != ImageStatus.QUEUED) {
            throw new ImageException(
                    CONFLICT, "New value(s) for os_hash_value may only be provided when image status is 'queued'");
        }
        return first.get();
    }
}
