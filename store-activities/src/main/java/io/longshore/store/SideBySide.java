package io.longshore.store;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Calls to one server, several at a time. */
public final class SideBySide {

    private SideBySide() {}

    /** Makes all the calls, and those after a failed one too; then the first failure is thrown. */
    public static void run(List<? extends Callable<?>> calls, int atOnce) throws InterruptedException {
        @Nullable ImageException first = null;
        try (ExecutorService threads =
                Executors.newFixedThreadPool(atOnce, Thread.ofVirtual().factory())) {
            List<Future<?>> made = new ArrayList<>();
            calls.forEach(call -> made.add(threads.submit(call)));
            try {
                for (Future<?> one : made) {
                    @Nullable ImageException failure = failure(one);
                    first = first == null ? failure : first;
                }
            } catch (InterruptedException e) {
                threads.shutdownNow();
                throw e;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** Makes the calls until one fails, and throws its failure when those that were being made have ended. */
    public static void untilOneFails(List<? extends Callable<?>> calls, int atOnce) throws InterruptedException {
        AtomicBoolean failed = new AtomicBoolean();
        List<Callable<Boolean>> heeding = new ArrayList<>();
        for (Callable<?> call : calls) {
            heeding.add(() -> {
                boolean made = false;
                try {
                    if (!failed.get()) {
                        call.call();
                    }
                    made = true;
                } finally {
                    failed.compareAndSet(false, !made);
                }
                return made;
            });
        }
        run(heeding, atOnce);
    }

    private static @Nullable ImageException failure(Future<?> one) throws InterruptedException {
        try {
            one.get();
            return null;
        } catch (ExecutionException e) {
            return e.getCause() instanceof ImageException known
                    ? known
                    : new ImageException(FailureKind.INTERNAL, "an unforeseen failure: " + e.getCause(), e);
        }
    }
}
