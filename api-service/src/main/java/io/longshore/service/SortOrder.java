package io.longshore.service;

import static io.longshore.image.FailureKind.INVALID;

import io.longshore.catalog.ImageQuery.Sort;
import io.longshore.catalog.ImageQuery.SortKey;
import io.longshore.image.ImageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * In which order a list comes.
 *
 * @param sort most significant first
 * @param tieBreakersDescend as the one direction that was asked for, else as by default: newest first
 */
record SortOrder(List<Sort> sort, boolean tieBreakersDescend) {

    /**
     * From the Image API's parameters: {@code sort=key[:dir],…}, or {@code sort_key} and {@code sort_dir}, each perhaps several times.
     * {@code INVALID} says what makes no sense.
     */
    static SortOrder parse(@Nullable String sort, List<String> keys, List<String> directions) {
        if (sort == null) {
            return of(keys.isEmpty() ? List.of("created_at") : keys, directions);
        }
        if (!keys.isEmpty() || !directions.isEmpty()) {
            throw new ImageException(INVALID, "Old and new sorting syntax cannot be combined");
        }
        List<String> sortKeys = new ArrayList<>();
        List<String> sortDirections = new ArrayList<>();
        for (String item : sort.split(",", -1)) {
            int colon = item.indexOf(':');
            sortKeys.add((colon < 0 ? item : item.substring(0, colon)).strip());
            sortDirections.add(colon < 0 ? "desc" : item.substring(colon + 1).strip());
        }
        return of(sortKeys, sortDirections);
    }

    private static SortOrder of(List<String> keys, List<String> directions) {
        List<SortKey> sortKeys = keys.stream().map(SortOrder::key).toList();
        List<Boolean> descends = directions.stream().map(SortOrder::descends).toList();
        if (descends.size() > 1 && descends.size() != sortKeys.size()) {
            throw new ImageException(INVALID, "Number of sort dirs does not match the number of sort keys");
        }
        boolean only = descends.size() != 1 || descends.getFirst();
        List<Sort> sort = new ArrayList<>();
        for (int i = 0; i < sortKeys.size(); i++) {
            SortKey key = sortKeys.get(i);
            if (sort.stream().noneMatch(s -> s.key() == key)) {
                sort.add(new Sort(key, descends.size() > 1 ? descends.get(i) : only));
            }
        }
        return new SortOrder(List.copyOf(sort), only);
    }

    private static SortKey key(String name) {
        return Arrays.stream(SortKey.values())
                .filter(k -> wire(k).equals(name))
                .findFirst()
                .orElseThrow(() -> new ImageException(
                        INVALID,
                        "Invalid sort key: " + name + ". It must be one of the following: "
                                + Arrays.stream(SortKey.values())
                                        .map(SortOrder::wire)
                                        .collect(Collectors.joining(", "))
                                + "."));
    }

    private static String wire(SortKey key) {
        return key.name().toLowerCase(Locale.ROOT);
    }

    private static boolean descends(String direction) {
        return switch (direction) {
            case "asc" -> false;
            case "desc" -> true;
            default -> throw new ImageException(INVALID, "Invalid sort direction: " + direction);
        };
    }
}
