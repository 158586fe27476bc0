package io.longshore.store;

import io.longshore.image.ImageException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One promise of a store, in words, and the way to put it to the test. */
public final class StorePromise {

    private final String words;
    private final Supplier<Trial> trials;
    private final Check check;

    StorePromise(String words, Supplier<Trial> trials, Check check) {
        this.words = words;
        this.trials = trials;
        this.check = check;
    }

    /** What is promised. */
    public String words() {
        return words;
    }

    /** Tries it, on objects of its own, which are deleted afterwards. Never fails; repeatable. */
    public Verdict test() {
        long start = System.nanoTime();
        Throwable breach = null;
        try (Trial trial = trials.get()) {
            check.on(trial);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            breach = e;
        } catch (Exception | AssertionError e) {
            breach = e;
        }
        return new Verdict(words, breach, Duration.ofNanos(System.nanoTime() - start));
    }

    @Override
    public String toString() {
        return words;
    }

    /** Says with an {@link AssertionError} what it finds broken. */
    @FunctionalInterface
    interface Check {
        void on(Trial trial) throws Exception;
    }

    /**
     * How a promise fared.
     *
     * @param breach what broke it; none: it was held
     */
    public record Verdict(String promise, @Nullable Throwable breach, Duration took) {

        public boolean isHeld() {
            return breach == null;
        }

        /** Why it is broken, for people; empty where it was held. */
        public String reason() {
            if (breach == null) {
                return "";
            }
            return breach instanceof AssertionError || breach instanceof ImageException
                    ? String.valueOf(breach.getMessage())
                    : breach.toString();
        }
    }
}
