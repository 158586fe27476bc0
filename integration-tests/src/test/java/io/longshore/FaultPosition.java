package io.longshore;

import io.longshore.image.FailureKind;
import io.longshore.store.Fault;
import io.longshore.store.FaultyStore.Point;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One position at which a store fails, and what happens there.
 *
 * @param trio names the three stores, which are this position's own while it is tried
 * @param store which fails: {@code a}, {@code b} or {@code c}
 * @param must whether all stores must succeed
 */
record FaultPosition(int trio, Way way, String store, Phase phase, Event event, boolean must) {

    /** How the bytes come to their stores. */
    enum Way {
        /** Staged by the client, to a, b and c. */
        STAGED("abc"),
        /** From a to b and c inside the kernel. */
        NATIVE("bc"),
        /** From a to b and c by way of staging. */
        THROUGH("bc"),
        /** From a to b, part by part. */
        STRAIGHT("b"),
        /** From a to b inside the kernel, and enough to be made durable on the way. */
        LARGE("b");

        private final String targets;

        Way(String targets) {
            this.targets = targets;
        }

        private List<String> targets() {
            return List.of(targets.split(""));
        }

        /** Those that are tried; one stands for all where the same code carries each copy by itself. */
        private List<String> stores(Phase phase) {
            return phase.isOfSource()
                    ? List.of("a")
                    : this == STAGED ? targets() : targets().subList(0, 1);
        }

        boolean isCopy() {
            return this != STAGED;
        }

        /** Whether the stores hide that they are files. */
        boolean hidesFiles() {
            return this == THROUGH || this == STRAIGHT;
        }
    }

    /** What the store is asked when it fails. */
    enum Phase {
        PLACE(Point.PLACE),
        BEGIN(Point.BEGIN),
        BEGIN_UNANSWERED(Point.BEGIN),
        WRITE(Point.WRITE),
        MID_WRITE(Point.WRITE),
        WRITE_UNANSWERED(Point.WRITE),
        FLUSH(Point.MAKE_DURABLE),
        /** After a write that has failed once. */
        RESUME(Point.RESUME),
        COMPLETE(Point.COMPLETE),
        COMPLETE_UNANSWERED(Point.COMPLETE),
        /** Of the store that is copied from. */
        READ(Point.READ),
        MID_READ(Point.READ);

        private final Point point;

        Phase(Point point) {
            this.point = point;
        }

        boolean isOfSource() {
            return point == Point.READ;
        }

        private boolean isInMidst() {
            return this == MID_WRITE || this == MID_READ;
        }

        private boolean isUnanswered() {
            return this == BEGIN_UNANSWERED || this == WRITE_UNANSWERED || this == COMPLETE_UNANSWERED;
        }
    }

    /** What happens there. */
    enum Event {
        FAILS_ONCE,
        FAILS_FOR_GOOD,
        REFUSES,
        /** It does not answer until the import has ended. */
        HANGS,
        /** The import is cancelled while the store has not answered. */
        CANCEL,
        SKIP,
        DELETE,
        /** It refuses, and once does not delete what it has; or another store does not. */
        REFUSES_AND_HOLDS_ONCE,
        REFUSES_AND_ANOTHER_HOLDS_ONCE,
        /** Likewise, for as long as it is not healed. */
        REFUSES_AND_HOLDS,
        REFUSES_AND_ANOTHER_HOLDS;

        boolean isWord() {
            return this == CANCEL || this == SKIP || this == DELETE;
        }

        /** Whether the trial takes as long as a budget does. */
        boolean takesLong() {
            return this == FAILS_FOR_GOOD || this == HANGS;
        }

        boolean holdsLong() {
            return this == REFUSES_AND_HOLDS || this == REFUSES_AND_ANOTHER_HOLDS;
        }

        private boolean refuses() {
            return name().startsWith(REFUSES.name());
        }
    }

    private static final List<FailureKind> REFUSALS = List.of(
            FailureKind.STORE_FULL,
            FailureKind.FORBIDDEN,
            FailureKind.CORRUPT,
            FailureKind.TOO_LARGE,
            FailureKind.UNSUPPORTED,
            FailureKind.INVALID);

    /** What can happen while bytes are made durable, which many bytes are alone. */
    static List<FaultPosition> flushes() {
        return Stream.of(Event.FAILS_ONCE, Event.FAILS_FOR_GOOD, Event.REFUSES, Event.CANCEL)
                .map(event -> new FaultPosition(0, Way.LARGE, "b", Phase.FLUSH, event, event == Event.REFUSES))
                .toList();
    }

    /** Every other position that makes sense. */
    static List<FaultPosition> all() {
        List<FaultPosition> all = new ArrayList<>();
        for (Way way : Way.values()) {
            for (Phase phase : Phase.values()) {
                for (Event event : Event.values()) {
                    for (String store : way.stores(phase)) {
                        for (boolean must : new boolean[] {true, false}) {
                            FaultPosition position = new FaultPosition(0, way, store, phase, event, must);
                            if (position.makesSense()) {
                                all.add(position);
                            }
                        }
                    }
                }
            }
        }
        return all;
    }

