package io.longshore.store.file;

import io.longshore.image.ObjectUrl;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where an object lies, both ways: {@code file://<directory>/<name>}, as Glance writes it, without any encoding.
 *
 * @param path in a store's directory, never deeper
 */
record FileLocation(Path path) {

    private static final String WRITTEN = "file://";

    /** Glance reads both. */
    private static final List<String> READ = List.of(WRITTEN, "filesystem://");

    private static final List<String> DETOURS = List.of("", ".", "..");

    /** Reads an address; {@code INVALID} where it does not lead straight into one of {@code directories}. Looks at no file. */
    static FileLocation of(ObjectUrl url, Set<Path> directories, FileFailures failures) {
        String text = READ.stream()
                .filter(url.value()::startsWith)
                .map(prefix -> url.value().substring(prefix.length()))
                .findFirst()
                .orElseThrow(() -> failures.foreign(url, "it does not begin with " + WRITTEN));
        Path path;
        try {
            path = Path.of(text);
        } catch (InvalidPathException e) {
            throw failures.foreign(url, e.getReason());
        }
        // Detours are refused by name: what they lead to is for the file system to say, and may change.
        if (!path.toString().equals(text)
                || path.getParent() == null
                || !directories.contains(path.getParent())
                || DETOURS.contains(path.getFileName().toString())) {
            throw failures.foreign(url, "its objects lie directly in " + new TreeSet<>(directories));
        }
        return new FileLocation(path);
    }

    ObjectUrl url() {
        return ObjectUrl.of(WRITTEN + path);
    }
}
