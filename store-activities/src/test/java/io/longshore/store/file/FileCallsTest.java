package io.longshore.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.StoreId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class FileCallsTest {

    private static final FileFailures FAILURES = new FileFailures(StoreId.of("nfs"), false);

    @Test
    void answersAndFailsAsTheCallDoes() throws IOException {
        FileCalls calls = new FileCalls(Duration.ofSeconds(60));
        assertThat(calls.make(FAILURES, () -> "text")).isEqualTo("text");
        assertThatThrownBy(() -> calls.make(FAILURES, () -> {
                    throw new NoSuchFileException("there");
                }))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> calls.make(FAILURES, () -> {
                    throw FAILURES.ofDirectory("is missing");
                }))
                .hasMessage("store nfs: its directory is missing");
    }

    @Test
    void whatHangsIsLeftBehindAndWhatItOpensLateIsClosed() throws Exception {
        FileCalls calls = new FileCalls(Duration.ofSeconds(3));
        CountDownLatch comesBack = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        mustHang(() -> calls.make(FAILURES, () -> {
            awaitDeaf(comesBack);
            return (Closeable) closed::countDown;
        }));
        assertThat(calls.make(FAILURES, () -> "others go on")).isEqualTo("others go on");
        assertThat(calls.hang()).isTrue();
        comesBack.countDown();
        assertThat(closed.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(calls.hang()).isFalse();
    }

    @Test
    void noMoreThanSoManyAreLeftBehind() throws Exception {
        FileCalls calls = new FileCalls(Duration.ofMillis(300));
        CountDownLatch comesBack = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(FileCalls.MOST);
        Semaphore begun = new Semaphore(0);
        for (int i = 0; i < FileCalls.MOST; i++) {
            mustHang(() -> calls.make(FAILURES, () -> {
                begun.release();
                awaitDeaf(comesBack);
                ended.countDown();
                return true;
            }));
        }
        begun.acquire(FileCalls.MOST);
        mustHang(() -> calls.make(FAILURES, () -> {
            begun.release();
            return true;
        }));
        assertThat(begun.availablePermits())
                .as("calls made while all others hang")
                .isZero();
        comesBack.countDown();
        assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try {
                assertThat(calls.make(FAILURES, () -> "as before")).isEqualTo("as before");
                return;
            } catch (ImageException e) {
                assertThat(System.nanoTime()).as(e.getMessage()).isLessThan(end);
            }
        }
    }

    /** As a call that no signal ends. */
    private static void awaitDeaf(CountDownLatch latch) {
        boolean open = false;
        while (!open) {
            try {
                latch.await();
                open = true;
            } catch (InterruptedException deaf) {
                open = false;
            }
        }
    }

    private static void mustHang(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.UNAVAILABLE))
                .hasMessageStartingWith("store nfs: its directory has not answered for");
    }
}
