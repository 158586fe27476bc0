package io.longshore.launch.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FloorsTest {

    private static final Effort EFFORT =
            new Effort(1, 1, 1, 1, Duration.ofMillis(50), 2, List.of(), List.of(), List.of(), Duration.ofSeconds(30));

    @TempDir
    private Path directory;

    private final Watchdog watchdog = new Watchdog(Duration.ofSeconds(30));
    private final SourceServer source = new SourceServer(0);

    FloorsTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        watchdog.close();
        source.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cp-1", "cp-3", Floors.FETCH, Floors.DOWNLOAD, Floors.REQUESTS})
    void aFloorDoesItsWorkAndLeavesNothing(String name) throws Exception {
        Sample sample = floor(name).run(image());

        assertThat(floor(name).name()).isEqualTo(name);
        assertThat(sample.wallSeconds()).isPositive();
        assertThat(sample.get(Figure.CPU)).isPresent();
        assertThat(left()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cp-2", Floors.FETCH, Floors.DOWNLOAD})
    void aFloorThatDidLessIsNoFloor(String name) throws Exception {
        SourceImage image = image();
        SourceImage claimsMore =
                new SourceImage(image.path(), image.sizeBytes() - 1, image.md5(), image.sha512(), image.crc32c());

        assertThatIOException().isThrownBy(() -> floor(name).run(claimsMore));
        assertThat(left()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {Floors.FETCH, Floors.DOWNLOAD})
    void aFloorWithOtherBytesIsNoFloor(String name) throws Exception {
        SourceImage image = image();
        byte[] bytes = Files.readAllBytes(image.path());
        bytes[1 << 20] ^= 1;
        Files.write(image.path(), bytes);

        assertThatIOException().isThrownBy(() -> floor(name).run(image)).withMessageContaining("other bytes");
        assertThat(left()).isEmpty();
    }

    @Test
    void aCopyThatCannotBeMadeFails() throws Exception {
        SourceImage image = image();
        Files.delete(image.path());

        assertThatIOException().isThrownBy(() -> floor("cp-2").run(image)).withMessageContaining("cp-2 failed: cp: ");
        assertThat(left()).isEmpty();
    }

    @Test
    void theClientsLimitIsARate() throws Exception {
        Sample sample = floor(Floors.REQUESTS).run(image());

        assertThat(sample.get(Figure.PER_SECOND).orElseThrow()).isPositive();
        assertThat(sample.latenciesSeconds()).hasSizeGreaterThan(1);
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(work())) {
            return files.toList();
        }
    }

    private Floor floor(String name) throws IOException {
        return new Floors(work(), source, watchdog, EFFORT).named(name);
    }

    private Path work() {
        return directory.resolve("work");
    }

    private SourceImage image() throws IOException, InterruptedException {
        return new ImageMaker(directory.resolve("images")).make(3);
    }
}
