package io.longshore.kill;

import io.longshore.kill.fault.FaultKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How much is to be done.
 *
 * @param kills that are to be felt
 * @param longest ends the run earlier
 * @param slow whether there are faults that take a minute: hosts that are lost, zombies past every lease
 * @param kinds the faults that may come; none: all
 * @param quietAfter so many kills everything comes to rest once, and is looked at as a whole
 */
record MatrixOptions(
        int kills,
        long seed,
        Duration longest,
        int clients,
        int apis,
        boolean slow,
        Set<FaultKind> kinds,
        int quietAfter,
        Path directory) {

    static final String USAGE = """
            kill-matrix [--kills N] [--seed N] [--minutes N] [--clients N] [--quiet-after N] [--only KIND[,KIND…]] [--directory DIR]

              Runs imports, uploads and deletes by several clients at once on two APIs and two workers, and kills, stops, forgets or
              breaks one thing after another: 500 times by default. What must be true is checked all the time; the exit code is 1 where
              it was not. The same seed makes the same journeys and the same faults in the same order.
            """;

    /** {@link IllegalArgumentException} where the words make no sense. */
    static MatrixOptions parse(List<String> words, Path temporary) {
        int kills = 500;
        long seed = ThreadLocalRandom.current().nextInt(1_000_000);
        Duration longest = Duration.ofHours(12);
        int clients = 6;
        int quietAfter = 25;
        Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        Path directory = temporary;
        Iterator<String> left = new ArrayList<>(words).iterator();
        while (left.hasNext()) {
            String option = left.next();
            if (!left.hasNext()) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            String value = left.next();
            switch (option) {
                case "--kills" -> kills = Integer.parseInt(value);
                case "--seed" -> seed = Long.parseLong(value);
                case "--minutes" -> longest = Duration.ofMinutes(Integer.parseInt(value));
                case "--clients" -> clients = Integer.parseInt(value);
                case "--quiet-after" -> quietAfter = Integer.parseInt(value);
                case "--only" ->
                    Arrays.stream(value.toUpperCase(Locale.ROOT)
                                    .replace('-', '_')
                                    .split(","))
                            .map(FaultKind::valueOf)
                            .forEach(kinds::add);
                case "--directory" -> directory = Path.of(value);
                default -> throw new IllegalArgumentException("what is " + option + "?");
            }
        }
        return new MatrixOptions(kills, seed, longest, clients, 2, true, kinds, quietAfter, directory);
    }
}
