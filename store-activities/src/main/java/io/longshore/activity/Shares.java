package io.longshore.activity;

import io.longshore.catalog.QueueCatalog;
import io.longshore.importing.ImportId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who has the slots of this process. Temporal hands free ones out to projects in turn; but work that takes hours keeps its slot, and so a
 * project could keep them all. Where all are taken, and another project that waits has at least two fewer, or none, an attempt that has had
 * its turn lets go and goes to the end of the line.
 */
final class Shares {

    private static final Logger LOG = LoggerFactory.getLogger(Shares.class);

    /** A turn is at least so many times as long as it took to begin: else who takes earlier work up slowly would get nowhere. */
    private static final int WORTH_WHILE = 4;

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /** A look that takes long is made more rarely. */
    private static final int LOOKS_APART = 10;

    private final QueueCatalog catalog;
    private final Duration turn;
    private final LongSupplier nanoTime;
    private final Map<String, Queue> queues = new HashMap<>();

    /**
     * @param turn how long an attempt has its slot at least
     */
    Shares(QueueCatalog catalog, Duration turn) {
        this(catalog, turn, System::nanoTime);
    }

    Shares(QueueCatalog catalog, Duration turn, LongSupplier nanoTime) {
        this.catalog = catalog;
        this.turn = turn;
        this.nanoTime = nanoTime;
    }

    /** This process serves {@code queue} with so many slots; {@code line} is who waits there. */
    synchronized void serve(String queue, QueueCatalog.Line line, int slots) {
        queues.put(queue, new Queue(line, slots, nanoTime.getAsLong()));
    }

    /** An attempt has taken a slot of {@code queue}, until it is closed. Those of a queue that was not told of are never due. */
    synchronized Slot take(String queue, ImportId importId) {
        Slot slot = new Slot(queues.computeIfAbsent(queue, unknown -> new Queue(null, Integer.MAX_VALUE, 0)), importId);
        slot.queue.taken.add(slot);
        return slot;
    }

    private record Look(Map<ImportId, String> projects, Set<String> over) {

        static Look nobody() {
            return new Look(Map.of(), Set.of());
        }
    }

    private static final class Queue {

        private final QueueCatalog.@Nullable Line line;
        private final int slots;
        private final Set<Slot> taken = new HashSet<>();
        private boolean looking;
        private long nextLook;
        private Look last = Look.nobody();

        private Queue(QueueCatalog.@Nullable Line line, int slots, long nextLook) {
            this.nextLook = nextLook;
            this.line = line;
            this.slots = slots;
        }
    }

    /** The slot of one attempt. */
    final class Slot implements AutoCloseable {

        private final Queue queue;
        private final ImportId importId;
        private final long takenAt = nanoTime.getAsLong();
        private long turnEnds = takenAt + turn.toNanos();
        private boolean gains;

        private Slot(Queue queue, ImportId importId) {
            this.queue = queue;
            this.importId = importId;
        }

        /** More is done than before: what went before only took earlier work up. */
        void gains() {
            if (!gains) {
                gains = true;
                long now = nanoTime.getAsLong();
                turnEnds = now + Math.max(turn.toNanos(), WORTH_WHILE * (now - takenAt));
            }
        }

        /** Whether it has been had for so many turns. */
        boolean hasHad(int turns) {
            return nanoTime.getAsLong() - takenAt >= turn.multipliedBy(turns).toNanos();
        }

        /** Whether it is to be let go of now, for others: then it is theirs. */
        boolean isDue() {
            return nanoTime.getAsLong() - turnEnds >= 0 && Shares.this.isDue(this);
        }

        @Override
        public void close() {
            synchronized (Shares.this) {
                queue.taken.remove(this);
            }
        }
    }

    private boolean isDue(Slot slot) {
        Queue queue = slot.queue;
        QueueCatalog.Line line = queue.line;
        List<ImportId> taken = List.of();
        synchronized (this) {
            if (line == null || queue.taken.size() < queue.slots) {
                return false;
            }
            if (!queue.looking && nanoTime.getAsLong() - queue.nextLook >= 0) {
                queue.looking = true;
                taken = queue.taken.stream().map(one -> one.importId).toList();
            }
        }
        if (!taken.isEmpty()) {
            long began = nanoTime.getAsLong();
            Look look = look(line, taken);
            synchronized (this) {
                long now = nanoTime.getAsLong();
                queue.last = look;
                queue.looking = false;
                queue.nextLook = now + Math.max(LOOK_AGAIN.toNanos(), LOOKS_APART * (now - began));
            }
        }
        synchronized (this) {
            String project = queue.last.projects().get(slot.importId);
            boolean due = project != null
                    && queue.last.over().contains(project)
                    && queue.taken.size() >= queue.slots
                    && queue.taken.remove(slot);
            if (due) {
                queue.last = Look.nobody();
            }
            return due;
        }
    }

    /** Whose attempts those are, and which projects have too many. */
    private Look look(QueueCatalog.Line line, List<ImportId> taken) {
        try {
            Set<String> waiting = catalog.waiting(line, taken);
            if (waiting.isEmpty()) {
                return Look.nobody();
            }
            Map<ImportId, String> projects = catalog.projects(taken);
            Map<String, Long> had = taken.stream()
                    .collect(Collectors.groupingBy(id -> projects.getOrDefault(id, ""), Collectors.counting()));
            Set<String> over = had.entrySet().stream()
                    .filter(one -> waiting.stream().anyMatch(other -> isFor(other, one.getKey(), one.getValue(), had)))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
            return new Look(projects, over);
        } catch (RuntimeException e) {
            LOG.debug("Who waits for slots is not known now", e);
            return Look.nobody();
        }
    }

    private static boolean isFor(String waits, String has, long slots, Map<String, Long> had) {
        long others = had.getOrDefault(waits, 0L);
        return !waits.equals(has) && (others == 0 || others < slots - 1);
    }
}
