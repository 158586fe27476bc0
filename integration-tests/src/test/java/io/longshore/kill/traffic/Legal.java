package io.longshore.kill.traffic;

import java.util.Set;

/**
 * The statuses that may answer a call.
 *
 * @param stores that the call needs; where all of them are broken, {@code broken} is legal, too
 */
record Legal(Set<Integer> statuses, Set<String> stores, Set<Integer> broken) {

    static Legal statuses(Integer... statuses) {
        return new Legal(Set.of(statuses), Set.of(), Set.of());
    }

    /** The same, and others where all of {@code stores} are broken. */
    Legal orBroken(Set<String> stores, Integer... statuses) {
        return new Legal(this.statuses, Set.copyOf(stores), Set.of(statuses));
    }

    boolean allows(int status, Set<String> brokenStores) {
        return statuses.contains(status)
                || (broken.contains(status) && !stores.isEmpty() && brokenStores.containsAll(stores));
    }
}
