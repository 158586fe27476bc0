package io.longshore.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.StoreId;
import io.longshore.store.ReadableStore;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FileStoreConfigTest {

    private static final Path BASE = Path.of("/etc/longshore");

    @Test
    void defaults() {
        assertThat(config(Map.of("directory", "/srv/images")))
                .isEqualTo(new FileStoreConfig(
                        List.of(directory("/srv/images", 0)), Set.of(), 64 << 20, Duration.ofSeconds(10)));
    }

    @Test
    void everyOption() {
        assertThat(config(Map.of(
                        "directory", "../images/", "permissions", "0640", "part-size", "1 GiB", "timeout", "5s")))
                .isEqualTo(new FileStoreConfig(
                        List.of(directory("/etc/images", 0)),
                        PosixFilePermissions.fromString("rw-r-----"),
                        1L << 30,
                        Duration.ofSeconds(5)));
    }

    @Test
    void severalDirectoriesAreFilledByPriority() {
        List<Map<String, Object>> written =
                List.of(Map.of("path", "/a"), Map.of("path", "b", "priority", 7), Map.of("path", "/c", "priority", 0));
        assertThat(config(Map.of("directories", written)).directories())
                .containsExactly(directory("/etc/longshore/b", 7), directory("/a", 0), directory("/c", 0));
    }

    @Test
    void refusesDirectoriesThatAreNone() {
        mustFail(Map.of("directories", List.of()), "directories");
        mustFail(Map.of("directories", "/a"), "directories");
        mustFail(Map.of("directories", List.of("/a")), "directories");
        mustFail(Map.of("directories", List.of(Map.of("priority", 1))), "directories");
        mustFail(Map.of("directories", List.of(Map.of("path", "/a", "priority", "high"))), "directories");
        mustFail(Map.of("directories", List.of(Map.of("path", "/a", "weight", 1))), "directories");
        mustFail(Map.of("directory", "/b", "directories", List.of(Map.of("path", "/a"))), "directories");
    }

    @Test
    void partSizesAreRoundedDownToUnits() {
        assertThat(config(Map.of("directory", "/a", "part-size", "23MiB")).partBytes())
                .isEqualTo(16 << 20);
    }

    @Test
    void describesItselfAsGlanceDoes() {
        ReadableStore store = new FileStoreFactory(BASE)
                .create(StoreId.of("dcn1"), "the edge", 7, Map.of("directory", "/srv/images"));
        assertThat(store.describe().id()).isEqualTo(StoreId.of("dcn1"));
        assertThat(store.describe().type()).isEqualTo("file");
        assertThat(store.describe().description()).isEqualTo("the edge");
        assertThat(store.describe().weight()).isEqualTo(7);
        assertThat(store.describe().properties())
                .isEqualTo(Map.of("data_dir", "/srv/images", "chunk_size", 65536, "thin_provisioning", true));
    }

    @ParameterizedTest
    @CsvSource({
        "directroy, /a, directroy",
        "permissions, 088, permissions",
        "permissions, 240, permissions",
        "permissions, rw, permissions",
        "permissions, '', permissions",
        "part-size, 64, part-size",
        "part-size, 64MB, part-size",
        "part-size, 7MiB, part-size",
        "part-size, -8MiB, part-size",
        "part-size, '', part-size",
        "timeout, 5, timeout",
        "timeout, 0s, timeout",
        "directory, '', directory",
        "directory, '  ', directory",
    })
    void refusesNonsense(String option, String value, String named) {
        Map<String, Object> options = new HashMap<>(Map.of("directory", "/a"));
        options.put(option, value);
        mustFail(options, named);
    }

    @Test
    void refusesWhatIsMissingOrOfAnotherType() {
        mustFail(Map.of(), "directory");
        mustFail(Map.of("directory", 7), "directory");
        mustFail(Map.of("directory", "a\0b"), "directory");
    }

    /** YAML makes 416 of an unquoted 0640. */
    @ParameterizedTest
    @ValueSource(ints = {640, 416})
    void refusesPermissionsThatAreNumbers(int value) {
        mustFail(Map.of("directory", "/a", "permissions", value), "permissions");
    }

    private static FileStoreConfig.Directory directory(String path, int priority) {
        return new FileStoreConfig.Directory(Path.of(path), priority);
    }

    private static FileStoreConfig config(Map<String, Object> options) {
        return FileStoreConfig.of(StoreId.of("files"), BASE, options);
    }

    private static void mustFail(Map<String, Object> options, String named) {
        assertThatThrownBy(() -> config(options))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.INVALID))
                .hasMessageStartingWith("store files: option " + named + " ");
    }
}
