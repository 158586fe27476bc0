package io.longshore.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataDirectoryTest {

    private static final String OPEN = "rwxr-xr-x";
    private static final String CLOSED = "rwx------";

    @TempDir
    private Path temporary;

    private Path directory = Path.of("data");

    @BeforeEach
    void directory() throws IOException {
        directory = Files.createDirectory(temporary.resolve("data"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(OPEN));
    }

    @Test
    void oneThatIsNotThereIsMade() throws IOException {
        Path absent = temporary.resolve("not/there");
        DataDirectory.take(absent).close();
        assertThat(permissions(absent)).isEqualTo(CLOSED);
    }

    @Test
    void oneThatIsEmptyIsTakenAndTakenAgain() throws IOException {
        try (DataDirectory data = DataDirectory.take(directory)) {
            data.directory("stores", "fast");
        }
        assertThat(permissions(directory)).isEqualTo(CLOSED);
        DataDirectory.take(directory).close();
    }

    @Test
    void whatIsFetchedAndMeasuredBeforeIsNotInTheWay() throws IOException {
        Files.createDirectories(directory.resolve("cache/temporal-1"));
        Files.createDirectory(directory.resolve("bench"));
        DataDirectory.take(directory).close();
        assertThat(permissions(directory)).isEqualTo(CLOSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"letters", "lock"})
    void oneOfOthersIsLeftAsItIs(String name) throws IOException {
        Path theirs = Files.createDirectory(directory.resolve(name));
        assertThatThrownBy(() -> DataDirectory.take(directory)).isInstanceOfSatisfying(ImageException.class, e -> {
            assertThat(e.kind()).isEqualTo(FailureKind.INVALID);
            assertThat(e).hasMessageContainingAll("data directory " + directory, "not Longshore's", "--data DIR");
        });
        assertThat(permissions(directory)).isEqualTo(OPEN);
        assertThat(directory).isDirectoryNotContaining(path -> !path.equals(theirs));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
