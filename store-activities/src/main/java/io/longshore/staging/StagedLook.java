package io.longshore.staging;

import io.longshore.image.FailureKind;
import io.longshore.staging.StagedName.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Looks at what other processes may have done to a staged file, and tells its growth. */
final class StagedLook {

    /** How often a follower looks: what this process does itself, it learns at once. */
    static final Duration INTERVAL = Duration.ofMillis(200);

    private final StagedName name;
    private final StagingFiles files;
    private final Growth growth;
    private long next = System.nanoTime();
    private boolean wasThere;

    StagedLook(StagedName name, StagingFiles files, Growth growth) {
        this.name = name;
        this.files = files;
        this.growth = growth;
    }

    /** Looks, unless that was done a moment ago. */
    synchronized void ifDue() {
        if (System.nanoTime() - next >= 0) {
            now();
        }
    }

    /** Looks. */
    synchronized void now() {
        next = System.nanoTime() + INTERVAL.toNanos();
        try {
            look();
        } catch (IOException e) {
            throw StagingFailures.of(name.toString(), e);
        }
    }

    private void look() throws IOException {
        OptionalLong size = files.size(name, Kind.DATA);
        if (size.isEmpty()) {
            missing();
            return;
        }
        wasThere = true;
        if (growth.state().whole() != null) {
            return;
        }
        Optional<SealedFile> sealed = files.sealed(name);
        if (sealed.isPresent()) {
            growth.sealed(sealed.get().manifest());
            return;
        }
        growth.grown(files.wholeUnitBytes(name));
        files.read(name, Kind.FAILED)
                .ifPresent(reason -> growth.over(
                        StagingFailures.of(FailureKind.SOURCE_LOST, new String(reason, StandardCharsets.UTF_8))));
    }

    private void missing() throws IOException {
        if (!Files.isDirectory(files.directory())) {
            growth.over(StagingFailures.of(FailureKind.STAGING_LOST, "the directory is gone"));
        } else if (files.newestGeneration(name.image()) > name.generation()) {
            growth.over(StagingFailures.of(FailureKind.SOURCE_CHANGED, name + " was begun anew"));
        } else if (wasThere || growth.state().bytes() > 0) {
            growth.over(StagingFailures.of(FailureKind.SOURCE_CHANGED, name + " was discarded"));
        }
    }
}
