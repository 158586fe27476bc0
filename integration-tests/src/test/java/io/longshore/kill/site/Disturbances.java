package io.longshore.kill.site;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What was disturbed, and when: the one excuse that an answer or an outcome may have. */
public final class Disturbances {

    /** What can be disturbed. */
    public enum Part {
        /** By name. Connections break, calls go unanswered. */
        API(Duration.ofSeconds(5)),
        /** By name: an API was stopped for longer than a writer's lease, and what it wrote was put back. */
        LEASE(Duration.ofSeconds(5)),
        /** Everything says 503; broken connections of its clients are found out one by one. */
        DATABASE(Duration.ofSeconds(10)),
        /** By the store's id. */
        STORE(Duration.ofSeconds(1)),
        /** What was staged is gone, or some of it: its host is lost, or the power was cut before it was durable. */
        STAGING(Duration.ofSeconds(30)),
        /** By the import's id: its run was ended. */
        RUN(Duration.ZERO);

        private final Duration aftermath;

        Part(Duration aftermath) {
            this.aftermath = aftermath;
        }
    }

    /** A disturbance that has begun. */
    public static final class Disturbance {

        private final Part part;
        private final String which;
        private final long from;
        private volatile long to = Long.MAX_VALUE;

        private Disturbance(Part part, String which, long from) {
            this.part = part;
            this.which = which;
            this.from = from;
        }

        /** All is well again, but for the aftermath. */
        public void end() {
            to = System.nanoTime() + part.aftermath.toNanos();
        }

        private boolean overlaps(long since, long until) {
            return from <= until && to >= since;
        }
    }

    private final List<Disturbance> all = new ArrayList<>();

    public synchronized Disturbance begin(Part part, String which) {
        Disturbance disturbance = new Disturbance(part, which, System.nanoTime());
        all.add(disturbance);
        return disturbance;
    }

    /** Whether that part was disturbed between the times, which are of {@link System#nanoTime}. */
    public boolean any(Part part, long since, long until) {
        return !which(part, since, until).isEmpty();
    }

    /** Which ones were. */
    public synchronized Set<String> which(Part part, long since, long until) {
        return all.stream()
                .filter(d -> d.part == part && d.overlaps(since, until))
                .map(d -> d.which)
                .collect(Collectors.toSet());
    }
}
