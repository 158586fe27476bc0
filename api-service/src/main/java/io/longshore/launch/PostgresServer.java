package io.longshore.launch;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.wiring.DatabaseConfig;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.commons.io.FileUtils;

/** A PostgreSQL whose cluster lies in the data directory: durable, on loopback, behind a password. */
final class PostgresServer {

    private static final String USER = "longshore";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final DataDirectory data;
    private final int port;
    private final Path cluster;
    private final Path passwordFile;
    private final Path log;

    PostgresServer(DataDirectory data, int port) {
        this.data = data;
        this.port = port;
        this.cluster = data.at("postgres");
        this.passwordFile = data.at("run", "postgres.password");
        this.log = data.at("logs", "postgres.log");
    }

    /** Stops what a killed launcher has left running. */
    void stopLeftover() {
        Child.leftover(pidFile()).ifPresent(PostgresServer::stop);
    }

    /**
     * Makes the cluster where there is none, starts the server and waits until it takes connections. {@code UNAVAILABLE} with the end
     * of its log where it does not come up; then nothing is left running.
     */
    Child start() throws InterruptedException {
        try {
            Path bin = PostgresBinaries.unpackedIn(data.directory("cache")).resolve("bin");
            if (!Files.isDirectory(cluster)) {
                makeCluster(bin);
            }
            Instant deadline = Instant.now().plus(PATIENCE);
            while (true) {
                forgetDeadPostmaster();
                long logged = Files.exists(log) ? Files.size(log) : 0;
                Optional<Child> up = tryOnce(bin, deadline);
                if (up.isPresent()) {
                    return up.get();
                }
                String tail = LogTail.of(log, logged);
                // The last servers of a killed postmaster take a moment to notice.
                if (!tail.contains("shared memory block") || Instant.now().isAfter(deadline)) {
                    throw new ImageException(FailureKind.UNAVAILABLE, "PostgreSQL did not start:\n" + tail);
                }
            }
        } catch (IOException e) {
            throw new ImageException(FailureKind.UNAVAILABLE, "PostgreSQL cannot be started: " + e.getMessage(), e);
        }
    }

    /**
     * A killed postmaster leaves its lock file. PostgreSQL believes it for as long as there is any process of that number: one that
     * nobody has reaped yet, or somebody else's. The data directory is ours, so only a postmaster of this cluster counts.
     */
    private void forgetDeadPostmaster() throws IOException {
        Path lock = cluster.resolve("postmaster.pid");
        try {
            String pid = Files.readAllLines(lock).getFirst().strip();
            boolean lives = ProcessHandle.of(Long.parseLong(pid))
                    .flatMap(process -> process.info().commandLine())
                    .filter(line -> line.contains(cluster.toString()))
                    .isPresent();
            if (!lives) {
                Files.delete(lock);
            }
        } catch (NoSuchFileException | NoSuchElementException | NumberFormatException unreadable) {
            // None, or PostgreSQL will say what is wrong with it.
            return;
        }
    }

    private Optional<Child> tryOnce(Path bin, Instant deadline) throws IOException, InterruptedException {
        Child child = Child.start(pidFile(), cluster, postgres(bin), log);
        boolean up = false;
        try {
            up = isUp(child, deadline);
            return up ? Optional.of(child) : Optional.empty();
        } finally {
            if (!up) {
                stop(child);
            }
        }
    }

    /** How to reach it. */
    DatabaseConfig connection() {
        try {
            return new DatabaseConfig(
                    "jdbc:postgresql://127.0.0.1:" + port + "/postgres", USER, Files.readString(passwordFile), 20);
        } catch (IOException e) {
            throw new ImageException(FailureKind.INTERNAL, "the password of PostgreSQL cannot be read", e);
        }
    }

    /** Ends every session, writes everything down, and goes. */
    static void stop(Child child) {
        child.stop(Duration.ofSeconds(20), "INT", "QUIT", "KILL");
    }

    private Path pidFile() {
        return data.at("run", "postgres.pid");
    }

    private List<String> postgres(Path bin) {
        return asOrdinaryUser(List.of(
                bin.resolve("postgres").toString(),
                "-D",
                cluster.toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "fsync=on"));
    }

    /** The line that the postmaster itself writes, and by which its own tools know. */
    private boolean isUp(Child child, Instant deadline) throws IOException, InterruptedException {
        Path status = cluster.resolve("postmaster.pid");
        while (!child.hasEndedWithin(LOOK_AGAIN) && Instant.now().isBefore(deadline)) {
            if (Files.exists(status)) {
                List<String> lines = Files.readAllLines(status);
                if (lines.size() >= 8
                        && lines.getFirst().equals(Long.toString(child.pid()))
                        && lines.get(7).strip().equals("ready")) {
                    return true;
                }
            }
        }
        return false;
    }

    private void makeCluster(Path bin) throws IOException, InterruptedException {
        Path half = data.at("postgres.making");
        FileUtils.deleteDirectory(half.toFile());
        writePassword();
        Files.createDirectories(log.getParent());
        long logged = Files.exists(log) ? Files.size(log) : 0;
        Process initdb = new ProcessBuilder(asOrdinaryUser(List.of(
                        bin.resolve("initdb").toString(),
                        "--pgdata=" + half,
                        "--username=" + USER,
                        "--pwfile=" + passwordFile,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        if (initdb.waitFor() != 0) {
            throw new ImageException(
                    FailureKind.UNAVAILABLE, "PostgreSQL could not be set up:\n" + LogTail.of(log, logged));
        }
        Files.move(half, cluster);
    }

    private void writePassword() throws IOException {
        byte[] secret = new byte[24];
        new SecureRandom().nextBytes(secret);
        Files.createDirectories(passwordFile.getParent());
        Files.deleteIfExists(passwordFile);
        Files.createFile(
                passwordFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(passwordFile, HexFormat.of().formatHex(secret));
    }

    /** PostgreSQL refuses to be root; in a user namespace of its own it is nobody. */
    private static List<String> asOrdinaryUser(List<String> command) {
        List<String> line = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            if (!LinuxUtils.isUnshareAvailable()) {
                throw new ImageException(
                        FailureKind.UNSUPPORTED,
                        "PostgreSQL refuses to run as root, and this machine allows no user namespaces;"
                                + " run ./longshore as an ordinary user");
            }
            line.addAll(List.of("unshare", "-U"));
        }
        line.addAll(command);
        return line;
    }
}
