package io.longshore.store;

import io.longshore.image.Extents;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which stretches of an object are written: told once a part, by any thread. Offsets in bytes, ends exclusive. */
public final class WrittenRanges {

    private final TreeMap<Long, Long> endByStart = new TreeMap<>();

    /** The bytes from {@code start} to {@code end} are written. */
    public synchronized void add(long start, long end) {
        if (start >= end) {
            return;
        }
        long from = start;
        long to = end;
        Map.Entry<Long, Long> near = endByStart.floorEntry(to);
        while (near != null && near.getValue() >= from) {
            from = Math.min(from, near.getKey());
            to = Math.max(to, near.getValue());
            endByStart.remove(near.getKey());
            near = endByStart.floorEntry(to);
        }
        endByStart.put(from, to);
    }

    /** The bytes from {@code start} to {@code end} are no longer what was written. */
    public synchronized void remove(long start, long end) {
        if (start >= end) {
            return;
        }
        Map.Entry<Long, Long> near = endByStart.lowerEntry(end);
        while (near != null && near.getValue() > start) {
            endByStart.remove(near.getKey());
            if (near.getValue() > end) {
                endByStart.put(end, near.getValue());
            }
            if (near.getKey() < start) {
                endByStart.put(near.getKey(), start);
            }
            near = endByStart.lowerEntry(Math.min(near.getKey(), end));
        }
    }

    /** Whether no byte from {@code start} to {@code end} is written yet; from now on all of them are. */
    public synchronized boolean addFirst(long start, long end) {
        Map.Entry<Long, Long> near = endByStart.lowerEntry(end);
        boolean first = near == null || near.getValue() <= start;
        add(start, end);
        return first;
    }

    /** The stretches of {@code more} are written. */
    public void add(Extents more) {
        more.list().forEach(extent -> add(extent.start(), extent.end()));
    }

    /** What is written now. */
    public synchronized Extents extents() {
        return new Extents(endByStart.entrySet().stream()
                .map(e -> new Extents.Extent(e.getKey(), e.getValue()))
                .toList());
    }

    /** Whether every byte below {@code sizeBytes} is written, and none above. */
    public boolean isExactly(long sizeBytes) {
        return extents().areExactly(sizeBytes);
    }

    /** For messages: {@code 0-8388608, 16777216-16777300}. */
    @Override
    public String toString() {
        Extents now = extents();
        return now.equals(Extents.NONE)
                ? "nothing"
                : now.list().stream().map(e -> e.start() + "-" + e.end()).collect(Collectors.joining(", "));
    }
}
