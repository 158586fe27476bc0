package io.longshore.transfer;

import org.jspecify.annotations.Nullable;

/** One thread of a {@link Crew}, and what it waits for. */
final class Hand implements Waiting {

    private volatile @Nullable String waitingFor;

    @Override
    public void on(String what) {
        waitingFor = what;
    }

    /** The wait, if there was one, is over. */
    void working() {
        if (waitingFor != null) {
            waitingFor = null;
        }
    }

    @Nullable
    String waitingFor() {
        return waitingFor;
    }
}
