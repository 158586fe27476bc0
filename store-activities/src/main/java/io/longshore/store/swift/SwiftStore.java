package io.longshore.store.swift;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.ByteSource;
import io.longshore.store.Inventory;
import io.longshore.store.ObjectName;
import io.longshore.store.Part;
import io.longshore.store.PartReceipt;
import io.longshore.store.ServerSideCopy;
import io.longshore.store.Store;
import io.longshore.store.StoreDescription;
import io.longshore.store.StoreLimits;
import io.longshore.store.Upload;
import io.longshore.web.ServerHttp;
import io.longshore.web.TlsTrust;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** Images as objects of one container of one account. */
final class SwiftStore implements Store {

    static final String TYPE = "swift";

    /** Listings, which manifests are made of, have 10,000 rows. */
    private static final int MAX_SEGMENTS = 10_000;

    private static final long MAX_SEGMENT_BYTES = 5L << 30;
    private static final long MAX_OBJECT_BYTES = 16L << 40;

    /** Copies and removals take the server as long as the object is large. */
    private static final int PATIENCE = 10;

    private final StoreDescription description;
    private final SwiftStoreConfig config;
    private final SwiftServer server;
    private final SwiftClaims claims;
    private final SwiftRemoval removal;

    SwiftStore(StoreId id, String description, int weight, SwiftStoreConfig config, TlsTrust trust) {
        StoreLimits limits = StoreLimits.within(
                config.segmentBytes(), MAX_SEGMENTS, MAX_SEGMENT_BYTES, MAX_OBJECT_BYTES, config.parallelSegments());
        this.description = new StoreDescription(id, TYPE, description, weight, limits, shown(config));
        this.config = config;
        OkHttpClient http = ServerHttp.client(trust, config.silence());
        OkHttpClient patient = ServerHttp.patient(http, config.silence().multipliedBy(PATIENCE));
        this.server = new SwiftServer(new SwiftAuth(config.auth(), http), http, patient, new SwiftFailures(id, false));
        this.claims = new SwiftClaims(config, server);
        this.removal = new SwiftRemoval(server, claims, config.parallelSegments());
    }

    @Override
    public StoreDescription describe() {
        return description;
    }

    @Override
    public ObjectUrl place(ImageId image, int nth, OptionalLong size) {
        return SwiftLocation.url(config, new ObjectName(image, nth).toString());
    }

    @Override
    public Upload begin(ObjectUrl url, OptionalLong size) {
        SwiftLocation at = location(url);
        return upload(at, claims.claim(at), size);
    }

    @Override
    public Upload resume(ObjectUrl url, OptionalLong size, Extents durable) {
        SwiftLocation at = location(url);
        Optional<SwiftLocation> owner = claims.owner(at);
        Optional<SwiftServer.Found> object = server.find(at);
        if (object.isPresent() && durable.areExactly(object.get().sizeBytes())) {
            return upload(at, owner.orElse(null), size).believing(object.get());
        }
        if (owner.isEmpty()) {
            throw server.failures().of(FailureKind.NOT_FOUND, at.place(), "nothing of the upload is left");
        }
        return resumed(at, owner.get(), size, durable);
    }

    /** Believes the {@code durable} segments, which must all be there, with the lengths that they must have. */
    private Upload resumed(SwiftLocation at, SwiftLocation claim, OptionalLong size, Extents durable) {
        SwiftUpload upload = upload(at, claim, size);
        Map<String, Long> listed = new HashMap<>();
        if (!durable.equals(Extents.NONE)) {
            server.list(at.container(), SwiftNames.segments(at))
                    .forEach(row -> listed.put(row.name(), row.sizeBytes()));
        }
        for (Part part : description.limits().partsOf(durable)) {
            SwiftLocation segment = SwiftNames.segment(at, part.number());
            if (!isThere(segment, part.length(), listed.get(segment.object()))) {
                throw server.failures()
                        .of(
                                FailureKind.NOT_FOUND,
                                at.place(),
                                "segment " + part.number() + " is not there as it was left");
            }
            upload.believing(new PartReceipt(part.number(), part.offset(), part.length(), ""));
        }
        return upload;
    }

    /** What a listing does not show yet may be there all the same. */
    private boolean isThere(SwiftLocation segment, long length, @Nullable Long listedLength) {
        return (listedLength != null && listedLength == length)
                || server.find(segment)
                        .filter(found -> found.sizeBytes() == length)
                        .isPresent();
    }

    @Override
    public void delete(ObjectUrl url) {
        try {
            removal.delete(location(url));
        } catch (ImageException e) {
            if (e.kind() != FailureKind.NOT_FOUND) {
                throw e;
            }
        }
    }

    @Override
    public ByteSource source(ObjectUrl url) {
        return new SwiftSource(location(url), server.ofReading());
    }

    @Override
    public ObjectUrl canonical(ObjectUrl url) {
        return SwiftLocation.url(config, location(url));
    }

    @Override
    public boolean isPiece(ObjectUrl url) {
        SwiftLocation at = location(url);
        String whole = SwiftNames.whole(at.object());
        if (SwiftNames.isOfImage(whole)) {
            return !whole.equals(at.object());
        }
        return SwiftNames.wholes(at)
                .anyMatch(other -> server.ofReading()
                        .find(other)
                        .filter(found -> found.isStatic()
                                || SwiftManifest.of(found.manifest())
                                        .filter(manifest -> manifest.names(at))
                                        .isPresent())
                        .isPresent());
    }

    @Override
    public Optional<Inventory> inventory() {
        return Optional.of(new SwiftInventory(config, server));
    }

    @Override
    public Optional<ServerSideCopy> serverSideCopy() {
        return Optional.of(new SwiftServerSideCopy(this));
    }

    SwiftStoreConfig config() {
        return config;
    }

    SwiftServer server() {
        return server;
    }

    SwiftClaims marks() {
        return claims;
    }

    SwiftUpload upload(SwiftLocation at, @Nullable SwiftLocation claim, OptionalLong size) {
        return new SwiftUpload(at, claim, size, description.limits(), server, claims, removal);
    }

    SwiftLocation location(ObjectUrl url) {
        return SwiftLocation.of(url, config).orElseThrow(() -> server.failures().foreign(url));
    }

    private static Map<String, Object> shown(SwiftStoreConfig config) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("container", config.container());
        properties.put("large_object_size", config.segmentBytes());
        properties.put("large_object_chunk_size", config.segmentBytes());
        return Collections.unmodifiableMap(properties);
    }
}
