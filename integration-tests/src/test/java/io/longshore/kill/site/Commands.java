package io.longshore.kill.site;

import io.longshore.activity.TemporalProgram;
import io.longshore.support.LongshoreProgram;
import io.longshore.workflow.SearchAttributes;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** How the site's processes are started. */
final class Commands {

    private Commands() {}

    /** A role of Longshore. */
    static List<String> longshore(String role, Path configuration) {
        return LongshoreProgram.command(
                List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                List.of(role, "--config", configuration.toString()));
    }

    static List<String> temporal(int port, Path database) {
        List<String> command = new ArrayList<>(List.of(
                TemporalProgram.path().toString(),
                "server",
                "start-dev",
                "--ip",
                "127.0.0.1",
                "--headless",
                "--log-level",
                "warn",
                "--port",
                Integer.toString(port),
                "--db-filename",
                database.toString()));
        for (String pragma : List.of("journal_mode=wal", "synchronous=normal")) {
            command.addAll(List.of("--sqlite-pragma", pragma));
        }
        for (String setting : List.of(
                "history.transferProcessorMaxPollRPS=2000",
                "history.timerProcessorMaxPollRPS=2000",
                "history.visibilityProcessorMaxPollRPS=2000",
                "matching.numTaskqueueReadPartitions=1",
                "matching.numTaskqueueWritePartitions=1",
                "matching.enableFairness=true",
                "frontend.enableCancelWorkerPollsOnShutdown=true")) {
            command.addAll(List.of("--dynamic-config-value", setting));
        }
        SearchAttributes.TYPES.forEach(
                (name, type) -> command.addAll(List.of("--search-attribute", name + "=" + type)));
        return command;
    }

    /** Unpacks PostgreSQL and makes a cluster in {@code directory}, which everybody on this machine may enter; then how to start it. */
    static List<String> postgres(int port, Path directory) {
        Path cluster = directory.resolve("postgres");
        Path programs = directory.resolve("postgres-program");
        try {
            EmbeddedPostgres.builder()
                    .setPgBinaryResolver(Commands::postgresArchive)
                    .setOverrideWorkingDirectory(programs.toFile())
                    .setDataDirectory(cluster)
                    .setCleanDataDirectory(false)
                    .setPort(port)
                    .start()
                    .close();
            List<String> command = new ArrayList<>();
            if ("root".equals(System.getProperty("user.name"))) {
                command.addAll(List.of("unshare", "-U"));
            }
            command.addAll(List.of(
                    server(programs).toString(),
                    "-D",
                    cluster.toString(),
                    "-p",
                    Integer.toString(port),
                    "-c",
                    "listen_addresses=127.0.0.1",
                    "-c",
                    "unix_socket_directories="));
            return command;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path server(Path programs) throws IOException {
        try (Stream<Path> all = Files.walk(programs, 4)) {
            return all.filter(path -> path.endsWith(Path.of("bin", "postgres")))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no postgres below " + programs));
        }
    }

    private static InputStream postgresArchive(String system, String machine) {
        String name = "/postgres-" + system.toLowerCase(Locale.ROOT) + "-" + machine + ".txz";
        InputStream archive = EmbeddedPostgres.class.getResourceAsStream(name);
        if (archive == null) {
            throw new AssertionError("no " + name + " on the class path");
        }
        return archive;
    }
}
