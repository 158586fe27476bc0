package io.longshore.store.file;

import io.longshore.image.ImageException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls to one file system, each on a thread that may be left behind: one on a network whose server is gone does not answer, and no
 * signal ends the call. Who asked is told so after a while; when as many calls hang as there may be, everybody is told at once.
 */
final class FileCalls {

    /** At a time. */
    static final int MOST = 16;

    private final Duration timeout;
    private final int most;
    private final Semaphore free;
    private final AtomicInteger leftBehind = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("file-call-", 1).factory());

    FileCalls(Duration timeout) {
        this(timeout, MOST);
    }

    FileCalls(Duration timeout, int most) {
        this.timeout = timeout;
        this.most = most;
        this.free = new Semaphore(most);
    }

    interface Call<T> {
        T make() throws IOException;
    }

    /**
     * What {@code call} answers. {@code UNAVAILABLE} where it has not after the timeout; what it answers later is closed, if it can be.
     */
    <T> T make(FileFailures failures, Call<T> call) throws IOException {
        if (leftBehind.get() >= most) {
            throw hangs(failures);
        }
        try {
            if (!free.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw hangs(failures);
            }
        } catch (InterruptedException e) {
            throw interrupted(failures);
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                T made = call.make();
                if (!answer.complete(made)) {
                    leftBehind.decrementAndGet();
                    close(made);
                }
            } catch (Throwable e) {
                if (!answer.completeExceptionally(e)) {
                    leftBehind.decrementAndGet();
                }
            } finally {
                free.release();
            }
        });
        return await(failures, answer);
    }

    /** Whether a call was left behind that has not come back. */
    boolean hang() {
        return leftBehind.get() > 0;
    }

    private <T> T await(FileFailures failures, CompletableFuture<T> answer) throws IOException {
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException io -> throw io;
                case RuntimeException ours -> throw ours;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (TimeoutException e) {
            return givenUp(answer, hangs(failures));
        } catch (InterruptedException e) {
            return givenUp(answer, interrupted(failures));
        }
    }

    /** It may have come to its end in this very moment. */
    private <T> T givenUp(CompletableFuture<T> answer, ImageException failure) throws IOException {
        leftBehind.incrementAndGet();
        if (answer.completeExceptionally(failure)) {
            throw failure;
        }
        leftBehind.decrementAndGet();
        T late = answer.join();
        close(late);
        throw failure;
    }

    private static void close(Object answer) throws IOException {
        if (answer instanceof java.io.Closeable open) {
            open.close();
        }
    }

    private ImageException hangs(FileFailures failures) {
        return failures.ofDirectory(
                "has not answered for " + timeout.toSeconds() + " s: is the server of its file system in reach?");
    }

    private static ImageException interrupted(FileFailures failures) {
        Thread.currentThread().interrupt();
        return failures.ofDirectory("was not waited for");
    }
}
