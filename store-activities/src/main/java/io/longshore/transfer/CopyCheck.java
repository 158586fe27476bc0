package io.longshore.transfer;

import io.longshore.image.ContentManifest;
import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Compares a copy with what it must be, unit by unit, and says who is to blame for a unit that differs. */
final class CopyCheck {

    private final String source;
    private final String target;
    private final IntUnaryOperator units;
    private final Tally tally;
    private final boolean verifyFull;
    private final UnitLedger ledger = new UnitLedger();
    private volatile @Nullable ContentManifest manifest;

    /**
     * @param units the checksum of a unit as the source has it now
     * @param verifyFull whether only what is read back counts as checked
     * @param manifest what the copy must be; null while that is not known
     */
    CopyCheck(
            String source,
            String target,
            IntUnaryOperator units,
            Tally tally,
            boolean verifyFull,
            @Nullable ContentManifest manifest) {
        this.source = source;
        this.target = target;
        this.units = units;
        this.tally = tally;
        this.verifyFull = verifyFull;
        this.manifest = manifest;
    }

    UnitLedger ledger() {
        return ledger;
    }

    /** An earlier attempt has compared what it brought over, which is what is {@code there}: nobody looks at that again. */
    void earlier(Extents there) {
        ContentManifest expected = manifest;
        if (expected != null && !verifyFull) {
            for (int unit = 0; unit < expected.crc32c().length; unit++) {
                if (there.cover(Units.start(unit), Units.start(unit) + expected.unitBytes(unit))) {
                    count(expected, unit);
                }
            }
        }
    }

    /** A unit has passed on its way from the source to the target. */
    void passed(int unit, int crc) {
        ledger.passed(unit, crc);
        compare(unit);
    }

    /** A unit was read back from the target. */
    void readBack(int unit, int crc) {
        ledger.readBack(unit, crc);
        compare(unit);
    }

    /** Now it is known what the copy must be: what has been seen so far is compared. */
    void expect(ContentManifest expected) {
        manifest = expected;
        for (int unit = 0; unit < expected.crc32c().length; unit++) {
            if (ledger.isSeen(unit)) {
                compare(unit);
            }
        }
    }

    /** Reads the units from {@code first} to {@code end}, exclusive, that an earlier attempt has copied from the source again. */
    void reread(int first, int end) {
        for (int unit = first; unit < end; unit++) {
            if (!ledger.isSeen(unit)) {
                passed(unit, units.applyAsInt(unit));
            }
        }
    }

    /**
     * For a copy of which nobody knew what it must be: compares what the target holds with what the source does. {@code CORRUPT}
     * where they differ.
     */
    void requireSame(ContentManifest readBack) {
        for (int unit = 0; unit < readBack.crc32c().length; unit++) {
            if (units.applyAsInt(unit) != readBack.crc32c()[unit]) {
                throw corruptTarget(readBack, unit);
            }
            tally.checked(readBack.unitBytes(unit));
        }
    }

    private void compare(int unit) {
        ContentManifest expected = manifest;
        if (expected == null) {
            return;
        }
        int[] expectedUnits = expected.crc32c();
        if (unit >= expectedUnits.length) {
            throw new ImageException(
                    FailureKind.SOURCE_LOST,
                    source + ": longer than the " + expected.sizeBytes() + " bytes of the image's manifest");
        }
        if (ledger.crc(unit) != expectedUnits[unit]) {
            throw verdict(expected, unit);
        }
        if (!verifyFull || ledger.isReadBack(unit)) {
            count(expected, unit);
        }
    }

    private void count(ContentManifest expected, int unit) {
        if (ledger.count(unit)) {
            tally.checked(expected.unitBytes(unit));
        }
    }

    private ImageException verdict(ContentManifest expected, int unit) {
        String bytes = Units.words(expected, unit);
        if (units.applyAsInt(unit) != expected.crc32c()[unit]) {
            return new ImageException(
                    FailureKind.SOURCE_LOST,
                    source + ": corrupt: " + bytes + " are not what the image's manifest says");
        }
        return ledger.isReadBack(unit)
                ? corruptTarget(expected, unit)
                : new ImageException(
                        FailureKind.SOURCE_UNAVAILABLE, source + ": " + bytes + " were damaged on the way");
    }

    private ImageException corruptTarget(ContentManifest manifest, int unit) {
        return new ImageException(
                FailureKind.CORRUPT,
                target + ": corrupt: " + Units.words(manifest, unit) + " read back are not what was written");
    }
}
