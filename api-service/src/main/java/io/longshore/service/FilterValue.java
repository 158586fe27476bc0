package io.longshore.service;

import static io.longshore.image.FailureKind.INVALID;

import io.longshore.catalog.ImageQuery.Comparison;
import io.longshore.image.ImageException;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What can stand behind the {@code =} of a filter. Everything else is {@code INVALID}, naming the filter. */
final class FilterValue {

    private static final Pattern INTEGER = Pattern.compile("\\s*[+-]?\\d+\\s*");

    /** ISO 8601 as people write it: a date alone, a T or a blank, seconds or none, an offset or none (then UTC). */
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendPattern("['T'][' ']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffset("+HH:MM", "Z")
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HHMM", "Z")
            .optionalEnd()
            .optionalEnd()
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private FilterValue() {}

    /** The texts of {@code value}, {@code eq:value} or {@code in:a,b,"c,d"}; one of them must be equal. */
    static List<String> texts(String filter, String value) {
        int colon = value.indexOf(':');
        if (colon < 0) {
            return List.of(value);
        }
        String operand = value.substring(colon + 1);
        return switch (value.substring(0, colon)) {
            case "eq" -> List.of(operand);
            case "in" -> items(filter, operand);
            default ->
                throw invalid(filter, value, "the operator must be in or eq; write eq: before a value with a colon");
        };
    }

    /** Items between commas; double quotes protect commas, and {@code \"} stands for a quote between them. */
    private static List<String> items(String filter, String list) {
        List<String> items = new ArrayList<>();
        int at = 0;
        while (true) {
            StringBuilder item = new StringBuilder();
            if (at < list.length() && list.charAt(at) == '"') {
                at = quoted(filter, list, at + 1, item);
            } else {
                while (at < list.length() && list.charAt(at) != ',') {
                    item.append(list.charAt(at++));
                }
                if (item.indexOf("\"") >= 0) {
                    throw invalid(filter, list, "a quote must begin and end its item");
                }
            }
            items.add(item.toString());
            if (at == list.length()) {
                return items;
            }
            if (list.charAt(at++) != ',') {
                throw invalid(filter, list, "a comma must follow the closing quote");
            }
        }
    }

    private static int quoted(String filter, String list, int from, StringBuilder item) {
        for (int at = from; at < list.length(); at++) {
            char c = list.charAt(at);
            if (c == '"') {
                return at + 1;
            }
            if (c == '\\' && at + 1 < list.length() && list.charAt(at + 1) == '"') {
                at++;
                c = '"';
            }
            item.append(c);
        }
        throw invalid(filter, list, "the closing quote is missing");
    }

    record Time(Comparison comparison, Instant instant) {}

    /** {@code [gt|gte|lt|lte|eq|neq:]time}. */
    static Time time(String filter, String value) {
        int colon = value.indexOf(':');
        Optional<Comparison> comparison = colon < 0 ? Optional.empty() : comparison(value.substring(0, colon));
        String text = comparison.isPresent() ? value.substring(colon + 1) : value;
        try {
            return new Time(comparison.orElse(Comparison.EQ), instant(text));
        } catch (DateTimeParseException e) {
            throw invalid(filter, value, "it must be a time in ISO 8601, after gt:, gte:, lt:, lte:, eq: or neq:");
        }
    }

    private static Optional<Comparison> comparison(String operator) {
        return switch (operator) {
            case "eq" -> Optional.of(Comparison.EQ);
            case "neq" -> Optional.of(Comparison.NEQ);
            case "lt" -> Optional.of(Comparison.LT);
            case "lte" -> Optional.of(Comparison.LTE);
            case "gt" -> Optional.of(Comparison.GT);
            case "gte" -> Optional.of(Comparison.GTE);
            default -> Optional.empty();
        };
    }

    private static Instant instant(String text) {
        TemporalAccessor time = TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
        if (time.get(ChronoField.YEAR) < 1 || time.get(ChronoField.YEAR) > 9999) {
            throw new DateTimeParseException("no year of ISO 8601", text, 0);
        }
        return switch (time) {
            case OffsetDateTime t -> t.toInstant();
            case LocalDateTime t -> t.toInstant(ZoneOffset.UTC);
            default -> ((LocalDate) time).atStartOfDay().toInstant(ZoneOffset.UTC);
        };
    }

    /** An integer; one that no size can reach is as good as the largest. */
    static long integer(String filter, String value) {
        if (!INTEGER.matcher(value).matches()) {
            throw invalid(filter, value, "it must be an integer");
        }
        BigInteger number = new BigInteger(value.strip());
        return number.bitLength() < Long.SIZE
                ? number.longValueExact()
                : number.signum() > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
    }

    static boolean truth(String filter, String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(filter, value, "it must be true or false");
        };
    }

    private static ImageException invalid(String filter, String value, String remedy) {
        return new ImageException(INVALID, "Invalid value '" + value + "' for filter " + filter + ": " + remedy);
    }
}
