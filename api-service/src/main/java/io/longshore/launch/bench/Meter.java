package io.longshore.launch.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** Adds to what some work says of itself what it cost: the server's CPU and memory, and the benchmark's own CPU. */
final class Meter {

    private static final double MIB = 1 << 20;

    private final @Nullable ProcessTrees trees;

    /** @param trees whose use is charged; none: only the benchmark's own is told */
    Meter(@Nullable ProcessTrees trees) {
        this.trees = trees;
    }

    /** Something to measure, which keeps its own clock. */
    @FunctionalInterface
    interface Work {
        Sample run() throws IOException, InterruptedException;
    }

    Sample measure(Work work) throws IOException, InterruptedException {
        double ownBefore = ownCpuSeconds();
        Sample sample = trees == null ? work.run() : charged(trees, work);
        return sample.with(Figure.CLIENT_CPU, ownCpuSeconds() - ownBefore);
    }

    private static Sample charged(ProcessTrees trees, Work work) throws IOException, InterruptedException {
        MemorySampler memory = new MemorySampler(trees);
        double cpuSeconds;
        Sample sample;
        try (memory) {
            double before = trees.cpuSeconds();
            sample = work.run();
            cpuSeconds = trees.cpuSeconds() - before;
        }
        Sample charged = sample.with(Figure.CPU, cpuSeconds).with(Figure.RSS_PEAK, memory.residentPeakBytes() / MIB);
        if (memory.proportionalPeakBytes() > 0) {
            charged = charged.with(Figure.PSS_PEAK, memory.proportionalPeakBytes() / MIB);
        }
        return charged.get(Figure.REQUESTS).isPresent()
                ? charged.with(
                        Figure.CPU_EACH,
                        cpuSeconds / charged.get(Figure.REQUESTS).orElseThrow())
                : charged;
    }

    /** CPU seconds that this process has used. */
    static double ownCpuSeconds() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e9;
    }

    /** Seconds since a {@link System#nanoTime()}. */
    static double secondsSince(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e9;
    }
}
