package io.longshore.kill.traffic;

import io.longshore.kill.site.Site;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What one image goes through; the same for the same seed and number.
 *
 * @param offset where its bytes begin in the block
 * @param midway what is done to its first import while that is open
 * @param copies a copy-image afterwards; no targets and not to all stores: none
 * @param deleteOne whether one of its copies is deleted
 * @param keep whether it stays for a while
 */
record JourneyPlan(
        int number,
        First first,
        Offer.Manner manner,
        int offset,
        int size,
        Targets targets,
        Midway midway,
        double when,
        Targets copies,
        boolean download,
        boolean deleteOne,
        boolean keep) {

    /** How its bytes come. */
    enum First {
        WEB_DOWNLOAD,
        GLANCE_DIRECT,
        UPLOAD
    }

    enum Midway {
        NOTHING,
        CANCEL,
        DELETE
    }

    /** Where an import goes. */
    record Targets(List<String> stores, boolean all, boolean must) {

        boolean isNone() {
            return stores.isEmpty() && !all;
        }

        /** Those that lack the image yet. */
        List<String> resolved(List<String> held) {
            List<String> wanted = new ArrayList<>(all ? Site.STORES : stores);
            wanted.removeAll(held);
            return wanted;
        }
    }

    private static final int LARGEST = 48 << 20;

    static JourneyPlan draw(long seed, int number, int blockBytes) {
        Random random = new Random(mixed(seed, number));
        First first = pick(random, First.WEB_DOWNLOAD, First.WEB_DOWNLOAD, First.GLANCE_DIRECT, First.UPLOAD);
        Offer.Manner manner = pick(
                random,
                Offer.Manner.RANGED,
                Offer.Manner.RANGED,
                Offer.Manner.RANGED,
                Offer.Manner.RANGED,
                Offer.Manner.PLAIN,
                Offer.Manner.UNSIZED);
        int size = size(random);
        Midway midway = pick(
                random,
                Midway.NOTHING,
                Midway.NOTHING,
                Midway.NOTHING,
                Midway.NOTHING,
                Midway.NOTHING,
                Midway.CANCEL,
                Midway.DELETE);
        return new JourneyPlan(
                number,
                first,
                manner,
                random.nextInt(blockBytes - size),
                size,
                targets(random, 1),
                midway,
                random.nextDouble(),
                targets(random, random.nextInt(3) == 0 ? 0 : 1),
                random.nextInt(3) == 0,
                random.nextInt(4) == 0,
                random.nextInt(4) == 0);
    }

    /** Neighbours have nothing in common. */
    private static long mixed(long seed, int number) {
        long mixed = seed * 0x9E3779B97F4A7C15L + number * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 30)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** Around the edges of units of 8 MiB as often as anywhere. */
    private static int size(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> random.nextInt(1 << 20);
            case 1 -> 8 << 20;
            case 2 -> (8 << 20) * (1 + random.nextInt(5)) + random.nextInt(3) - 1;
            default -> (4 << 20) + random.nextInt(LARGEST - (4 << 20));
        };
    }

    private static Targets targets(Random random, int least) {
        boolean all = random.nextInt(5) == 0;
        boolean must = random.nextBoolean();
        List<String> stores = new ArrayList<>(Site.STORES);
        Collections.shuffle(stores, random);
        int count = least == 0 ? 0 : 1 + random.nextInt(4);
        return new Targets(
                all && least > 0 ? List.of() : List.copyOf(stores.subList(0, count)), all && least > 0, must);
    }

    @SafeVarargs
    private static <T> T pick(Random random, T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
