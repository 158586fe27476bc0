package io.longshore.support;

import io.longshore.launch.FreePorts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A real Ceph of one monitor and one OSD. There are two of them, a hub and an edge, each started at its first use and ended with this
 * Java; tests that stop a daemon start it again with {@link #start}. Tests that use one are tagged {@code ceph}.
 */
public final class CephServer {

    /** The pool for images. */
    public static final String POOL = "images";

    /** Another pool of the same cluster, where disks are cloned to. */
    public static final String DISKS_POOL = "vms";

    /** Whom Ceph knows the stores as. */
    public static final String USER = "images";

    private static final Map<String, CephServer> CLUSTERS = new ConcurrentHashMap<>();
    private static final List<String> PROGRAMS = List.of(
            "ceph",
            "ceph-authtool",
            "ceph-mgr",
            "ceph-mon",
            "ceph-osd",
            "monmaptool",
            "radosgw",
            "radosgw-admin",
            "rbd",
            "flock");
    private static final int ATTEMPTS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern WATCHER = Pattern.compile("watcher=(\\S+) ");

    private final Path directory;
    private final String fsid;
    private final int gatewayPort;

    private CephServer(Path directory, String fsid, int gatewayPort) {
        this.directory = directory;
        this.fsid = fsid;
        this.gatewayPort = gatewayPort;
    }

    /** The cluster of the hub; running when this returns. */
    public static CephServer hub() {
        return CLUSTERS.computeIfAbsent("hub", CephServer::make);
    }

    /** The cluster of an edge site; running when this returns. */
    public static CephServer edge() {
        return CLUSTERS.computeIfAbsent("edge", CephServer::make);
    }

    /** The {@code ceph.conf} of the cluster; it names the keyring, too. */
    public Path conf() {
        return directory.resolve("ceph.conf");
    }

    /** The keys of {@code client.images}, who may use RBD, and {@code client.admin}. */
    public Path keyring() {
        return directory.resolve("keyring");
    }

    /** The key of {@link #USER}: what must be in no message. */
    public String userKey() {
        return run(
                List.of("ceph-authtool", "-p", "-n", "client." + USER, keyring().toString()));
    }

    public String fsid() {
        return fsid;
    }

    /** The object store of the cluster; running when this returns. */
    public CephGateway gateway() {
        script("gateway");
        Map<String, String> keys = assignments(directory.resolve("gateway.env"));
        return CephGateway.of(gatewayPort, keys);
    }

    /** Starts what does not run, and returns when the cluster serves. */
    public void start() {
        script("start");
    }

    /** Starts the daemon that counts what pools hold: without it no quota is ever reached. */
    public void startManager() {
        script("manager");
    }

    /** SIGTERM to all; the data stays. */
    public void stop() {
        script("stop");
    }

    /** Sends {@code STOP}, {@code CONT}, {@code KILL}… to a daemon. */
    public void signal(Daemon daemon, String signal) {
        script("signal", daemon.nameInScript, signal);
    }

    /** SIGKILL. */
    public void kill(Daemon daemon) {
        signal(daemon, "KILL");
    }

    /** A daemon of the cluster. */
    public enum Daemon {
        MONITOR("mon.a"),
        OSD("osd.0"),
        MANAGER("mgr.a"),
        GATEWAY("rgw");

        private final String nameInScript;

        Daemon(String nameInScript) {
            this.nameInScript = nameInScript;
        }
    }

    /** What {@code ceph} printed, as the cluster's administrator. */
    public String ceph(String... words) {
        return run(command(List.of("ceph", "-c", conf().toString(), "--connect-timeout", "60"), words));
    }

    /** What {@code rbd} printed, as the cluster's administrator. */
    public String rbd(String... words) {
        return run(command(List.of("rbd", "-c", conf().toString()), words));
    }

    /** The client that has an image open, as Ceph calls it; waits for one, as Ceph loses sight of who stood still for a while. */
    public String watcher(String image) {
        Matcher[] found = {WATCHER.matcher("")};
        Await.until(PATIENCE, () -> "somebody has " + image + " open", () -> {
            found[0] = WATCHER.matcher(rbd("status", image));
            return found[0].find();
        });
        return found[0].group(1);
    }

    /** What a program printed that knows nobody but this cluster. */
    public String run(List<String> command) {
        return Commands.run(Map.of("CEPH_CONF", conf().toString()), command);
    }

    private static CephServer make(String name) {
        requirePrograms();
        for (int attempt = 1; ; attempt++) {
            try {
                return makeOnce(name);
            } catch (AssertionError e) {
                // A port that was free a moment ago may be taken.
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static CephServer makeOnce(String name) {
        try {
            Path directory = Files.createTempDirectory(shortParent(), "lsc-" + name);
            int gatewayPort = FreePorts.next();
            try (InputStream script = CephServer.class.getResourceAsStream("/ceph/one-node.sh")) {
                Files.copy(script, scriptIn(directory), StandardCopyOption.REPLACE_EXISTING);
            }
            guard(directory);
            Map<String, String> options = Map.of(
                    "MON_PORT", Integer.toString(FreePorts.next()),
                    "RGW_PORT", Integer.toString(gatewayPort),
                    "OSD_PORT", Integer.toString(ThreadLocalRandom.current().nextInt(FreePorts.END, 32_000)),
                    "POOLS", POOL + " " + DISKS_POOL);
            try {
                runScript(directory, options, "start");
            } catch (AssertionError e) {
                runScript(directory, Map.of(), "stop");
                throw e;
            }
            String fsid = assignments(directory.resolve("made")).getOrDefault("FSID", "");
            return new CephServer(directory, fsid, gatewayPort);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the daemons with this Java, however it ends. */
    private static void guard(Path directory) throws IOException {
        long pid = ProcessHandle.current().pid();
        List<String> command = List.of(
                "setsid", "bash", scriptIn(directory).toString(), "guard", directory.toString(), Long.toString(pid));
        new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private void script(String action, String... words) {
        List<String> all = new ArrayList<>(List.of(action));
        all.addAll(List.of(words));
        runScript(directory, Map.of(), all.toArray(String[]::new));
    }

    private static void runScript(Path directory, Map<String, String> options, String... words) {
        List<String> command =
                new ArrayList<>(List.of("bash", scriptIn(directory).toString(), words[0], directory.toString()));
        command.addAll(Arrays.asList(words).subList(1, words.length));
        Commands.run(options, command);
    }

    private static Path scriptIn(Path directory) {
        return directory.resolve("one-node.sh");
    }

    /** Sockets allow for about a hundred characters of path. */
    private static Path shortParent() {
        Path usual = Path.of(System.getProperty("java.io.tmpdir"));
        return usual.toString().length() < 50 ? usual : Path.of("/tmp");
    }

    private static void requirePrograms() {
        List<String> missing =
                PROGRAMS.stream().filter(program -> onPath(program).isEmpty()).toList();
        if (!missing.isEmpty()) {
            throw new AssertionError("a real Ceph is needed, and these programs of it are missing: " + missing
                    + ". On Debian: apt-get install --no-install-recommends " + packages()
                    + ". ./longshore test --without-ceph leaves these tests out.");
        }
    }

    private static Optional<Path> onPath(String program) {
        return Stream.of(String.valueOf(System.getenv("PATH")).split(":", -1))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String packages() {
        try (InputStream list = CephServer.class.getResourceAsStream("/ceph/debian-packages.txt")) {
            return String.join(" ", new String(list.readAllBytes(), StandardCharsets.UTF_8).split("\\s+", -1))
                    .strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> assignments(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(line -> line.split("=", 2)).collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(List<String> start, String... words) {
        List<String> command = new ArrayList<>(start);
        command.addAll(List.of(words));
        return command;
    }
}
