package io.longshore.kill.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One file store's directory, on a small file system of its own where the machine lets us mount one, and how it is broken. */
public final class StoreFolder implements AutoCloseable {

    private static final String SIZE = "640m";
    private static final Duration BUSY_PATIENCE = Duration.ofSeconds(3);

    private final String id;
    private final Path folder;
    private final boolean mounted;
    private volatile boolean replaced;
    private boolean closed;

    private StoreFolder(String id, Path folder, boolean mounted) {
        this.id = id;
        this.folder = folder;
        this.mounted = mounted;
    }

    /** Makes the store in {@code folder}. */
    static StoreFolder make(String id, Path folder) {
        try {
            Files.createDirectories(folder);
            boolean mounted = Signals.run(
                            List.of("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "longshore-" + id, folder.toString()))
                    == 0;
            StoreFolder store = new StoreFolder(id, folder, mounted);
            Files.createDirectories(store.images());
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String id() {
        return id;
    }

    /** What the store is configured with. */
    public Path images() {
        return folder.resolve("images");
    }

    /** Whether it lies on a file system of its own. */
    public boolean isMounted() {
        return mounted;
    }

    /** What lies in it, by name, with its size; empty while it is not there. */
    public Optional<Map<String, Long>> contents() {
        if (replaced) {
            return Optional.empty();
        }
        Map<String, Long> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(images())) {
            for (Path file : files.toList()) {
                sizeOf(file).ifPresent(size -> contents.put(String.valueOf(file.getFileName()), size));
            }
            return Optional.of(contents);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of all bytes of a file; what went wrong instead, where it cannot be read. */
    public static String sha512(Path file) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-512");
            try (InputStream bytes = new DigestInputStream(Files.newInputStream(file), digest)) {
                bytes.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            return e.toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Long> sizeOf(Path file) throws IOException {
        try {
            return Optional.of(Files.size(file));
        } catch (NoSuchFileException deleted) {
            return Optional.empty();
        }
    }

    /** Remounts it read-only; false where somebody had a file open for writing all the time. */
    public boolean makeReadOnly() {
        return Rest.until(BUSY_PATIENCE, Duration.ofMillis(3), () -> remount("ro"));
    }

    public void makeWritable() {
        if (!Rest.until(BUSY_PATIENCE, () -> remount("rw"))) {
            throw new AssertionError("store " + id + " cannot be remounted");
        }
    }

    private boolean remount(String how) {
        return Signals.run(List.of("mount", "-o", "remount," + how, folder.toString())) == 0;
    }

    /** Leaves not a byte free. */
    public void fill() {
        byte[] mebibyte = new byte[1 << 20];
        try (var filler = Files.newOutputStream(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                filler.write(mebibyte);
            }
        } catch (IOException full) {
            pad();
        }
    }

    private void pad() {
        try (var filler = Files.newOutputStream(filler(), StandardOpenOption.APPEND)) {
            while (true) {
                filler.write(0);
            }
        } catch (IOException full) {
            return;
        }
    }

    /** Frees what {@link #fill} took. */
    public void empty() {
        try {
            Files.deleteIfExists(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a file where the directory is. */
    public void replaceByFile() {
        replaced = true;
        try {
            Files.move(images(), away());
            Files.writeString(images(), "not a directory");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void putBack() {
        try {
            Files.delete(images());
            Files.move(away(), images());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        replaced = false;
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    private Path away() {
        return folder.resolve("away");
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (mounted && Signals.run(List.of("umount", folder.toString())) != 0) {
            Signals.run(List.of("umount", "-l", folder.toString()));
        }
    }
}
