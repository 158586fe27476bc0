package io.longshore.launch.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What file stores hold of an image, whatever their layout: the files whose path below the store's directory has the image's id. */
final class StoreFiles {

    private final Path root;

    /** @param root holds one directory for each store */
    StoreFiles(Path root) {
        this.root = root;
    }

    /** A store without a directory holds nothing. */
    List<Path> of(String store, String image) throws IOException {
        Path directory = root.resolve(store);
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(path -> directory.relativize(path).toString().contains(image))
                    .filter(Files::isRegularFile)
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
