package io.longshore.image;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stretches of an object, in order, with a gap between each two. As text: {@code {[0,8),[16,24)}}, which is also how PostgreSQL writes
 * an {@code int8multirange}.
 */
public record Extents(List<Extent> list) {

    /** No byte. */
    public static final Extents NONE = new Extents(List.of());

    private static final Pattern TEXT = Pattern.compile("\\{(?:\\[\\d+,\\d+\\)(?:,\\[\\d+,\\d+\\))*)?}");
    private static final Pattern EXTENT = Pattern.compile("\\[(\\d+),(\\d+)\\)");

    /** The bytes from {@code start} to {@code end}, exclusive. */
    public record Extent(long start, long end) {

        public Extent {
            if (start < 0 || end <= start) {
                throw new IllegalArgumentException("no extent goes from " + start + " to " + end);
            }
        }

        @Override
        public String toString() {
            return "[" + start + "," + end + ")";
        }
    }

    public Extents {
        list = List.copyOf(list);
        for (int i = 1; i < list.size(); i++) {
            if (list.get(i).start() <= list.get(i - 1).end()) {
                throw new IllegalArgumentException("extents must be in order, with gaps between them: " + list);
            }
        }
    }

    /** The first {@code bytes} bytes. */
    public static Extents upTo(long bytes) {
        return bytes == 0 ? NONE : new Extents(List.of(new Extent(0, bytes)));
    }

    /** What {@link #toString} has written. */
    public static Extents parse(String text) {
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException("no extents: " + text);
        }
        List<Extent> list = new ArrayList<>();
        Matcher extent = EXTENT.matcher(text);
        while (extent.find()) {
            list.add(new Extent(Long.parseLong(extent.group(1)), Long.parseLong(extent.group(2))));
        }
        return new Extents(list);
    }

    /** How many bytes they have. */
    public long bytes() {
        return list.stream().mapToLong(e -> e.end() - e.start()).sum();
    }

    /** Up to where they reach from the object's start without a gap. */
    public long gapless() {
        return list.isEmpty() || list.getFirst().start() > 0
                ? 0
                : list.getFirst().end();
    }

    /** Where the last of them ends; 0 where there is none. */
    public long end() {
        return list.isEmpty() ? 0 : list.getLast().end();
    }

    /** Whether every byte from {@code start} to {@code end}, exclusive, is in them. */
    public boolean cover(long start, long end) {
        return start >= end || list.stream().anyMatch(e -> e.start() <= start && e.end() >= end);
    }

    /** Whether they are all the bytes below {@code sizeBytes}, and none above. */
    public boolean areExactly(long sizeBytes) {
        return equals(upTo(sizeBytes));
    }

    @Override
    public String toString() {
        return "{" + String.join(",", list.stream().map(Extent::toString).toList()) + "}";
    }
}
