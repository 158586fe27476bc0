package io.longshore.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What a file holds. AssertJ's own comparison looks at one byte at a time, and takes longer than the import that it follows. */
public final class FileContent {

    private FileContent() {}

    public static void assertHolds(Path file, byte[] content) {
        try {
            assertThat(Arrays.mismatch(Files.readAllBytes(file), content))
                    .as("the first byte of %s that differs", file)
                    .isEqualTo(-1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
