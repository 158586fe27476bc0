package io.longshore.launch;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.store.Store;
import io.longshore.store.StoreFactory;
import io.longshore.store.StorePromise;
import io.longshore.store.StorePromises;
import io.longshore.wiring.StoreConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Puts the promises of one configured store to the test and shows how each fares, as it does. */
final class StoreCheck {

    /** The promises are about parts, not about their size: small ones make them cheap. */
    private static final String PART_SIZE = "8MiB";

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Screen screen;
    private final StoreFactory factory;
    private final StoreConfig config;
    private final Set<String> secrets;
    private volatile boolean ending;

    StoreCheck(Screen screen, StoreFactory factory, StoreConfig config) {
        this.screen = screen;
        this.factory = factory;
        this.config = config;
        this.secrets = secrets();
    }

    /** 0 where all are held, else 1. Who ends the process in the middle gets the promise under way cleaned up first. */
    int run() {
        StorePromises promises = new StorePromises(this::open, secrets);
        List<StorePromise> all = promises.all();
        Optional<String> trouble = trouble(promises);
        if (trouble.isPresent()) {
            screen.complain("longshore: " + trouble.get());
            return 1;
        }
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> end(ended)));
        try {
            return show(promises, all);
        } finally {
            ended.countDown();
        }
    }

    private int show(StorePromises promises, List<StorePromise> all) {
        screen.say("Store " + config.id() + ", type " + config.type() + ": " + all.size() + " promises");
        long begun = System.nanoTime();
        int held = 0;
        int tried = 0;
        String why = "";
        for (StorePromise promise : all) {
            if (ending) {
                why = "ended before the others were tried";
                break;
            }
            StorePromise.Verdict verdict = promise.test();
            tried++;
            held += verdict.isHeld() ? 1 : 0;
            say(verdict);
            Optional<String> trouble = verdict.isHeld() ? Optional.empty() : trouble(promises);
            if (trouble.isPresent()) {
                why = "the others were not tried: " + trouble.get();
                break;
            }
        }
        screen.say(held + " held, " + (tried - held) + " broken"
                + (tried == all.size() ? "" : ", " + (all.size() - tried) + " not tried") + ", in "
                + Words.seconds(Duration.ofNanos(System.nanoTime() - begun)) + (why.isEmpty() ? "" : "; " + why));
        return held == all.size() ? 0 : 1;
    }

    private void say(StorePromise.Verdict verdict) {
        screen.say(String.format(
                Locale.ROOT,
                "  %-6s %6.2f s  %s",
                verdict.isHeld() ? "held" : "BROKEN",
                verdict.took().toMillis() / 1000.0,
                verdict.promise()));
        if (!verdict.isHeld()) {
            screen.say("                    " + hidden(verdict.reason()));
        }
    }

    /** Why the store cannot be used at all; what it does wrong is for the promises to say. */
    private Optional<String> trouble(StorePromises promises) {
        try {
            promises.reach();
        } catch (ImageException e) {
            return Optional.of(hidden(String.valueOf(e.getMessage())));
        } catch (AssertionError e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private Store open() {
        Map<String, Object> options = new HashMap<>(config.options());
        factory.partSizeOption().ifPresent(option -> options.put(option, PART_SIZE));
        if (factory.create(config.id(), config.description(), config.weight(), options) instanceof Store store) {
            return store;
        }
        throw new ImageException(
                FailureKind.INVALID,
                "store " + config.id() + " is read-only: what every store promises is about writing.");
    }

    /** A key that other options hold as well (a bucket of the same name) is in every message, and no secret. */
    private Set<String> secrets() {
        Set<String> names = factory.secretOptions();
        String rest = config.options().entrySet().stream()
                .filter(option -> !names.contains(option.getKey()))
                .map(option -> option.getValue().toString())
                .collect(Collectors.joining(" ", config.id() + " " + config.description() + " ", ""));
        return names.stream()
                .map(config.options()::get)
                .filter(Objects::nonNull)
                .map(Object::toString)
                .filter(secret -> !secret.isBlank() && !rest.contains(secret))
                .collect(Collectors.toSet());
    }

    private String hidden(String words) {
        String shown = words.replace('\n', ' ');
        for (String secret : secrets) {
            shown = shown.replace(secret, "***");
        }
        return shown;
    }

    private void end(CountDownLatch ended) {
        ending = true;
        try {
            ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
