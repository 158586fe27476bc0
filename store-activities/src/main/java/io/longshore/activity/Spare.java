package io.longshore.activity;

import io.longshore.image.ContentManifest;

/**
 * When an attempt can let go of its slot without losing much: each must bring something that stays, or those who take turns would get
 * nowhere. Who can bring nothing that stays for a long time, as its source knows no ranges or hardly a byte comes, lets go later, and with
 * twice as much each time: so it gets to its end, and nothing is read more than twice.
 */
final class Spare {

    /** What stays of what an attempt has done. */
    enum Stays {
        WHOLE_UNITS,
        WHAT_IT_IS_TOLD,
        NOTHING
    }

    /** Of what was staged whole units stay; so little of the next one does not matter. */
    private static final long NOT_WORTH_MENTIONING = 1 << 20;

    /** What is read so long could have been read to its end, but for a source that crawls. */
    private static final int TURNS_BEFORE_LOSING = 5;

    private final Shares.Slot slot;
    private final Stays stays;
    private final long began;
    private final long best;
    private long kept;
    private boolean stirred;

    /**
     * @param began with so many bytes done
     * @param best the most that earlier attempts have done, whether it stayed or not
     */
    Spare(Shares.Slot slot, Stays stays, long began, long best) {
        this.slot = slot;
        this.stays = stays;
        this.began = began;
        this.best = Math.max(began, best);
        this.kept = began;
    }

    /** Bytes have moved: {@code done} are done, unless they were only read again. */
    void moved(long done) {
        stirred = true;
        if (stays == Stays.WHOLE_UNITS) {
            kept = Math.max(kept, done - done % ContentManifest.UNIT_BYTES);
        }
        if (done > began) {
            slot.gains();
        }
    }

    /** What is done stays. */
    void kept(long done) {
        kept = Math.max(kept, done);
    }

    /** Whether it is to be let go of now. Who has not stirred, as it waits for bytes, loses nothing at all. */
    boolean isDue(long done) {
        return (!stirred || isCheap(done) || isLongEnough(done)) && slot.isDue();
    }

    boolean nothingStays() {
        return stays == Stays.NOTHING;
    }

    private boolean isCheap(long done) {
        return kept > began && done - kept <= Math.max(NOT_WORTH_MENTIONING, (kept - began) / 4);
    }

    private boolean isLongEnough(long done) {
        return stays != Stays.WHAT_IT_IS_TOLD
                && done > began
                && done - began >= 2 * (best - began)
                && slot.hasHad(TURNS_BEFORE_LOSING);
    }
}
