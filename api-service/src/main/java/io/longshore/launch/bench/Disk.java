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

    /**
     * Has what earlier runs wrote written out, and takes as much memory as the next is to write, up to a third of the machine's, and gives
     * it back: nobody waits on another's clock. A virtual machine's host takes free memory away, and whoever first writes to it again
     * waits two seconds a GiB for it.
     */
    void settle(long bytes) throws IOException, InterruptedException {
        run("sync", "--file-system", directory.toString());
        long most = (Machine.now().memoryMib() / 3) << 20;
        // tail keeps what it may yet have to print
        run("sh", "-c", "head -c $0 /dev/zero | tail -c $0 > /dev/null", Long.toString(Math.min(bytes, most)));
    }

    private static void run(String... command) throws IOException, InterruptedException {
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException(command[0] + " failed");
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
