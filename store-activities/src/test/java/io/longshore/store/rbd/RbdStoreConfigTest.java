package io.longshore.store.rbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.StoreId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RbdStoreConfigTest {

    private static final StoreId ID = StoreId.of("ceph");
    private static final String FSID = "6a0f4c8e-3f8b-4c7e-9a53-0d8f7c1b2e94";

    @TempDir
    Path directory;

    private RbdStoreConfig read(Map<String, Object> options) {
        return RbdStoreConfig.of(ID, directory, options);
    }

    @Test
    void nothingIsMandatory() {
        RbdStoreConfig config = read(Map.of("conf", "none.conf"));
        assertThat(config)
                .isEqualTo(new RbdStoreConfig(
                        directory.resolve("none.conf"),
                        null,
                        "admin",
                        "images",
                        null,
                        8L << 20,
                        64L << 20,
                        Duration.ofSeconds(30),
                        false));
        assertThat(config.order()).isEqualTo(23);
        assertThat(read(Map.of()).conf()).isEqualTo(Path.of("/etc/ceph/ceph.conf"));
    }

    @Test
    void everythingCanBeSaid() {
        RbdStoreConfig config = read(Map.of(
                "conf", "/elsewhere/edge.conf",
                "keyring", "keys/../edge.keyring",
                "user", "glance",
                "pool", "edge-images",
                "fsid", FSID,
                "chunk-size", "4MiB",
                "part-size", "70MiB",
                "timeout", "5s",
                "native-copy", "clone-and-flatten"));
        assertThat(config)
                .isEqualTo(new RbdStoreConfig(
                        Path.of("/elsewhere/edge.conf"),
                        directory.resolve("edge.keyring"),
                        "glance",
                        "edge-images",
                        FSID,
                        4L << 20,
                        64L << 20,
                        Duration.ofSeconds(5),
                        true));
        assertThat(config.order()).isEqualTo(22);
    }

    @Test
    void theClustersIdIsFoundInItsFile() throws IOException {
        Path conf = directory.resolve("ceph.conf");
        Files.writeString(conf, "[global]\nmon host = 192.0.2.1\n  fsid=" + FSID + "  # ours\n");
        assertThat(read(Map.of("conf", "ceph.conf")).fsid()).isEqualTo(FSID);
        Files.writeString(conf, "[global]\nmon host = 192.0.2.1\n# fsid = " + FSID + "\n");
        assertThat(read(Map.of("conf", "ceph.conf")).fsid()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "pol, images, is unknown to an rbd store",
        "pool, ' ', must be a name",
        "user, client.glance, must be written without client.",
        "conf, ' ', must be the path",
        "fsid, hub, is no UUID",
        "fsid, 6A0F4C8E-3F8B-4C7E-9A53-0D8F7C1B2E94, in lower case",
        "chunk-size, 6MiB, must be a power of two",
        "chunk-size, 64MiB, must be a power of two",
        "chunk-size, 8, must be a number of KiB",
        "part-size, 7MiB, must be at least 8MiB",
        "native-copy, clone, must be copy or clone-and-flatten",
        "timeout, 0s, must be a number of seconds",
        "timeout, 601s, must be a number of seconds",
        "timeout, soon, must be a number of seconds"
    })
    void nonsenseIsRefusedByName(String option, String value, String complaint) {
        assertThatThrownBy(() -> read(Map.of(option, value)))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.INVALID))
                .hasMessageStartingWith("store ceph: option " + option + " ")
                .hasMessageContaining(complaint);
    }
}
