package io.longshore.kill.traffic;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What has been done and found. */
public final class Counts {

    private final Map<String, Integer> done = new TreeMap<>();
    private final List<Long> sentAgain = new ArrayList<>();
    private final List<String> divergences = new ArrayList<>();
    private long verifiedCopies;
    private long verifiedBytes;
    private double slowestClosing;

    public synchronized void done(String what) {
        done.merge(what, 1, Integer::sum);
    }

    public synchronized void verified(long bytes) {
        verifiedCopies++;
        verifiedBytes += bytes;
    }

    synchronized void sentAgain(List<Long> bytes) {
        sentAgain.addAll(bytes);
    }

    synchronized void closed(double seconds) {
        slowestClosing = Math.max(slowestClosing, seconds);
    }

    /** Tells at once, and remembers. */
    public synchronized void diverged(String words) {
        divergences.add(words);
        System.out.println("DIVERGENCE " + words);
    }

    public synchronized List<String> divergences() {
        return List.copyOf(divergences);
    }

    /** For each time that a source was taken up again after a break: bytes that were sent twice. */
    public synchronized List<Long> sentAgain() {
        return List.copyOf(sentAgain);
    }

    public synchronized long verifiedCopies() {
        return verifiedCopies;
    }

    /** For people. */
    public synchronized List<String> lines() {
        List<String> lines = new ArrayList<>();
        done.forEach((what, count) -> lines.add(String.format(Locale.ROOT, "%-52s %6d", what, count)));
        lines.add(String.format(
                Locale.ROOT,
                "%-52s %6d (%.1f GiB)",
                "copies read and compared by SHA-512",
                verifiedCopies,
                verifiedBytes / (double) (1 << 30)));
        lines.add(String.format(
                Locale.ROOT, "%-52s %6.1f s", "longest until nothing but the named copies was left", slowestClosing));
        return lines;
    }
}
