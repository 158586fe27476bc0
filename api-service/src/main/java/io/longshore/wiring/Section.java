package io.longshore.wiring;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One mapping of the file, read key by key. A wrong value is noted and answered by the fallback, so that reading goes on; {@link
 * #end} notes the keys that nobody asked for.
 */
final class Section {

    private final Findings findings;
    private final String path;
    private final Map<?, ?> values;
    private final Set<String> known = new LinkedHashSet<>();

    Section(Findings findings, String path, Map<?, ?> values) {
        this.findings = findings;
        this.path = path;
        this.values = values;
    }

    Findings findings() {
        return findings;
    }

    /** The full name of a key of this section. */
    String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    void wrong(String key, String message) {
        findings.wrong(at(key), message);
    }

    @Nullable
    String text(String key) {
        return value(
                key,
                "text (quote it, if it looks like a number)",
                v -> v instanceof String s && !s.isBlank() ? s : null);
    }

    String text(String key, String fallback) {
        String text = text(key);
        return text == null ? fallback : text;
    }

    /** Empty, and noted with {@code remedy}, where it is missing. */
    Optional<String> requiredText(String key, String remedy) {
        String text = text(key);
        if (text == null && !holds(key)) {
            wrong(key, "is missing; " + remedy);
        }
        return Optional.ofNullable(text);
    }

    boolean truth(String key, boolean fallback) {
        Boolean truth = value(key, "true or false", v -> v instanceof Boolean b ? b : null);
        return truth == null ? fallback : truth;
    }

    int number(String key, int fallback, int least, int most) {
        Integer number = value(
                key,
                "a whole number from " + least + " to " + most,
                v -> v instanceof Integer n && n >= least && n <= most ? n : null);
        return number == null ? fallback : number;
    }

    long bytes(String key, long fallback, long least) {
        Long bytes = bytes(key, least);
        return bytes == null ? fallback : bytes;
    }

    @Nullable
    Long bytes(String key, long least) {
        return bytes(key, "of at least " + least + " bytes", least, Long.MAX_VALUE);
    }

    long bytes(String key, long fallback, long least, long most) {
        Long bytes = bytes(key, "from " + least + " to " + most + " bytes", least, most);
        return bytes == null ? fallback : bytes;
    }

    private @Nullable Long bytes(String key, String range, long least, long most) {
        return value(
                key,
                "a size " + range + ", such as 64MiB (units: B, KiB, MiB, GiB, TiB, PiB)",
                v -> Optional.of(v)
                        .filter(o -> o instanceof String || o instanceof Integer || o instanceof Long)
                        .flatMap(o -> Quantities.bytes(o.toString()))
                        .filter(b -> b >= least && b <= most)
                        .orElse(null));
    }

    Duration duration(String key, Duration fallback, Duration least, Duration most) {
        Duration duration = value(
                key,
                "a time from " + words(least) + " to " + words(most) + ", with its unit (ms, s, m, h), such as 90s",
                v -> Optional.of(v)
                        .filter(String.class::isInstance)
                        .flatMap(o -> Quantities.duration(o.toString()))
                        .filter(d -> d.compareTo(least) >= 0 && d.compareTo(most) <= 0)
                        .orElse(null));
        return duration == null ? fallback : duration;
    }

    <T> List<T> list(String key, List<T> fallback, String items, Function<Object, @Nullable T> item) {
        List<T> list = value(key, "a list of " + items, v -> {
            if (!(v instanceof List<?> raw)) {
                return null;
            }
            List<T> read = new ArrayList<>();
            for (Object o : raw) {
                T one = o == null ? null : item.apply(o);
                if (one == null) {
                    return null;
                }
                read.add(one);
            }
            return List.copyOf(read);
        });
        return list == null ? fallback : list;
    }

    /** The section under {@code key}; an empty one where it is missing. */
    Section section(String key) {
        Map<?, ?> inner = value(key, "a section of keys", v -> v instanceof Map<?, ?> m ? m : null);
        return new Section(findings, at(key), inner == null ? Map.of() : inner);
    }

    /** The sections that are listed under {@code key}. */
    List<Section> sections(String key) {
        List<Map<?, ?>> inner = list(key, List.of(), "sections", v -> v instanceof Map<?, ?> m ? m : null);
        List<Section> sections = new ArrayList<>();
        for (Map<?, ?> one : inner) {
            sections.add(new Section(findings, at(key) + "[" + sections.size() + "]", one));
        }
        return sections;
    }

    /** Whether the file has the key, right or wrong. */
    boolean holds(String key) {
        return values.get(key) != null;
    }

    /** What nobody asked for and has a value, by key: somebody else reads it, and {@link #end} is not called. */
    Map<String, Object> rest() {
        Map<String, Object> rest = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            if (!known.contains(String.valueOf(key)) && value != null) {
                rest.put(String.valueOf(key), value);
            }
        });
        return rest;
    }

    /** Those of {@link #rest}'s keys that it leaves out: they have no value. */
    List<String> restWithoutValue() {
        return values.keySet().stream()
                .map(String::valueOf)
                .filter(key -> !known.contains(key) && !holds(key))
                .toList();
    }

    void end() {
        values.keySet().stream()
                .map(String::valueOf)
                .filter(k -> !known.contains(k))
                .forEach(k -> wrong(k, "is not a known key; remove it, or write one of: " + String.join(", ", known)));
    }

    private <T> @Nullable T value(String key, String wanted, Function<Object, @Nullable T> reading) {
        known.add(key);
        findings.asked(at(key));
        Object value = values.get(key);
        if (value == null) {
            return null;
        }
        T read = reading.apply(value);
        if (read == null) {
            wrong(key, "must be " + wanted);
        }
        return read;
    }

    private static String words(Duration duration) {
        return duration.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
    }
}
