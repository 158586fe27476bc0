package io.longshore.launch.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The disk that everything measured lies on. */
final class Disk {

    private static final double RESERVE = 1.05;

    private final Path directory;

    Disk(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    /** Has what earlier runs wrote written out, so that nobody waits for it on another's clock. */
    void settle() throws IOException, InterruptedException {
        ProcessBuilder sync = new ProcessBuilder("sync", "--file-system", directory.toString());
        if (sync.inheritIO().start().waitFor() != 0) {
            throw new IOException("sync failed");
        }
    }

    /** Fails where so much more would not fit. */
    void requireRoom(long bytes) throws IOException {
        long usableBytes = Files.getFileStore(directory).getUsableSpace();
        if (usableBytes < bytes * RESERVE) {
            throw new IOException("needs " + (bytes >> 20) + " MiB, and " + directory + " has " + (usableBytes >> 20));
        }
    }
}
