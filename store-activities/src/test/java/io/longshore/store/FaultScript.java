package io.longshore.store;

import io.longshore.image.ImageException;
import io.longshore.image.StoreId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The faults of a {@link FaultyStore}, and what has passed. */
final class FaultScript {

    private final StoreId store;
    private final List<Armed> faults = new CopyOnWriteArrayList<>();
    private final Map<FaultyStore.Point, Integer> calls = new ConcurrentHashMap<>();
    private final Map<FaultyStore.Point, Integer> ended = new ConcurrentHashMap<>();

    FaultScript(StoreId store) {
        this.store = store;
    }

    void add(Fault fault) {
        faults.add(new Armed(fault));
    }

    void clear() {
        faults.clear();
    }

    int calls(FaultyStore.Point point) {
        return calls.getOrDefault(point, 0);
    }

    int ended(FaultyStore.Point point) {
        return ended.getOrDefault(point, 0);
    }

    /** Makes a call, and lets strike what is due before and after it. */
    <T> T at(FaultyStore.Point point, Supplier<T> call) {
        calls.merge(point, 1, Integer::sum);
        try {
            return struck(point, call);
        } finally {
            ended.merge(point, 1, Integer::sum);
        }
    }

    private <T> T struck(FaultyStore.Point point, Supplier<T> call) {
        List<Armed> due = faults.stream()
                .filter(armed -> armed.fault.point() == point && !armed.fault.isInMidst() && armed.isDue())
                .toList();
        due.stream().filter(armed -> !armed.fault.answerLost()).forEach(this::strike);
        T answer = call.get();
        due.stream().filter(armed -> armed.fault.answerLost()).forEach(this::strike);
        return answer;
    }

    /** Whether bytes at {@code point} must be watched as they pass. */
    boolean watches(FaultyStore.Point point) {
        return inMidst(point).stream().anyMatch(Armed::isLeft);
    }

    /** How many of {@code bytes} may pass now; where none may, it strikes. */
    int letPass(FaultyStore.Point point, int bytes) {
        List<Armed> watching = inMidst(point);
        watching.stream().filter(Armed::isReached).forEach(this::strike);
        synchronized (this) {
            long allowed = watching.stream()
                    .mapToLong(Armed::bytesLeft)
                    .filter(left -> left > 0)
                    .reduce(bytes, Math::min);
            watching.forEach(armed -> armed.bytes.addAndGet(allowed));
            return (int) allowed;
        }
    }

    /** So many of the bytes that were let pass did not. */
    void giveBack(FaultyStore.Point point, int bytes) {
        inMidst(point).forEach(armed -> armed.bytes.addAndGet(-bytes));
    }

    private List<Armed> inMidst(FaultyStore.Point point) {
        return faults.stream()
                .filter(armed -> armed.fault.point() == point && armed.fault.isInMidst())
                .toList();
    }

    private void strike(Armed armed) {
        switch (armed.fault.effect()) {
            case Fault.Effect.Failure failure ->
                throw new ImageException(failure.kind(), "store " + store + ": " + failure.cause());
            case Fault.Effect.Block block -> block.gate().pass();
        }
    }

    private static final class Armed {

        private final Fault fault;
        private final AtomicInteger calls = new AtomicInteger();
        private final AtomicInteger strikes = new AtomicInteger();
        private final AtomicLong bytes = new AtomicLong();

        Armed(Fault fault) {
            this.fault = fault;
        }

        /** Counts a call. */
        boolean isDue() {
            int nth = calls.incrementAndGet() - fault.fromCall();
            return nth >= 0 && nth < fault.times();
        }

        /** Counts a strike in the midst of the bytes. */
        boolean isReached() {
            return bytesLeft() <= 0 && strikes.getAndIncrement() < fault.times();
        }

        boolean isLeft() {
            return strikes.get() < fault.times();
        }

        long bytesLeft() {
            return fault.afterBytes() - bytes.get();
        }
    }
}
