package io.longshore.kill.fault;

import io.longshore.kill.fault.Fault.Outcome;
import io.longshore.kill.site.Rest;
import io.longshore.kill.traffic.Counts;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Waits, beside everything else, for interrupted work to go on, and takes the time. */
final class Watch implements AutoCloseable {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final Duration patience;
    private final Figures figures;
    private final Counts counts;
    private final List<Waiting> waiting = new CopyOnWriteArrayList<>();
    private volatile boolean ended;

    private record Waiting(FaultPlan plan, Outcome.Felt felt) {}

    Watch(Duration patience, Figures figures, Counts counts) {
        this.patience = patience;
        this.figures = figures;
        this.counts = counts;
        Thread.ofVirtual().name("watch").start(() -> {
            while (!ended) {
                waiting.forEach(this::look);
                Rest.of(LOOK_AGAIN);
            }
        });
    }

    void add(FaultPlan plan, Outcome.Felt felt) {
        waiting.add(new Waiting(plan, felt));
    }

    private void look(Waiting one) {
        boolean wentOn = one.felt().wentOn().getAsBoolean();
        long nanos = System.nanoTime() - one.felt().at();
        if (wentOn) {
            figures.wentOn(one.plan().kind(), nanos / 1e9);
            waiting.remove(one);
        } else if (nanos > patience.toNanos()) {
            counts.diverged(
                    "kill " + one.plan().number() + " (" + one.plan().kind().words() + ", "
                            + one.felt().what() + "): work has not gone on for " + patience.toSeconds() + " s");
            waiting.remove(one);
        }
    }

    void settle() {
        Rest.until(patience.plusSeconds(5), waiting::isEmpty);
    }

    @Override
    public void close() {
        ended = true;
    }
}
