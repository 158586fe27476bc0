package io.longshore.store;

import io.longshore.image.StoreId;
import io.longshore.store.s3.S3StoreFactory;
import io.longshore.store.swift.SwiftStoreFactory;
import io.longshore.support.CephGateway;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Stores on a Ceph cluster's gateway. */
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
}
