package io.longshore.launch.bench;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** What file stores hold of an image, whatever their layout: the files whose path below the store's directory has the image's id. */
final class StoreFiles {

    private final Path root;

    /** @param root holds one directory for each store */
    StoreFiles(Path root) {
        this.root = root;
    }

    /** A store without a directory holds nothing; what comes and goes meanwhile is of other images. */
    List<Path> of(String store, String image) throws IOException {
        Path directory = root.resolve(store);
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()
                        && directory.relativize(file).toString().contains(image)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
        return found;
    }
}
