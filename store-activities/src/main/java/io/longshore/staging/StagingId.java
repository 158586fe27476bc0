package io.longshore.staging;

import io.longshore.image.FailureKind;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** The id written inside the directory. */
final class StagingId {

    static final String FILE = "staging.id";

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{12}");
    private static final Duration PAUSE = Duration.ofMillis(2);

    private StagingId() {}

    /** Reads the id; where there is none yet, writes one. Of several processes that do so at once, one writes. */
    static String of(StagingFiles files, StagingLocks locks) throws IOException {
        Path path = files.directory().resolve(FILE);
        while (!Files.exists(path)) {
            Optional<FileLock> lock = locks.tryLockId();
            if (lock.isEmpty()) {
                LockSupport.parkNanos(PAUSE.toNanos());
                continue;
            }
            try (FileLock held = lock.get()) {
                if (held.isValid() && !Files.exists(path)) {
                    String id = UUID.randomUUID().toString().replace("-", "").substring(0, 12);
                    files.writeWhole(path.resolveSibling(FILE + ".tmp"), path, id.getBytes(StandardCharsets.US_ASCII));
                }
            }
        }
        String id = Files.readString(path, StandardCharsets.US_ASCII).strip();
        if (!FORM.matcher(id).matches()) {
            throw StagingFailures.of(FailureKind.INVALID, "the file " + FILE + " in the directory is damaged");
        }
        return id;
    }
}
