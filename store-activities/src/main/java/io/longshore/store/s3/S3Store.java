package io.longshore.store.s3;

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
import io.longshore.web.TlsTrust;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Images as objects of one bucket. */
final class S3Store implements Store {

    static final String TYPE = "s3";

    private static final int MAX_PARTS = 10_000;
    private static final long MAX_PART_BYTES = 5L << 30;
    private static final long MAX_OBJECT_BYTES = 5L << 40;

    private final StoreDescription description;
    private final S3StoreConfig config;
    private final S3Server server;
    private final S3Sender sender;
    private final S3Claims claims;

    S3Store(StoreId id, String description, int weight, S3StoreConfig config, TlsTrust trust) {
        StoreLimits limits = StoreLimits.within(
                config.partBytes(), MAX_PARTS, MAX_PART_BYTES, MAX_OBJECT_BYTES, config.parallelParts());
        this.description = new StoreDescription(id, TYPE, description, weight, limits, shown(config));
        this.config = config;
        S3Clients clients = new S3Clients(config, trust);
        S3Failures failures = new S3Failures(id, false);
        this.server = clients.server(failures);
        this.sender = clients.sender(failures);
        this.claims = new S3Claims(server);
    }

    @Override
    public StoreDescription describe() {
        return description;
    }

    @Override
    public ObjectUrl place(ImageId image, int nth, OptionalLong size) {
        return S3Location.url(config, new ObjectName(image, nth).toString());
    }

    @Override
    public Upload begin(ObjectUrl url, OptionalLong size) {
        String key = key(url);
        return upload(key, claims.claim(key), size);
    }

    @Override
    public Upload resume(ObjectUrl url, OptionalLong size, Extents durable) {
        String key = key(url);
        Optional<String> owner = claims.owner(key);
        Optional<S3Server.Found> object = server.find(key);
        if (object.isPresent() && durable.areExactly(object.get().sizeBytes())) {
            return upload(key, owner.orElse(null), size).believing(object.get());
        }
        if (owner.isEmpty()) {
            throw server.failures().of(FailureKind.NOT_FOUND, server.place(key), "nothing of the upload is left");
        }
        return resumed(key, owner.get(), size, durable);
    }

    /** Believes the {@code durable} parts, which must all be there, with the lengths that they must have. */
    private S3Upload resumed(String key, String uploadId, OptionalLong size, Extents durable) {
        S3Upload upload = upload(key, uploadId, size);
        Map<Integer, software.amazon.awssdk.services.s3.model.Part> listed = new HashMap<>();
        if (!durable.equals(Extents.NONE)) {
            server.parts(key, uploadId).forEach(p -> listed.put(p.partNumber(), p));
        }
        for (Part part : description.limits().partsOf(durable)) {
            software.amazon.awssdk.services.s3.model.@Nullable Part there = listed.get(part.number());
            if (there == null || there.size() != part.length()) {
                throw server.failures()
                        .of(
                                FailureKind.NOT_FOUND,
                                server.place(key),
                                "part " + part.number() + " is not there as it was left");
            }
            upload.believing(new PartReceipt(part.number(), part.offset(), part.length(), S3Server.bare(there.eTag())));
        }
        return upload;
    }

    @Override
    public void delete(ObjectUrl url) {
        String key = key(url);
        try {
            // Uploads first: what completes late must find none.
            claims.releaseAll(key);
            server.delete(key);
        } catch (ImageException e) {
            if (e.kind() != FailureKind.NOT_FOUND) {
                throw e;
            }
        }
    }

    @Override
    public ByteSource source(ObjectUrl url) {
        return new S3Source(key(url), server.ofReading());
    }

    @Override
    public ObjectUrl canonical(ObjectUrl url) {
        return S3Location.url(config, key(url));
    }

    @Override
    public Optional<Inventory> inventory() {
        return Optional.of(new S3Inventory(config, server));
    }

    @Override
    public Optional<ServerSideCopy> serverSideCopy() {
        return Optional.of(new S3ServerSideCopy(this));
    }

    S3StoreConfig config() {
        return config;
    }

    S3Server server() {
        return server;
    }

    S3Claims uploads() {
        return claims;
    }

    S3Upload upload(String key, @Nullable String uploadId, OptionalLong size) {
        return new S3Upload(key, uploadId, size, description.limits(), server, sender);
    }

    String key(ObjectUrl url) {
        return S3Location.of(url, config)
                .orElseThrow(() -> server.failures().foreign(url))
                .key();
    }

    private static Map<String, Object> shown(S3StoreConfig config) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("s3_store_large_object_size", config.partBytes());
        properties.put("s3_store_large_object_chunk_size", config.partBytes());
        properties.put("s3_store_thread_pools", config.parallelParts());
        return Collections.unmodifiableMap(properties);
    }
}
