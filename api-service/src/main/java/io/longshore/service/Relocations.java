package io.longshore.service;

import static io.longshore.image.FailureKind.CONFLICT;

import io.longshore.auth.AccessPolicy;
import io.longshore.catalog.Catalog;
import io.longshore.catalog.LocationCatalog;
import io.longshore.catalog.LocationCatalog.Registration;
import io.longshore.image.Caller;
import io.longshore.image.ContentHashes;
import io.longshore.image.ExpectedHash;
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
        saidHashes(seen, first);
        Map<ObjectUrl, Registration> found = new LinkedHashMap<>();
        first.added().forEach(said -> found.put(said.url(), registrations.find(said)));
        Image after = claims.during(
                seen.id(),
                dropped,
                () -> catalog.locations()
                        .change(seen.id(), image -> change(image, under.apply(image), found, dropped)));
        if (!dropped.isEmpty()) {
            reclaimer.reclaim(seen.id(), seen.owner() == null ? caller.project() : seen.owner());
        }
        return after;
    }

    private static LocationCatalog.Change change(
            Image image, ImageDraft draft, Map<ObjectUrl, Registration> found, List<ImageLocation> claimed) {
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
        ContentHashes hashes = saidHashes(image, locations);
        return new LocationCatalog.Change(
                said,
                added,
                dropped.stream().map(ImageLocation::store).toList(),
                metadata,
                hashes,
                // Proved also by an older process, which does not look at what the image shows.
                hashes == null ? null : new ExpectedHash(ContentHashes.ALGORITHM, hashes.sha512()),
                false,
                null);
    }

    /**
     * What is newly said of the bytes of a queued image; none where nothing is. {@code CONFLICT} for what contradicts itself or the image,
     * or is no hash, as Glance has it.
     */
    private static @Nullable ContentHashes saidHashes(Image image, LocationDraft locations) {
        String checksum = agreed("checksum", locations, LocationDraft.SaidHashes::checksum);
        String algorithm = agreed("os_hash_algo", locations, said -> said.hash().algorithm());
        String value = agreed("os_hash_value", locations, said -> said.hash().value());
        if (algorithm == null || value == null) {
            return null;
        }
        ContentHashes has = image.hashes();
        if (has != null) {
            requireSame("os_hash_algo", algorithm, ContentHashes.ALGORITHM);
            requireSame("os_hash_value", value, has.sha512());
            if (has.md5() != null) {
                requireSame("checksum", checksum, has.md5());
                return null;
            }
        }
        boolean isNew = has == null || checksum != null;
        if (isNew && image.status() != ImageStatus.QUEUED) {
            throw conflict("New value(s) for os_hash_value may only be provided when image status is 'queued'");
        }
        if (!algorithm.equals(ContentHashes.ALGORITHM)) {
            throw conflict("os_hash_algo must be " + ContentHashes.ALGORITHM + ", not " + algorithm);
        }
        if (!Hashes.isWellFormed("sha512", value)) {
            throw conflict("os_hash_value is not a hexadecimal value of the length that sha512 has");
        }
        if (checksum != null && !Hashes.isWellFormed("md5", checksum)) {
            throw conflict("checksum is not a hexadecimal value of the length that md5 has");
        }
        return isNew ? new ContentHashes(checksum, value) : null;
    }

    private static @Nullable String agreed(
            String name, LocationDraft locations, Function<LocationDraft.SaidHashes, @Nullable String> part) {
        List<String> said = locations.hashes().stream()
                .map(part)
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .distinct()
                .toList();
        if (said.size() > 1) {
            throw conflict("Conflicting values for " + name);
        }
        return said.isEmpty() ? null : said.getFirst();
    }

    private static void requireSame(String name, @Nullable String said, String is) {
        if (said != null && !said.equals(is)) {
            throw conflict(name + " is already set with a different value");
        }
    }

    private static ImageException conflict(String words) {
        return new ImageException(CONFLICT, words);
    }
}
