package io.longshore.kill.fault;

import io.longshore.kill.site.Rest;
import io.longshore.kill.traffic.Counts;
import java.time.Duration;
import java.util.Locale;

/** Has one fault after another strike, each as often as it takes to be felt, and watches for the work to go on. */
public final class Chaos implements AutoCloseable {

    /** With faults on top of faults, and leases that must run out, no longer than this. */
    private static final Duration WORK_GOES_ON = Duration.ofMinutes(3);

    private static final Duration STRIKES = Duration.ofMinutes(2);

    /** However long they take: some wait first until a process is back that was away. */
    private static final int FEWEST_STRIKES = 8;

    private final Faults faults;
    private final Watch watch;
    private final Figures figures;
    private final long begun = System.nanoTime();

    public Chaos(Faults faults, Figures figures, Counts counts) {
        this.faults = faults;
        this.figures = figures;
        this.watch = new Watch(WORK_GOES_ON, figures, counts);
    }

    /** Strikes until it is felt; false where nothing could feel it for a long time. */
    public boolean strike(FaultPlan plan) {
        long end = System.nanoTime() + STRIKES.toNanos();
        for (int strikes = 0; strikes < FEWEST_STRIKES || System.nanoTime() < end; strikes++) {
            Rest.of(plan.delay());
            switch (faults.strike(plan)) {
                case Fault.Outcome.NothingAtWork ignored -> {}
                case Fault.Outcome.NotFelt ignored -> figures.notFelt(plan.kind());
                case Fault.Outcome.Felt felt -> {
                    figures.felt(plan.kind());
                    watch.add(plan, felt);
                    tell(plan, felt);
                    return true;
                }
            }
        }
        return false;
    }

    private void tell(FaultPlan plan, Fault.Outcome.Felt felt) {
        System.out.printf(
                Locale.ROOT,
                "%4d  %7.1f s  %-46s %s%n",
                plan.number(),
                (felt.at() - begun) / 1e9,
                plan.kind().words(),
                felt.what());
    }

    /** Waits until all is restored, and all interrupted work has gone on. */
    public void settle() {
        faults.settle();
        watch.settle();
    }

    @Override
    public void close() {
        watch.close();
    }
}
