package io.longshore.activity;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;

/** Whether this process is going down: every attempt looks at it, lets go at its next sign of life, and another process goes on. */
public final class Drain {

    private volatile boolean draining;

    void begin() {
        draining = true;
    }

    /** Fails with {@code DRAINING}, in words that begin with {@code who}, once the process is going down. */
    void check(String who) {
        if (draining) {
            throw new ImageException(FailureKind.DRAINING, who + ": this worker is shutting down, another one goes on");
        }
    }
}
