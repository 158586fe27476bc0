package io.longshore.activity;

import io.longshore.image.ContentManifest;

/**
 * When an attempt can let go of its slot without losing much: each must bring something that stays, or those who take turns would get
 * nowhere.
 */
final class Spare {

    /** Of what was staged whole units stay; so little of the next one does not matter. */
    private static final long NOT_WORTH_MENTIONING = 1 << 20;

    private final Shares.Slot slot;
    private final boolean staging;
    private final long began;
    private long kept;
    private boolean stirred;

    /**
     * @param staging whether it stages what it reads; else it is a copy, and is told what stays
     * @param began with so many bytes done
     */
    Spare(Shares.Slot slot, boolean staging, long began) {
        this.slot = slot;
        this.staging = staging;
        this.began = began;
        this.kept = began;
    }

    /** Bytes have moved: {@code done} are done, unless they were only read again. */
    void moved(long done) {
        stirred = true;
        if (staging) {
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
        boolean cheap = kept > began && done - kept <= Math.max(NOT_WORTH_MENTIONING, (kept - began) / 4);
        return (cheap || !stirred) && slot.isDue();
    }
}
