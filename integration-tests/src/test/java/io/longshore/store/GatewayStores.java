package io.longshore.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.s3.S3StoreFactory;
import io.longshore.store.swift.SwiftStoreFactory;
import io.longshore.support.CephGateway;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Stores on a Ceph cluster's gateway, and what they hold. */
final class GatewayStores {

    private GatewayStores() {}

    static Store s3(CephGateway gateway, String bucket, String timeout) {
        return s3(gateway, bucket, timeout, gateway.s3AccessKey(), gateway.s3SecretKey());
    }

    static Store s3(CephGateway gateway, String bucket, String timeout, String accessKey, String secretKey) {
        Map<String, Object> options = new HashMap<>(options(timeout));
        options.put("endpoint", gateway.s3().toString());
        options.put("bucket", bucket);
        options.put("create-bucket", true);
        options.put("access-key", accessKey);
        options.put("secret-key", secretKey);
        options.put("part-size", "8MiB");
        return new S3StoreFactory(Path.of("")).create(StoreId.of("s3"), "", 0, options);
    }

    static Store swift(CephGateway gateway, String container, String timeout) {
        return swift(gateway, container, timeout, gateway.swiftUser(), gateway.swiftKey());
    }

    static Store swift(CephGateway gateway, String container, String timeout, String user, String key) {
        Map<String, Object> options = new HashMap<>(options(timeout));
        options.put("auth-address", gateway.swiftAuth().toString());
        options.put("auth-version", 1);
        options.put("container", container);
        options.put("create-container", true);
        options.put("user", user);
        options.put("key", key);
        options.put("segment-size", "8MiB");
        return new SwiftStoreFactory(Path.of("")).create(StoreId.of("swift"), "", 0, options);
    }

    private static Map<String, Object> options(String timeout) {
        return Map.of("timeout", timeout);
    }

    /** Writes an object of those bytes. */
    static ObjectUrl written(Store store, PatternBytes content) {
        ObjectUrl url = store.place(ImageId.random(), 1, OptionalLong.empty());
        try (Upload upload = store.begin(url, OptionalLong.of(content.sizeBytes()))) {
            for (long at = 0; at < content.sizeBytes(); ) {
                Part part = store.describe().limits().partAt(at);
                upload.write(part, content.of(part));
                at += part.length();
            }
            upload.complete(content.sizeBytes());
        }
        return url;
    }

    /** The object is there, and has those bytes. */
    static void mustHold(Store store, ObjectUrl url, PatternBytes content) throws IOException {
        try (ByteSource source = store.source(url);
                ReadableByteChannel read = source.open(0);
                ReadableByteChannel end = source.open(content.sizeBytes() - 10)) {
            assertThat(source.object().size()).hasValue(content.sizeBytes());
            assertThat(content.differenceFrom(read, 0)).isEmpty();
            assertThat(content.differenceFrom(end, content.sizeBytes() - 10)).isEmpty();
        }
    }

    /** No object is there. */
    static void mustBeAbsent(Store store, ObjectUrl url) {
        assertThat(catchThrowableOfType(
                                ImageException.class, () -> store.source(url).object())
                        .kind())
                .isEqualTo(FailureKind.NOT_FOUND);
    }
}
