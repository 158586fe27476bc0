package io.longshore.launch.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/** The same kind of request again and again on several connections at once. One wrong answer fails the load. */
final class RequestLoad {

    private final Supplier<ImageClient> clients;
    private final int connections;

    RequestLoad(Supplier<ImageClient> clients, int connections) {
        this.clients = clients;
        this.connections = connections;
    }

    /** The n-th request of the load. */
    @FunctionalInterface
    interface Exchange {
        void run(ImageClient client, int n) throws IOException;
    }

    /** At least one on each connection. */
    Sample during(Duration time, Exchange exchange) throws IOException, InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        return run(n -> n < connections || System.nanoTime() - end < 0, exchange);
    }

    Sample times(int count, Exchange exchange) throws IOException, InterruptedException {
        return run(n -> n < count, exchange);
    }

    private Sample run(IntPredicate goesOn, Exchange exchange) throws IOException, InterruptedException {
        AtomicInteger next = new AtomicInteger();
        long start = System.nanoTime();
        List<List<Double>> latencies = Crew.of(connections, () -> {
            List<Double> own = new ArrayList<>();
            try (ImageClient client = clients.get()) {
                for (int n = next.getAndIncrement(); goesOn.test(n); n = next.getAndIncrement()) {
                    long begun = System.nanoTime();
                    exchange.run(client, n);
                    own.add(Meter.secondsSince(begun));
                }
            }
            return own;
        });
        double wallSeconds = Meter.secondsSince(start);
        return Sample.ofMany(
                wallSeconds, latencies.stream().flatMap(List::stream).toList());
    }
}
