package io.longshore.launch.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What some processes and all their descendants use, as Linux tells under {@code /proc}. */
final class ProcessTrees {

    /** Fixed by the kernel's interface to programs, whatever it ticks at itself. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int PARENT = 1;
    private static final int FIRST_CPU = 11;
    private static final int LAST_CPU = 14;

    private final Path proc;
    private final List<Long> roots;

    ProcessTrees(Path proc, List<Long> roots) {
        this.proc = proc;
        this.roots = List.copyOf(roots);
    }

    /** Those of the roots that do not run. */
    List<Long> missing() {
        return roots.stream()
                .filter(pid -> !Files.exists(proc.resolve(Long.toString(pid))))
                .toList();
    }

    /** CPU seconds of the trees since they began, ended children included once their parent has waited for them. */
    double cpuSeconds() {
        long ticks = 0;
        Map<Long, String[]> all = processes();
        for (long pid : within(all)) {
            String[] stat = all.get(pid);
            for (int i = FIRST_CPU; stat != null && i <= LAST_CPU; i++) {
                ticks += Long.parseLong(stat[i]);
            }
        }
        return ticks / TICKS_PER_SECOND;
    }

    /** CPU seconds of the roots' children that have ended and were waited for. */
    double endedChildrenCpuSeconds() {
        Map<Long, String[]> all = processes();
        long ticks = roots.stream()
                .filter(all::containsKey)
                .map(all::get)
                .mapToLong(stat -> Long.parseLong(stat[LAST_CPU - 1]) + Long.parseLong(stat[LAST_CPU]))
                .sum();
        return ticks / TICKS_PER_SECOND;
    }

    /** The roots that run, and whoever descends from them. */
    Set<Long> pids() {
        return within(processes());
    }

    /** Resident memory of those processes; pages that several share count in each. */
    long residentBytes(Set<Long> pids) {
        return sum(pids, "status", "VmRSS:");
    }

    /** Resident memory of those processes; pages that several share are divided among them. 0 where we may not look. */
    long proportionalBytes(Set<Long> pids) {
        return sum(pids, "smaps_rollup", "Pss:");
    }

    private long sum(Set<Long> pids, String file, String key) {
        return 1024
                * pids.stream()
                        .mapToLong(pid -> kibibytes(proc.resolve(pid + "/" + file), key))
                        .sum();
    }

    private Set<Long> within(Map<Long, String[]> all) {
        Map<Long, List<Long>> children = new HashMap<>();
        all.forEach((pid, stat) -> children.computeIfAbsent(Long.valueOf(stat[PARENT]), p -> new ArrayList<>())
                .add(pid));
        Set<Long> found = new HashSet<>();
        Deque<Long> todo = new ArrayDeque<>(roots);
        while (!todo.isEmpty()) {
            long pid = todo.pop();
            if (all.containsKey(pid) && found.add(pid)) {
                todo.addAll(children.getOrDefault(pid, List.of()));
            }
        }
        return found;
    }

    /** Every process's {@code stat}, from the state on: what comes before may hold anything. */
    private Map<Long, String[]> processes() {
        Map<Long, String[]> all = new HashMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, ProcessTrees::isProcess)) {
            for (Path entry : entries) {
                String stat = read(entry.resolve("stat"));
                if (stat != null) {
                    all.put(
                            Long.valueOf(entry.getFileName().toString()),
                            stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw new UncheckedIOException(e.getCause());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private static boolean isProcess(Path entry) {
        return Character.isDigit(entry.getFileName().toString().charAt(0));
    }

    private static long kibibytes(Path file, String key) {
        String text = read(file);
        for (String line : text == null ? List.<String>of() : text.lines().toList()) {
            if (line.startsWith(key)) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return 0;
    }

    /** A process may end between being seen and being read. */
    private static @Nullable String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
            return null;
        }
    }
}
