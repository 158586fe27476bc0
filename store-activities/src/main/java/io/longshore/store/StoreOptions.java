package io.longshore.store;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.StoreId;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the operator wrote for one store, read one option at a time. {@code INVALID} names the option that is missing, unknown or
 * senseless, and the remedy, and never shows what was written: it may be a secret.
 */
public final class StoreOptions {

    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,5}) ?(MiB|GiB)");
    private static final Pattern SECONDS = Pattern.compile("([1-9][0-9]{0,4}) ?(s|m)");

    private final StoreId id;
    private final Map<String, Object> options;

    /**
     * @param type of the store, for the message about unknown options
     * @param known every option there is
     */
    public StoreOptions(StoreId id, String type, List<String> known, Map<String, Object> options) {
        this.id = id;
        this.options = Map.copyOf(options);
        for (String name : new TreeSet<>(options.keySet())) {
            if (!known.contains(name)) {
                throw invalid(
                        name, "is unknown to a store of type " + type + "; known are " + String.join(", ", known));
            }
        }
    }

    /** Text that must be there; {@code what} says what it is. */
    public String required(String option, String what) {
        return text(option).orElseThrow(() -> invalid(option, "must be given: " + what));
    }

    /** Text; a number counts as its digits. */
    public Optional<String> text(String option) {
        @Nullable Object value = options.get(option);
        if (value == null || (value instanceof String text && text.isBlank())) {
            return Optional.empty();
        }
        if (value instanceof String || value instanceof Integer || value instanceof Long) {
            return Optional.of(value.toString().strip());
        }
        throw invalid(option, "must be text");
    }

    /** One of several words. */
    public String choice(String option, List<String> words, String otherwise) {
        String word = text(option).orElse(otherwise);
        if (!words.contains(word)) {
            throw invalid(option, "must be one of " + String.join(", ", words));
        }
        return word;
    }

    public boolean flag(String option, boolean otherwise) {
        @Nullable Object value = options.get(option);
        if (value == null || value instanceof Boolean) {
            return value == null ? otherwise : Boolean.TRUE.equals(value);
        }
        throw invalid(option, "must be true or false");
    }

    public int number(String option, int otherwise, int least, int most) {
        @Nullable Object value = options.get(option);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Integer number && number >= least && number <= most) {
            return number;
        }
        throw invalid(option, "must be a whole number from " + least + " to " + most);
    }

    /** A size of parts, rounded down to whole units of 8 MiB. */
    public long partBytes(String option, long otherwise, long most) {
        @Nullable Object value = options.get(option);
        if (value == null) {
            return otherwise;
        }
        Matcher size = SIZE.matcher(value.toString());
        if (!size.matches()) {
            throw invalid(option, "must be a number of MiB or GiB, as in 64MiB");
        }
        long bytes = Long.parseLong(size.group(1)) << ("GiB".equals(size.group(2)) ? 30 : 20);
        long whole = bytes - bytes % StoreLimits.PART_UNIT_BYTES;
        if (whole == 0 || whole > most) {
            throw invalid(option, "must be from 8MiB to " + (most >> 20) + "MiB");
        }
        return whole;
    }

    /** A wait in seconds or minutes. */
    public Duration wait(String option, Duration otherwise) {
        @Nullable Object value = options.get(option);
        if (value == null) {
            return otherwise;
        }
        Matcher wait = SECONDS.matcher(value.toString());
        if (!wait.matches()) {
            throw invalid(option, "must be a number of seconds or minutes, as in 60s or 2m");
        }
        long count = Long.parseLong(wait.group(1));
        return "m".equals(wait.group(2)) ? Duration.ofMinutes(count) : Duration.ofSeconds(count);
    }

    /** A file; relative ones lie below {@code directory}. */
    public @Nullable Path file(String option, Path directory) {
        Optional<String> text = text(option);
        if (text.isEmpty()) {
            return null;
        }
        try {
            return directory.resolve(text.get()).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw invalid(option, "is not a path: " + e.getReason());
        }
    }

    /** The address of a server: {@code http://} or {@code https://}, a host, perhaps a port and a path; nothing more. */
    public URI server(String option, String text) {
        try {
            URI uri = new URI(text);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw invalid(option, "is not an address; write one such as https://storage.example.org:8080");
        }
        throw invalid(option, "must be an address such as https://storage.example.org:8080, without user or query");
    }

    /** The complaint about one option. */
    public ImageException invalid(String option, String complaint) {
        return new ImageException(FailureKind.INVALID, "store " + id + ": option " + option + " " + complaint);
    }
}
