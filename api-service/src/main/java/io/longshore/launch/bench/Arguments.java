package io.longshore.launch.bench;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A command line of {@code --key value}, {@code --key=value} and {@code --flag}. What it does not know it refuses by name. */
final class Arguments {

    private final Map<String, List<String>> values = new HashMap<>();
    private final Set<String> flags = new HashSet<>();

    /**
     * @param keys that take a value
     * @param switches that take none
     * @param repeatable those of the keys that may come more than once
     */
    Arguments(String[] args, Set<String> keys, Set<String> switches, Set<String> repeatable) {
        for (int i = 0; i < args.length; i++) {
            String arg = args[i];
            int equals = arg.indexOf('=');
            String key = equals < 0 ? arg : arg.substring(0, equals);
            if (switches.contains(key) && equals < 0) {
                flags.add(key);
            } else if (keys.contains(key)) {
                if (equals < 0 && i + 1 == args.length) {
                    throw new IllegalArgumentException(key + " needs a value");
                }
                List<String> given = values.computeIfAbsent(key, k -> new ArrayList<>());
                given.add(equals < 0 ? args[++i] : arg.substring(equals + 1));
                if (given.size() > 1 && !repeatable.contains(key)) {
                    throw new IllegalArgumentException(key + " is given twice");
                }
            } else {
                throw new IllegalArgumentException("unknown argument '" + arg + "'; --help lists what there is");
            }
        }
    }

    boolean has(String flag) {
        return flags.contains(flag);
    }

    Optional<String> one(String key) {
        return all(key).findFirst();
    }

    Stream<String> all(String key) {
        return values.getOrDefault(key, List.of()).stream();
    }

    /** A whole number of at least {@code least}. */
    int number(String key, int fallback, int least) {
        return one(key).map(text -> number(key, text, least)).orElse(fallback);
    }

    /** Seconds with up to three decimals, more than none. */
    Duration seconds(String key, Duration fallback) {
        Duration given = one(key).filter(text -> text.matches("\\d{1,6}(\\.\\d{1,3})?"))
                .map(text ->
                        Duration.ofMillis(new BigDecimal(text).movePointRight(3).longValueExact()))
                .orElse(one(key).isEmpty() ? fallback : Duration.ZERO);
        if (given.isZero()) {
            throw new IllegalArgumentException(
                    key + " wants seconds, more than none, not '" + one(key).orElse("") + "'");
        }
        return given;
    }

    /** Whole numbers of at least 1, separated by commas, none twice. */
    List<Integer> numbers(String key, List<Integer> fallback) {
        List<Integer> list = one(key).map(text -> Stream.of(text.split(",", -1))
                        .map(item -> number(key, item, 1))
                        .toList())
                .orElse(fallback);
        if (Set.copyOf(list).size() < list.size()) {
            throw new IllegalArgumentException(key + " names a number twice");
        }
        return list;
    }

    private static int number(String key, String text, int least) {
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < least) {
            throw new IllegalArgumentException(
                    key + " wants a whole number of at least " + least + ", not '" + text + "'");
        }
        return Integer.parseInt(text);
    }
}