    private boolean makesSense() {
        boolean some = phase == Phase.BEGIN || phase == Phase.MID_WRITE || phase == Phase.COMPLETE_UNANSWERED;
        if (way == Way.LARGE || phase == Phase.FLUSH) {
            return false;
        }
        boolean ofWay = way == Way.STAGED
                ? !phase.isOfSource()
                // Bytes that go inside the kernel are not watched on their way.
                : (some && phase != Phase.BEGIN)
                        || phase == Phase.READ
                        || (phase == Phase.MID_READ && way.hidesFiles());
        boolean ofEvent = switch (event) {
            case FAILS_ONCE, FAILS_FOR_GOOD, REFUSES, CANCEL -> true;
            case DELETE -> some || phase.isOfSource();
            case SKIP -> some && !must;
            case HANGS -> some && way == Way.STAGED;
            case REFUSES_AND_HOLDS_ONCE, REFUSES_AND_ANOTHER_HOLDS_ONCE, REFUSES_AND_HOLDS, REFUSES_AND_ANOTHER_HOLDS ->
                way == Way.STAGED && phase == Phase.COMPLETE;
        };
        return ofWay && ofEvent && !(way == Way.STRAIGHT && must);
    }

    /** The same on another three stores. */
    FaultPosition on(int other) {
        return new FaultPosition(other, way, store, phase, event, must);
    }

    /** The store's name in the configuration. */
    String id(String letter) {
        return ids(trio).get("abc".indexOf(letter));
    }

    /** The names of the three stores. */
    List<String> ids() {
        return ids(trio);
    }

    static List<String> ids(int trio) {
        return List.of("s" + trio + "a", "s" + trio + "b", "s" + trio + "c");
    }

    /** The stores that the import owes, by name. */
    Set<String> targets() {
        Set<String> targets = new TreeSet<>();
        way.targets().forEach(letter -> targets.add(id(letter)));
        return targets;
    }

    /** The stores that hold the image before the import. */
    Set<String> sources() {
        return way.isCopy() ? Set.of(id("a")) : Set.of();
    }

    /** What goes wrong; {@code effect} where the test decides what that is. */
    Fault fault(Fault failing) {
        Fault fault = failing.at(phase.point);
        if (phase.isInMidst()) {
            fault = fault.afterBytes(60_000);
        }
        return phase.isUnanswered() ? fault.withAnswerLost() : fault;
    }

    /** How the store fails, where it does. */
    Fault failure(Random random) {
        if (event == Event.FAILS_ONCE) {
            return Fault.failing(passing(random), "passing").once();
        }
        FailureKind kind = !event.refuses()
                ? FailureKind.UNAVAILABLE
                : phase.isOfSource() ? FailureKind.NOT_FOUND : REFUSALS.get(random.nextInt(REFUSALS.size()));
        return Fault.failing(kind, "broken");
    }

    private FailureKind passing(Random random) {
        List<FailureKind> kinds = new ArrayList<>(List.of(FailureKind.UNAVAILABLE, FailureKind.INTERNAL));
        if (phase == Phase.BEGIN) {
            kinds.add(FailureKind.ALREADY_EXISTS);
        }
        if (phase.point == Point.WRITE || phase.point == Point.COMPLETE) {
            // Somebody removed the upload.
            kinds.add(FailureKind.NOT_FOUND);
        }
        return kinds.get(random.nextInt(kinds.size()));
    }

    /** Whether every store gets its copy in the end; an address is not begun twice, so a lost answer to that does no harm. */
    boolean recovers() {
        return event == Event.FAILS_ONCE || (event == Event.FAILS_FOR_GOOD && phase == Phase.BEGIN_UNANSWERED);
    }

    /** The targets that must hold the image in the end; for a cancel, those that may. */
    Set<String> mayLand() {
        if (recovers()) {
            return targets();
        }
        if (must || phase.isOfSource()) {
            return event.isWord() && !must ? targets() : Set.of();
        }
        Set<String> others = new TreeSet<>(targets());
        others.remove(id(store));
        return others;
    }

    /** Whether exactly those must hold it. */
    boolean isCertain() {
        return event != Event.CANCEL;
    }

    /** The stores that must be on the failed list, given those that hold the image because of the import. */
    boolean isRightlyFailed(Set<String> failed, Set<String> landed) {
        Set<String> rest = new HashSet<>(targets());
        rest.removeAll(landed);
        if (event == Event.CANCEL || !must || recovers()) {
            return failed.equals(rest);
        }
        if (phase.isOfSource()) {
            // Each of several native copies fails for itself, and the first ends the others.
            return way == Way.NATIVE ? !failed.isEmpty() && rest.containsAll(failed) : failed.equals(rest);
        }
        return failed.equals(Set.of(id(store)));
    }

    /** How the import must end. */
    String phaseAfter(Set<String> landed) {
        if (event == Event.CANCEL) {
            return "cancelled";
        }
        return (must && !recovers()) || landed.isEmpty() ? "failed" : "succeeded";
    }
}
