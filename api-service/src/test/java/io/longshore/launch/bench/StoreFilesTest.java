package io.longshore.launch.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreFilesTest {

    private static final int LOOKS = 2_000;

    @TempDir
    private Path root;

    @Test
    void otherImagesComeAndGoWhileItLooks() throws IOException {
        Path store = Files.createDirectory(root.resolve("fast"));
        Path copy = Files.createFile(store.resolve("ours"));
        AtomicBoolean ended = new AtomicBoolean();
        CompletableFuture<Void> others = CompletableFuture.runAsync(() -> comeAndGo(store, ended));
        StoreFiles files = new StoreFiles(root);
        try {
            for (int i = 0; i < LOOKS; i++) {
                assertThat(files.of("fast", "ours")).containsExactly(copy);
            }
        } finally {
            ended.set(true);
            others.join();
        }
    }

    private static void comeAndGo(Path store, AtomicBoolean ended) {
        try {
            while (!ended.get()) {
                for (int i = 0; i < 20; i++) {
                    Files.createFile(store.resolve("other" + i));
                }
                for (int i = 0; i < 20; i++) {
                    Files.delete(store.resolve("other" + i));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aStoreWithoutADirectoryHoldsNothing() throws IOException {
        assertThat(new StoreFiles(root).of("nowhere", "ours")).isEmpty();
    }
}
