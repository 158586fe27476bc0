package io.longshore.support;

import java.net.URI;
import java.util.Map;

/**
 * The object store of a Ceph cluster, plain HTTP.
 *
 * @param s3 the endpoint of S3, path style
 * @param swiftAuth where Swift's version 1 authentication is
 */
public record CephGateway(
        URI s3, String s3AccessKey, String s3SecretKey, URI swiftAuth, String swiftUser, String swiftKey) {

    static CephGateway of(int port, Map<String, String> keys) {
        String root = "http://127.0.0.1:" + port;
        return new CephGateway(
                URI.create(root),
                keys.getOrDefault("S3_ACCESS_KEY", ""),
                keys.getOrDefault("S3_SECRET_KEY", ""),
                URI.create(root + "/auth/v1.0"),
                keys.getOrDefault("SWIFT_USER", ""),
                keys.getOrDefault("SWIFT_KEY", ""));
    }
}
