package io.longshore.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.StoreId;
import io.longshore.store.SystemError;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Errors that no test can provoke everywhere; those that one can are provoked in {@code LimitedDiskTest}. */
final class SystemErrorTest {

    private static final FileFailures FAILURES = new FileFailures(StoreId.of("files"), false);
    private static final Path FILE = Path.of("/srv/images/x");

    @ParameterizedTest
    @EnumSource(SystemError.class)
    void isKnownFromEitherKindOfException(SystemError error) {
        assertThat(SystemError.of(new IOException(error.systemText()))).contains(error);
        assertThat(SystemError.of(new FileSystemException("/srv/images/x", null, error.systemText())))
                .contains(error);
    }

    @ParameterizedTest
    @CsvSource({
        "EDQUOT, STORE_FULL, the disk quota is used up",
        "ENOSPC, STORE_FULL, no space left on the device",
        "EFBIG, STORE_FULL, larger than a file may be here",
        "EIO, UNAVAILABLE, the device reports an input/output error",
        "EROFS, UNAVAILABLE, the file system is read-only",
        "EPERM, UNAVAILABLE, the operating system does not permit it",
    })
    void hasItsKindAndWords(SystemError error, FailureKind kind, String words) {
        ImageException failure = FAILURES.of(FILE, new IOException(error.systemText()));
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessage("store files: x: " + words);
    }

    @Test
    void deniedIsWhatOperatorsRepair() {
        ImageException failure = FAILURES.of(FILE, new AccessDeniedException("/srv/images/x"));
        assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE);
        assertThat(failure).hasMessageContaining("permission denied");
    }

    @Test
    void whatNobodyForesawKeepsItsText() {
        ImageException failure = FAILURES.of(FILE, new IOException("Remote I/O error"));
        assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE);
        assertThat(failure).hasMessage("store files: x: Remote I/O error");
        assertThat(FAILURES.of(FILE, new IOException())).hasMessage("store files: x: IOException");
    }

    @Test
    void readersBlameTheSource() {
        FileFailures reading = FAILURES.ofReading();
        assertThat(reading.of(FILE, new IOException(SystemError.EIO.systemText()))
                        .kind())
                .isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
        assertThat(reading.of(FailureKind.NOT_FOUND, FILE, "gone").kind()).isEqualTo(FailureKind.NOT_FOUND);
    }
}
