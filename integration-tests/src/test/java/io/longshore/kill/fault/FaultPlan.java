package io.longshore.kill.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * One fault to come; the same for the same seed and number.
 *
 * @param choice among several that could be struck
 * @param delay before it strikes
 * @param hold a number from 0 to 1: how long it lasts, within what is sensible for its kind
 */
public record FaultPlan(int number, FaultKind kind, int choice, Duration delay, double hold) {

    private static final int LONGEST_DELAY_MILLIS = 700;

    /** The first {@code count} faults. Every stretch of 46, or 49 with slow ones, has its share of each kind. */
    public static List<FaultPlan> draw(
            long seed, int count, boolean withMounts, boolean withSlow, Set<FaultKind> kinds) {
        Random random = new Random(seed);
        List<FaultPlan> plans = new ArrayList<>();
        List<FaultKind> deck = new ArrayList<>();
        while (plans.size() < count) {
            if (deck.isEmpty()) {
                deck = deck(random, withMounts, withSlow, kinds);
            }
            plans.add(new FaultPlan(
                    plans.size() + 1,
                    deck.removeLast(),
                    random.nextInt(1 << 20),
                    Duration.ofMillis(random.nextInt(LONGEST_DELAY_MILLIS)),
                    random.nextDouble()));
        }
        return List.copyOf(plans);
    }

    private static List<FaultKind> deck(Random random, boolean withMounts, boolean withSlow, Set<FaultKind> kinds) {
        List<FaultKind> deck = new ArrayList<>();
        for (FaultKind kind : FaultKind.values()) {
            FaultKind dealt = kind.needsMount() && !withMounts ? FaultKind.STORE_REPLACED : kind;
            if ((withSlow || !kind.isSlow()) && (kinds.isEmpty() || kinds.contains(kind))) {
                deck.addAll(Collections.nCopies(kind.share(), dealt));
            }
        }
        Collections.shuffle(deck, random);
        return deck;
    }

    /** A length between the two, as the plan has it. */
    Duration between(int leastMillis, int mostMillis) {
        return Duration.ofMillis(leastMillis + (long) (hold * (mostMillis - leastMillis)));
    }
}
