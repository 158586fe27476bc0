package io.longshore.service;

import static io.longshore.image.FailureKind.CONFLICT;
import static io.longshore.image.FailureKind.INVALID;

import io.longshore.catalog.LocationCatalog.Registration;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.ByteSource;
import io.longshore.store.ReadableStore;
import io.longshore.store.Store;
import io.longshore.store.StoreRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds out what an address that somebody names means here: which store it is of, and how large the object is. */
final class Registrations {

    static final String STORE = "store";

    /** What only we may write: these name files of our own machine, or accounts of ours. */
    private static final Set<String> OURS = Set.of("file", "filesystem", "swift+config");

    private final StoreRegistry stores;

    Registrations(StoreRegistry stores) {
        this.stores = stores;
    }

    /**
     * {@code INVALID} where no store here knows the address, the named one does not, or there is nothing at it; {@code CONFLICT} where
     * it is a piece of another object. Asks the store; fails as that does where it is away.
     */
    Registration find(LocationDraft.Said said) {
        if (OURS.contains(said.url().scheme())) {
            throw invalid(said.url(), "its scheme is not allowed here");
        }
        String named = named(said.metadata()).orElse(null);
        Place place = place(said.url(), named);
        long size = size(place);
        if (place.store().isPiece(place.url())) {
            throw new ImageException(CONFLICT, "The object at " + place.url() + " belongs to an image already.");
        }
        Map<String, Object> metadata = new LinkedHashMap<>(said.metadata());
        metadata.remove(STORE);
        return new Registration(
                place.store().describe().id(), place.url(), metadata, size, !(place.store() instanceof Store));
    }

    /** {@code INVALID} where {@code metadata} names another store than the copy's. */
    static void requireStore(Map<String, Object> metadata, StoreId store) {
        String named = named(metadata).orElse(store.value());
        if (!named.equals(store.value())) {
            throw new ImageException(INVALID, "Invalid location: it is not in store " + named);
        }
    }

    private static Optional<String> named(Map<String, Object> metadata) {
        return Optional.ofNullable(metadata.get(STORE)).map(String::valueOf);
    }

    /** @param url as the store knows it */
    private record Place(ReadableStore store, ObjectUrl url) {}

    private Place place(ObjectUrl url, @Nullable String named) {
        ImageException away = null;
        ImageException reason = null;
        for (ReadableStore store : stores.all()) {
            if (named != null && !named.equals(store.describe().id().value())) {
                continue;
            }
            try {
                return new Place(store, store.canonical(url));
            } catch (ImageException e) {
                if (e.kind() == INVALID) {
                    reason = store instanceof Store ? reason : e;
                } else {
                    away = e;
                }
            }
        }
        if (away != null) {
            throw away;
        }
        boolean web = url.scheme().startsWith("http");
        throw invalid(url, web && reason != null ? String.valueOf(reason.getMessage()) : "no store here knows it");
    }

    private static long size(Place place) {
        ObjectUrl url = place.url();
        try (ByteSource source = place.store().source(url)) {
            OptionalLong size = source.object().size();
            if (size.orElse(0) <= 0) {
                throw invalid(url, "it is empty, or its size is not known");
            }
            return size.getAsLong();
        } catch (ImageException e) {
            throw switch (e.kind()) {
                case NOT_FOUND, SOURCE_LOST -> invalid(url, String.valueOf(e.getMessage()));
                default -> e;
            };
        }
    }

    private static ImageException invalid(ObjectUrl url, String why) {
        return new ImageException(INVALID, "Invalid location " + url + ": " + why);
    }
}
