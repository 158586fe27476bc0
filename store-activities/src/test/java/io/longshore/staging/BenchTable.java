package io.longshore.staging;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Seconds and CPU seconds by the name of what was done, and their medians. */
final class BenchTable {

    private static final Pattern TIMES = Pattern.compile("CPU ([0-9.]+) ([0-9.]+)");

    private final long sizeBytes;
    private final Map<String, List<Double>> seconds = new LinkedHashMap<>();
    private final Map<String, List<Double>> cpuSeconds = new LinkedHashMap<>();
    private static double shellCpu;

    BenchTable(long sizeBytes) {
        this.sizeBytes = sizeBytes;
    }

    interface Work {
        void run() throws Exception;
    }

    void measure(String name, Work work) throws Exception {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        shellCpu = 0;
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        work.run();
        double took = (System.nanoTime() - start) / 1e9;
        double used = (system.getProcessCpuTime() - cpu) / 1e9 + shellCpu;
        seconds.computeIfAbsent(name, n -> new ArrayList<>()).add(took);
        cpuSeconds.computeIfAbsent(name, n -> new ArrayList<>()).add(used);
        System.err.printf("%-26s %6.2f s %6.2f CPU s%n", name, took, used);
    }

    /** Runs a command and counts the CPU time of what it starts. */
    static void runInShell(String script) throws Exception {
        Process process = new ProcessBuilder("bash", "-c", "TIMEFORMAT='CPU %U %S'; time { " + script + "; }")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher times = TIMES.matcher(output);
        if (process.waitFor() != 0 || !times.find()) {
            throw new IllegalStateException(output);
        }
        shellCpu += Double.parseDouble(times.group(1)) + Double.parseDouble(times.group(2));
    }

    void print() {
        System.out.printf(
                "%-26s %8s %8s %8s %8s%n",
                "median of " + seconds.values().iterator().next().size(), "s", "best s", "CPU s", "GB/s");
        seconds.forEach((name, all) -> System.out.printf(
                "%-26s %8.2f %8.2f %8.2f %8.2f%n",
                name,
                median(all),
                all.stream().mapToDouble(s -> s).min().orElse(0),
                median(cpuSeconds.getOrDefault(name, List.of())),
                sizeBytes / 1e9 / median(all)));
        ratio("intake", "get-hash-write-1");
        ratio("copy-1", "cp-1");
        ratio("copy-3", "cp-3");
        ratio("copy-5", "cp-5");
        ratio("pipeline-3", "get-hash-write-1 + cp-3");
    }

    /** Of each round by itself: what disturbs a round disturbs both. */
    private void ratio(String name, String floor) {
        System.out.printf(
                "%-40s time %.2f, CPU %.2f%n",
                name + " / " + floor, ratio(seconds, name, floor), ratio(cpuSeconds, name, floor));
    }

    private static double ratio(Map<String, List<Double>> values, String name, String floor) {
        List<Double> all = values.getOrDefault(name, List.of());
        List<Double> floors = values.getOrDefault(floor, List.of());
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            ratios.add(all.get(i) / floors.get(i));
        }
        return median(ratios);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
    }
}
