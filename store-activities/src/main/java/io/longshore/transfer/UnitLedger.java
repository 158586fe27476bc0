package io.longshore.transfer;

import java.util.Arrays;
import java.util.BitSet;

/** What is known of each unit of a copy, noted by all hands. */
final class UnitLedger {

    private final BitSet seen = new BitSet();
    private final BitSet readBack = new BitSet();
    private final BitSet counted = new BitSet();
    private int[] crc32c = new int[16];

    /** The unit has passed through us on its way to the target. */
    synchronized void passed(int unit, int crc) {
        note(unit, crc);
        readBack.clear(unit);
    }

    /** The unit was read from the target. */
    synchronized void readBack(int unit, int crc) {
        note(unit, crc);
        readBack.set(unit);
    }

    synchronized boolean isSeen(int unit) {
        return seen.get(unit);
    }

    synchronized boolean isReadBack(int unit) {
        return readBack.get(unit);
    }

    /** Whether the unit has not been counted before; from now on it has. */
    synchronized boolean count(int unit) {
        boolean first = !counted.get(unit);
        counted.set(unit);
        return first;
    }

    /** Of a unit that {@link #isSeen}. */
    synchronized int crc(int unit) {
        return crc32c[unit];
    }

    /** The first of {@code units} units that nothing is known of; {@code units} where there is none. */
    synchronized int firstUnseen(int units) {
        return Math.min(units, seen.nextClearBit(0));
    }

    /** One past the last of {@code units} units that nothing is known of; 0 where there is none. */
    synchronized int endOfUnseen(int units) {
        return seen.previousClearBit(units - 1) + 1;
    }

    /** The first of {@code units} units that was not read from the target; {@code units} where there is none. */
    synchronized int firstNotReadBack(int units) {
        return Math.min(units, readBack.nextClearBit(0));
    }

    private void note(int unit, int crc) {
        if (unit >= crc32c.length) {
            crc32c = Arrays.copyOf(crc32c, Math.max(unit + 1, crc32c.length * 2));
        }
        crc32c[unit] = crc;
        seen.set(unit);
    }
}
