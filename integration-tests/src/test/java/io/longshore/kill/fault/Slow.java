package io.longshore.kill.fault;

import io.longshore.kill.site.Rest;
import io.longshore.kill.site.Server;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A process that is away for a minute, while other faults strike: one at a time. */
final class Slow {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final AtomicReference<@Nullable Server> away = new AtomicReference<>();

    /** Waits until none is away. */
    void await() {
        if (!Rest.until(PATIENCE, () -> away.get() == null)) {
            throw new AssertionError("a process that was away for long does not come back");
        }
    }

    /** Has {@code server} be away for {@code time}, then {@code back}. */
    void leave(Server server, Duration time, Runnable back) {
        server.setAway(true);
        away.set(server);
        Thread.ofVirtual().name("slow").start(() -> {
            try {
                Rest.of(time);
                back.run();
            } finally {
                server.setAway(false);
                away.set(null);
            }
        });
    }
}
