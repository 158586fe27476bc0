package io.longshore.model;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one image may be.
 *
 * @param status on the wire; {@code absent} before it was made, {@code deleted} afterwards
 * @param copies stores that show it
 * @param owed stores that its open import still has to fill
 * @param targets of its newest import
 * @param failed stores that are listed so
 * @param imported whether it ever had an import
 * @param open whether that goes on
 * @param must whether all its stores must succeed
 * @param content which of the known bytes it holds, or has staged; -1: none
 */
record State(
        String status,
        Set<String> copies,
        Set<String> owed,
        Set<String> targets,
        Set<String> failed,
        boolean imported,
        boolean open,
        boolean must,
        int content,
        Map<String, String> properties) {

    static final State ABSENT =
            new State("absent", Set.of(), Set.of(), Set.of(), Set.of(), false, false, false, -1, Map.of());

    boolean isThere() {
        return !status.equals("absent") && !status.equals("deleted");
    }

    boolean is(String wanted) {
        return status.equals(wanted);
    }

    State as(String next) {
        return new State(next, copies, owed, targets, failed, imported, open, must, content, properties);
    }

    State holding(int next) {
        return new State(status, copies, owed, targets, failed, imported, open, must, next, properties);
    }

    State in(Set<String> next) {
        return new State(status, next, owed, targets, failed, imported, open, must, content, properties);
    }

    State with(String name, String value) {
        Map<String, String> next = new TreeMap<>(properties);
        next.put(name, value);
        return new State(status, copies, owed, targets, failed, imported, open, must, content, next);
    }

    /** With an import into {@code into} that has begun. */
    State importing(Set<String> into, boolean all) {
        String next = is("active") ? "active" : "importing";
        return new State(
                next,
                copies,
                into,
                into,
                minus(failed, into.toArray(String[]::new)),
                true,
                true,
                all,
                content,
                properties);
    }

    /** Without an open import; {@code listed} are listed as failed. */
    State ended(Set<String> listed) {
        String next = copies.isEmpty() ? "queued" : "active";
        return new State(
                next,
                copies,
                Set.of(),
                targets,
                listed,
                imported,
                false,
                must,
                copies.isEmpty() ? -1 : content,
                properties);
    }

    /** With one store less to fill. */
    State without(String store, boolean landed) {
        return new State(
                landed ? "active" : status,
                landed ? plus(copies, store) : copies,
                minus(owed, store),
                targets,
                landed ? failed : plus(failed, store),
                imported,
                open,
                must,
                content,
                properties);
    }

    /** Without its past: what stores and staging can be held against. */
    State bytes() {
        return new State(status, copies, Set.of(), Set.of(), Set.of(), false, open, false, content, Map.of());
    }

    /** Everything that it may have become by itself, this included. */
    Set<State> closure() {
        Set<State> all = new HashSet<>();
        spread(this, all);
        return all;
    }

    private static void spread(State from, Set<State> all) {
        if (!all.add(from) || !from.open()) {
            return;
        }
        if (from.owed().isEmpty()) {
            spread(from.ended(from.failed()), all);
        } else if (from.must()) {
            spread(
                    from.in(plus(from.copies(), from.owed().toArray(String[]::new)))
                            .ended(from.failed()),
                    all);
        } else {
            from.owed().forEach(store -> spread(from.without(store, true), all));
        }
    }

    static Set<String> plus(Set<String> some, String... more) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(Set.of(more));
        return all;
    }

    static Set<String> minus(Set<String> some, String... less) {
        Set<String> rest = new TreeSet<>(some);
        rest.removeAll(Set.of(less));
        return rest;
    }
}
