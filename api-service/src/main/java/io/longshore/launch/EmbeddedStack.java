package io.longshore.launch;

import io.longshore.wiring.DatabaseConfig;
import io.temporal.envconfig.ClientConfigProfile;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The servers that Longshore stands on, as processes of their own in one data directory: Temporal with its Web UI, and PostgreSQL.
 * What they hold survives every kind of end, and the next start goes on from it.
 */
final class EmbeddedStack implements AutoCloseable {

    private final PostgresServer postgres;
    private final TemporalServer temporal;
    private final Child postgresProcess;
    private final Child temporalProcess;

    private EmbeddedStack(
            PostgresServer postgres, Child postgresProcess, TemporalServer temporal, Child temporalProcess) {
        this.postgres = postgres;
        this.postgresProcess = postgresProcess;
        this.temporal = temporal;
        this.temporalProcess = temporalProcess;
    }

    /**
     * Stops what a killed launcher has left running in {@code data}, then starts both side by side and waits until both answer. Where
     * one fails, the other is stopped again.
     *
     * @param temporalBinary the {@code temporal} program
     */
    static EmbeddedStack start(DataDirectory data, Path temporalBinary, Ports ports) throws InterruptedException {
        PostgresServer postgres = new PostgresServer(data, ports.postgres());
        TemporalServer temporal = new TemporalServer(data, temporalBinary, ports);
        temporal.stopLeftover();
        postgres.stopLeftover();
        ports.requireFree();
        try (ExecutorService starters = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Child> first = starters.submit(postgres::start);
            Future<Child> second = starters.submit(temporal::start);
            try {
                return new EmbeddedStack(postgres, first.get(), temporal, second.get());
            } catch (ExecutionException | InterruptedException e) {
                starters.shutdownNow(); // whichever is still starting gives up and stops what it has started
                stopStarted(second, TemporalServer::stop);
                stopStarted(first, PostgresServer::stop);
                switch (e.getCause()) {
                    case RuntimeException cause -> throw cause;
                    case null, default -> throw new InterruptedException("told to end while starting");
                }
            }
        }
    }

    DatabaseConfig database() {
        return postgres.connection();
    }

    ClientConfigProfile temporal() {
        return temporal.connection();
    }

    TemporalPages pages() {
        return temporal.pages();
    }

    /** Process ids: PostgreSQL's, then Temporal's. */
    long[] pids() {
        return new long[] {postgresProcess.pid(), temporalProcess.pid()};
    }

    /** Stops Temporal, then PostgreSQL, and waits for both. Repeatable. */
    @Override
    public void close() {
        TemporalServer.stop(temporalProcess);
        PostgresServer.stop(postgresProcess);
    }

    private static void stopStarted(Future<Child> starting, java.util.function.Consumer<Child> stop)
            throws InterruptedException {
        try {
            stop.accept(starting.get());
        } catch (ExecutionException e) {
            // It did not start either, and has cleaned up after itself.
        }
    }
}
