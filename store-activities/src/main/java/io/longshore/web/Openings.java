package io.longshore.web;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Call;

/** Requests that still wait for their answers, so that whoever gives up can end the waiting. */
final class Openings {

    private final Set<Call> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    void begin(Call call) {
        waiting.add(call);
        if (over) {
            call.cancel();
        }
    }

    void end(Call call) {
        waiting.remove(call);
    }

    /** Ends every waiting, now and from now on. Repeatable. */
    void cancel() {
        over = true;
        waiting.forEach(Call::cancel);
    }

    boolean isOver() {
        return over;
    }
}
