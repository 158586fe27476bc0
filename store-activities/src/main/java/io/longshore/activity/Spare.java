package io.longshore.activity;

import io.longshore.image.ContentManifest;
import org.jspecify.annotations.Nullable;

/**
 * When an attempt can let go of its slot without losing much: each must bring something that stays, or those who take turns would get
 * nowhere. Who can bring nothing that stays for a long time, as its source knows no ranges or hardly a byte comes, lets go later, keeps its
 * slot for twice as long each time, and lets go no more when it is half way: so it gets to its end, and what is read in vain is, at an even
 * rate, no more than the whole.
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

    private static final int MOST_DOUBLINGS = 16;

    private final Shares.Slot slot;
    private final Stays stays;
    private final long began;
    private final int turnsBeforeLosing;
    private long kept;
    private boolean stirred;

    /**
     * @param began with so many bytes done
     * @param sending how often the work was asked for, counted from 1: once more each time that it was let go of
     */
    Spare(Shares.Slot slot, Stays stays, long began, int sending) {
        this.slot = slot;
        this.stays = stays;
        this.began = began;
        this.turnsBeforeLosing = TURNS_BEFORE_LOSING << Math.clamp(sending - 1L, 0, MOST_DOUBLINGS);
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

    /**
     * Whether it is to be let go of now. Who has not stirred, as it waits for bytes, loses nothing at all.
     *
     * @param total bytes that there are to do; null while unknown
     */
    boolean isDue(long done, @Nullable Long total) {
        return (!stirred || isCheap(done) || isLongEnough(done, total)) && slot.isDue();
    }

    private boolean isCheap(long done) {
        return kept > began && done - kept <= Math.max(NOT_WORTH_MENTIONING, (kept - began) / 4);
    }

    private boolean isLongEnough(long done, @Nullable Long total) {
        boolean halfWay = stays == Stays.NOTHING && total != null && done >= total - done;
        return stays != Stays.WHAT_IT_IS_TOLD && done > began && !halfWay && slot.hasHad(turnsBeforeLosing);
    }
}
