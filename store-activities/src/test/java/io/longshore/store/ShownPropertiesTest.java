package io.longshore.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.StoreId;
import io.longshore.store.file.FileStoreFactory;
import io.longshore.store.rbd.RbdStoreFactory;
import io.longshore.store.s3.S3StoreFactory;
import io.longshore.store.swift.SwiftStoreFactory;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code /v2/info/stores/detail} shows of each kind: Glance's names, and sizes in bytes as it has them. */
final class ShownPropertiesTest {

    private static final Path HERE = Path.of("/etc/longshore");

    @Test
    void ofFiles() {
        assertThat(shown(new FileStoreFactory(HERE), Map.of("directory", "images", "part-size", "16MiB")))
                .isEqualTo(Map.of("data_dir", "/etc/longshore/images", "chunk_size", 65536, "thin_provisioning", true));
    }

    @Test
    void ofRbd() {
        String fsid = "6a0f4c8e-3f8b-4c7e-9a53-0d8f7c1b2e94";
        assertThat(shown(new RbdStoreFactory(HERE), Map.of("fsid", fsid, "pool", "vms", "chunk-size", "4MiB")))
                .isEqualTo(Map.of("chunk_size", 4_194_304L, "pool", "vms", "thin_provisioning", true, "fsid", fsid));
    }

    @Test
    void ofS3() {
        Map<String, Object> options = Map.of(
                "endpoint", "https://s3.example.org",
                "bucket", "images",
                "access-key", "key",
                "secret-key", "secret",
                "part-size", "16MiB",
                "parallel-parts", 7);
        assertThat(shown(new S3StoreFactory(HERE), options))
                .isEqualTo(Map.of(
                        "s3_store_large_object_size", 16_777_216L,
                        "s3_store_large_object_chunk_size", 16_777_216L,
                        "s3_store_thread_pools", 7));
    }

    @Test
    void ofSwift() {
        Map<String, Object> options = Map.of(
                "auth-address", "https://keystone.example.org:5000/v3",
                "user", "glance",
                "key", "secret",
                "project", "service",
                "container", "pictures",
                "segment-size", "16MiB");
        assertThat(shown(new SwiftStoreFactory(HERE), options))
                .isEqualTo(Map.of(
                        "container", "pictures",
                        "large_object_size", 16_777_216L,
                        "large_object_chunk_size", 16_777_216L));
    }

    private static Map<String, Object> shown(StoreFactory factory, Map<String, Object> options) {
        return factory.create(StoreId.of("s"), "", 0, options).describe().properties();
    }
}
