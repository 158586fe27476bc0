package io.longshore.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.StoreId;
import io.longshore.store.ReadableStore;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FileStoreConfigTest {

    private static final Path BASE = Path.of("/etc/longshore");

    @Test
    void defaults() {
        assertThat(config(Map.of("directory", "/srv/images")))
                .isEqualTo(new FileStoreConfig(Path.of("/srv/images"), java.util.Set.of(), 64 << 20));
    }

    @Test
    void everyOption() {
        assertThat(config(Map.of("directory", "../images/", "permissions", "0640", "part-size", "1 GiB")))
                .isEqualTo(new FileStoreConfig(
                        Path.of("/etc/images"), PosixFilePermissions.fromString("rw-r-----"), 1L << 30));
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
                .isEqualTo(Map.of("data_dir", "/srv/images", "chunk_size", 65536, "thin_provisioning", false));
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
