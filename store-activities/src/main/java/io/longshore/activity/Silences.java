package io.longshore.activity;

import io.temporal.activity.ActivityExecutionContext;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The attempts that this process has under way. A later attempt learns here that an earlier one of the same work hangs in a call, or has
 * failed in one when nobody listened any more: that is its store's failing, whereas one that died with its process, or waits for a starved
 * machine, is nobody's.
 */
final class Silences implements AutoCloseable {

    /** So many heartbeat timeouts long nothing is silent that does not hang. */
    private static final int HANGS = 3;

    private static final int MOST_REMEMBERED = 10_000;

    private final LivedTime lived = new LivedTime();
    private final Map<String, Set<HeartbeatListener>> underWay = new ConcurrentHashMap<>();

    /** Work whose attempt was given up before it could say what it failed by; the oldest is forgotten where its run has ended. */
    private final Map<String, Boolean> unheard = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_REMEMBERED;
        }
    });

    /**
     * The time after which an attempt is given up, where an earlier one of this process hangs, or has failed unheard; else 0.
     */
    long millis(ActivityExecutionContext context, String store) {
        long patience = context.getInfo().getHeartbeatTimeout().toMillis();
        boolean hangs = underWay.getOrDefault(key(context, store), Set.of()).stream()
                .anyMatch(earlier -> hangs(context, earlier));
        boolean failed = unheard.remove(key(context, store)) != null;
        return hangs || failed ? patience : 0;
    }

    /** An attempt has failed by its store; it may have been given up before. */
    void failed(ActivityExecutionContext context, String store, HeartbeatListener attempt) {
        if (attempt.silentMillis() > context.getInfo().getHeartbeatTimeout().toMillis()) {
            unheard.put(key(context, store), true);
        }
    }

    /** Whether an attempt does. */
    boolean hangs(ActivityExecutionContext context, HeartbeatListener attempt) {
        return attempt.silentMillis()
                > HANGS * context.getInfo().getHeartbeatTimeout().toMillis();
    }

    LivedTime lived() {
        return lived;
    }

    @Override
    public void close() {
        lived.close();
    }

    void began(ActivityExecutionContext context, String store, HeartbeatListener attempt) {
        underWay.compute(key(context, store), (key, attempts) -> {
            Set<HeartbeatListener> all = attempts == null ? ConcurrentHashMap.newKeySet() : attempts;
            all.add(attempt);
            return all;
        });
    }

    void ended(ActivityExecutionContext context, String store, HeartbeatListener attempt) {
        underWay.computeIfPresent(key(context, store), (key, attempts) -> {
            attempts.remove(attempt);
            return attempts.isEmpty() ? null : attempts;
        });
    }

    private static String key(ActivityExecutionContext context, String store) {
        return context.getInfo().getWorkflowId() + " " + store;
    }
}
