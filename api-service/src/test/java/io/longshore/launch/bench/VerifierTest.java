package io.longshore.launch.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VerifierTest {

    private static final String ID = "11111111-2222-3333-4444-555555555555";
    private static final List<String> STORES = List.of("fast", "cheap");

    @TempDir
    private Path directory;

    private SourceImage image = new SourceImage(Path.of(""), 0, "", "", 0);

    @BeforeEach
    void storeTwice() throws Exception {
        image = new ImageMaker(directory.resolve("images")).make(1);
        Files.createDirectories(directory.resolve("fast"));
        Files.createDirectories(directory.resolve("cheap/deep/" + ID));
        Files.copy(image.path(), directory.resolve("fast/" + ID));
        Files.copy(image.path(), directory.resolve("cheap/deep/" + ID + "/data"));
    }

    @Test
    void rightBytesInEveryLayoutAreRight() throws Exception {
        assertThat(new Verifier(directory).faults(shown(), image, STORES)).isEmpty();
    }

    @Test
    void aWrongByteIsFound() throws Exception {
        byte[] bytes = Files.readAllBytes(image.path());
        bytes[77] ^= 1;
        Files.write(directory.resolve("fast/" + ID), bytes);

        assertThat(new Verifier(directory).faults(shown(), image, STORES))
                .containsExactly("store fast holds other bytes");
        assertThat(new Verifier(null).faults(shown(), image, STORES)).isEmpty();
    }

    @Test
    void aMissingAndASecondCopyAreFound() throws Exception {
        Files.delete(directory.resolve("fast/" + ID));
        Files.copy(image.path(), directory.resolve("cheap/" + ID + ".2"));

        assertThat(new Verifier(directory).faults(shown(), image, List.of("fast", "cheap", "absent")))
                .containsExactly(
                        "store fast holds 0 files of it",
                        "store cheap holds 2 files of it",
                        "store absent holds 0 files of it");
    }

    @Test
    void everyWordOfTheApiIsCompared() throws Exception {
        ObjectNode wrong = shown().put("checksum", "c")
                .put("os_hash_algo", "md5")
                .put("os_hash_value", "v")
                .put("size", 7);

        assertThat(new Verifier(null).faults(wrong, image, STORES))
                .containsExactly("checksum is c", "os_hash_algo is md5", "os_hash_value is v", "size is 7");
    }

    @Test
    void anImageIsGoneWhenNoStoreHoldsIt() throws Exception {
        Verifier verifier = new Verifier(directory);
        assertThat(verifier.isGone(ID, STORES)).isFalse();

        Files.delete(directory.resolve("fast/" + ID));
        assertThat(verifier.isGone(ID, STORES)).isFalse();

        Files.delete(directory.resolve("cheap/deep/" + ID + "/data"));
        assertThat(verifier.isGone(ID, STORES)).isTrue();
        assertThat(new Verifier(null).isGone(ID, STORES)).isTrue();
    }

    @Test
    void anImportIsDoneInAllTargetsOrNotAtAll() throws Exception {
        JsonNode done = image("active", "cheap,fast", "");

        assertThat(ImportWait.isDone(done, STORES)).isTrue();
        assertThat(ImportWait.isDone(image("importing", "cheap,fast", ""), STORES))
                .isFalse();
        assertThat(ImportWait.isDone(image("active", "fast", ""), STORES)).isFalse();
        assertThat(ImportWait.isDone(image("active", "cheap,fast", "edge1"), STORES))
                .isFalse();
        assertThat(ImportWait.isDone(image("active", "cheap,faster", ""), STORES))
                .isFalse();
    }

    @Test
    void theSecondLookComesSoonAndTheHundredthDoesNot() {
        assertThat(ImportWait.Pace.TIGHT.pauseNanos(0)).isEqualTo(2_000_000);
        assertThat(ImportWait.Pace.TIGHT.pauseNanos(100_000_000)).isEqualTo(10_000_000);
        assertThat(ImportWait.Pace.TIGHT.pauseNanos(60_000_000_000L)).isEqualTo(50_000_000);
        assertThat(ImportWait.Pace.CALM.pauseNanos(0)).isEqualTo(50_000_000);
    }

    private static JsonNode image(String status, String stores, String importing) {
        return new ObjectMapper()
                .createObjectNode()
                .put("status", status)
                .put("stores", stores)
                .put("os_glance_importing_to_stores", importing);
    }

    private ObjectNode shown() {
        return new ObjectMapper()
                .createObjectNode()
                .put("id", ID)
                .put("checksum", image.md5())
                .put("os_hash_algo", "sha512")
                .put("os_hash_value", image.sha512())
                .put("size", image.sizeBytes());
    }
}
