package io.longshore.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.ByteSource;
import io.longshore.store.ReadableStore;
import io.longshore.store.Store;
import io.longshore.store.StoreDescription;
import io.longshore.store.StoreFactory;
import io.longshore.store.Upload;
import io.longshore.store.file.FileStoreFactory;
import io.longshore.wiring.Engine;
import io.longshore.wiring.EngineFactory;
import io.longshore.wiring.EngineOrder;
import io.longshore.wiring.SampleStores;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configured store is put to the test: one that is honest, one that lies, one that is away, and what is no store to test. */
final class CheckStoreTest {

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void configure() throws Exception {
        Files.createDirectories(directory.resolve("honest"));
        Files.createDirectories(directory.resolve("lying"));
        Files.writeString(directory.resolve("longshore.yaml"), """
                stores:
                  - {id: honest, type: file, directory: honest, part-size: 1GiB}
                  - {id: liar, type: lying, directory: lying, key: hunter2hunter2}
                  - {id: away, type: away, directory: away, key: hunter2hunter2}
                  - {id: web, type: http}
                default-store: honest
                staging: {directory: staging, mode: local}
                database: {url: 'jdbc:postgresql://db/longshore'}
                """);
    }

    @Test
    void anHonestStoreHoldsEveryPromiseAndIsLeftEmpty() {
        assertThat(check("honest")).as(text(out) + text(err)).isZero();
        assertThat(text(out))
                .contains("Store honest, type file", "  held ", " 0 broken")
                .doesNotContain("BROKEN", "not tried");
        assertThat(directory.resolve("honest")).isEmptyDirectory();
    }

    @Test
    void aLiarIsToldWhichPromiseItBreaksAndItsKeyStaysUntold() {
        assertThat(check("liar")).isEqualTo(1);
        assertThat(text(out))
                .containsPattern(
                        "BROKEN +[0-9.]+ s  says that what is not there is not there\n +nothing is there for \\*{3}")
                .containsPattern("\\d+ held, [1-9]\\d* broken, in ")
                .doesNotContain("hunter2")
                .contains("***");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void aStoreThatIsAwayIsNotAskedForEveryPromise() {
        assertThat(check("away")).isEqualTo(1);
        assertThat(text(err)).isEqualTo("longshore: store away: nobody answers to ***\n");
        assertThat(text(out)).isEmpty();
    }

    @Test
    void whatCannotBeCheckedIsSaidInWords() {
        assertThat(check("web")).isEqualTo(2);
        assertThat(check("nowhere")).isEqualTo(2);
        assertThat(text(err))
                .contains("store web is read-only", "there is no store nowhere", "honest, liar, away, web");
    }

    private int check(String store) {
        Screen screen = new Screen(stream(out), stream(err), false);
        return new Main(screen, Map.of("HOSTNAME", "host1"), new Kinds())
                .run(List.of(
                        "check-store",
                        store,
                        "--config",
                        directory.resolve("longshore.yaml").toString()));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static final class Kinds implements EngineFactory {
        @Override
        public Map<String, StoreFactory> storeFactories(Path configDirectory) {
            StoreFactory files = new FileStoreFactory(configDirectory);
            StoreFactory http = SampleStores.factories().get("http");
            return Map.of(
                    "file",
                    files,
                    "http",
                    http,
                    "lying",
                    new Altered("lying", files, FailureKind.NOT_FOUND),
                    "away",
                    new Altered("away", files, FailureKind.UNAVAILABLE));
        }

        @Override
        public Engine start(EngineOrder order) {
            throw new AssertionError("nothing of this starts an engine");
        }
    }

    /** A file store that fails in words of its own, with the key in them. */
    private record Altered(String type, StoreFactory files, FailureKind kind) implements StoreFactory {

        @Override
        public List<String> options() {
            return Stream.concat(Stream.of("key"), files.options().stream()).toList();
        }

        @Override
        public ReadableStore create(StoreId id, String description, int weight, Map<String, Object> options) {
            Map<String, Object> known = new java.util.HashMap<>(options);
            String key = String.valueOf(known.remove("key"));
            return new AlteredStore((Store) files.create(id, description, weight, known), kind, key);
        }

        @Override
        public Optional<String> partSizeOption() {
            return files.partSizeOption();
        }

        @Override
        public Set<String> secretOptions() {
            return Set.of("key");
        }
    }

    private record AlteredStore(Store honest, FailureKind kind, String key) implements Store {

        @Override
        public StoreDescription describe() {
            return honest.describe();
        }

        @Override
        public ByteSource source(ObjectUrl url) {
            ByteSource source = honest.source(url);
            try {
                source.object();
            } catch (ImageException e) {
                throw new ImageException(e.kind(), "nothing is there for " + key, e);
            }
            return source;
        }

        @Override
        public ObjectUrl place(ImageId image, int nth, OptionalLong size) {
            if (kind == FailureKind.UNAVAILABLE) {
                throw new ImageException(kind, "store " + describe().id() + ": nobody answers to " + key);
            }
            return honest.place(image, nth, size);
        }

        @Override
        public Upload begin(ObjectUrl url, OptionalLong size) {
            return honest.begin(url, size);
        }

        @Override
        public Upload resume(ObjectUrl url, OptionalLong size, Extents durable) {
            return honest.resume(url, size, durable);
        }

        @Override
        public void delete(ObjectUrl url) {
            honest.delete(url);
        }
    }
}
