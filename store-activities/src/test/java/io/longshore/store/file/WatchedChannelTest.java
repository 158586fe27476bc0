package io.longshore.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.StoreId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class WatchedChannelTest {

    private static final FileFailures FAILURES = new FileFailures(StoreId.of("nfs"), false).ofReading();
    private static final byte[] BYTES = new byte[1_000_003];

    static {
        new Random(1).nextBytes(BYTES);
    }

    @Test
    void givesAllBytesInWhateverPieces() throws IOException {
        try (ReadableByteChannel watched = watched(file(), Duration.ofSeconds(60))) {
            ByteBuffer all = ByteBuffer.allocate(BYTES.length + 1);
            for (int piece = 1; watched.read(all.limit(Math.min(all.capacity(), all.position() + piece))) >= 0; ) {
                piece = piece * 3 + 1;
            }
            assertThat(all.position()).isEqualTo(BYTES.length);
            assertThat(all.array()).startsWith(BYTES);
            assertThat(watched.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    void aReadThatDoesNotComeBackFailsInTimeAndTouchesNobodysMemory() throws Exception {
        CountDownLatch comesBack = new CountDownLatch(1);
        CountDownLatch came = new CountDownLatch(1);
        ReadableByteChannel file = file();
        ReadableByteChannel hangs = new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer target) throws IOException {
                try {
                    comesBack.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                int read = file.read(target);
                came.countDown();
                return read;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() throws IOException {
                try {
                    comesBack.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        ByteBuffer target = ByteBuffer.allocate(1000);
        ReadableByteChannel watched = watched(hangs, Duration.ofMillis(300));
        assertThatThrownBy(() -> watched.read(target))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.SOURCE_UNAVAILABLE))
                .hasMessageContaining("store nfs: its directory has not answered");
        assertThatCode(watched::close).as("its reader knows already").doesNotThrowAnyException();
        comesBack.countDown();
        came.await();
        assertThat(target.position()).isZero();
        assertThat(target.array()).containsOnly(0);
    }

    private static ReadableByteChannel watched(ReadableByteChannel file, Duration timeout) {
        return new WatchedChannel(file, new FileCalls(timeout), FAILURES);
    }

    private static ReadableByteChannel file() {
        return Channels.newChannel(new ByteArrayInputStream(BYTES));
    }
}
