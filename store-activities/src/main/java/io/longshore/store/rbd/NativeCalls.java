package io.longshore.store.rbd;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Calls into librbd, on threads of their own: they block and cannot be interrupted, and would hold the carriers of all virtual threads.
 * Whoever waits for one can be interrupted, and gives up in the end even where librbd never answers; the call itself goes on.
 */
final class NativeCalls {

    /** How many of the cluster's timeouts one call may take: taking a lock, for one, is several questions. */
    private static final int TIMEOUTS = 4;

    private final ExecutorService threads;
    private final RbdFailures failures;
    private final Duration patience;

    NativeCalls(RbdFailures failures, Duration timeout) {
        this(
                failures,
                timeout.multipliedBy(TIMEOUTS),
                Executors.newCachedThreadPool(
                        Thread.ofPlatform().daemon().name("rbd-", 1).factory()));
    }

    private NativeCalls(RbdFailures failures, Duration patience, ExecutorService threads) {
        this.failures = failures;
        this.patience = patience;
        this.threads = threads;
    }

    /** On the same threads, for those who read from the store. */
    NativeCalls ofReading() {
        return new NativeCalls(failures.ofReading(), patience, threads);
    }

    /** Begins a call. */
    <T> CompletableFuture<T> begin(Supplier<T> call) {
        return CompletableFuture.supplyAsync(call, threads);
    }

    /** Has something done that nobody waits for. */
    void start(Runnable work) {
        threads.execute(work);
    }

    /** Makes a call and waits for its answer. */
    <T> T make(String doing, Supplier<T> call) {
        return await(doing, begin(call), answer -> {});
    }

    /** Makes a call whose answer must be let go of by {@code unwanted} should nobody wait for it any more. */
    <T> T make(String doing, Supplier<T> call, Consumer<T> unwanted) {
        return await(doing, begin(call), unwanted);
    }

    /** Waits for as long as it takes: for calls that work through a whole image, each step of which gives up in time. */
    <T> T makeLong(String doing, Supplier<T> call) {
        CompletableFuture<T> running = begin(call);
        try {
            return running.get();
        } catch (InterruptedException e) {
            throw interrupted(doing);
        } catch (ExecutionException e) {
            throw thrown(e);
        }
    }

    /** Waits for a call that was begun. */
    <T> T await(String doing, CompletableFuture<T> running, Consumer<T> unwanted) {
        try {
            return running.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            var _ = running.thenAcceptAsync(unwanted, threads);
            throw interrupted(doing);
        } catch (TimeoutException e) {
            var _ = running.thenAcceptAsync(unwanted, threads);
            throw failures.ofCluster(
                    FailureKind.UNAVAILABLE, doing + ": Ceph has not answered for " + patience.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw thrown(e);
        }
    }

    private ImageException interrupted(String doing) {
        Thread.currentThread().interrupt();
        return failures.ofCluster(FailureKind.UNAVAILABLE, doing + ": stopped from outside", null);
    }

    private static RuntimeException thrown(ExecutionException e) {
        return switch (e.getCause()) {
            case RuntimeException failure -> failure;
            case Error error -> throw error;
            case null, default -> new IllegalStateException(e);
        };
    }
}
