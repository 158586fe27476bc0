package io.longshore.launch.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The floors by their names. */
final class Floors {

    /** Loopback GET, MD5 and SHA-512 on a thread each, one file, fsync. */
    static final String FETCH = "get-hash-write-1";

    /** Loopback GET of the source server's sendfile, read and dropped: the least a download can take, and the most this client can. */
    static final String DOWNLOAD = "loopback-get";

    /** Requests for a small fixed answer: the most this client can ask. */
    static final String REQUESTS = "loopback-requests";

    private static final String COPY = "cp-";

    private final Path work;
    private final SourceServer source;
    private final Watchdog watchdog;
    private final Effort effort;

    /** @param work a directory on the disk of the stores */
    Floors(Path work, SourceServer source, Watchdog watchdog, Effort effort) throws IOException {
        this.work = Files.createDirectories(work);
        this.source = source;
        this.watchdog = watchdog;
        this.effort = effort;
    }

    /** As many {@code cp} at once, then fsync of the files and their directory. */
    static String copy(int copies) {
        return COPY + copies;
    }

    Floor named(String name) {
        return switch (name) {
            case FETCH -> new FetchFloor(work, source, watchdog);
            case DOWNLOAD -> new DownloadFloor(source, watchdog);
            case REQUESTS -> new RequestFloor(source, watchdog, effort);
            default -> new CopyFloor(work, Integer.parseInt(name.substring(COPY.length())));
        };
    }
}
