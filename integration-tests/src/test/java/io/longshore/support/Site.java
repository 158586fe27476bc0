package io.longshore.support;

import io.longshore.launch.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Where Longshore runs: servers, five file stores, staging directories, and as many processes as a test wants, in one directory. */
public final class Site implements AutoCloseable {

    public static final List<String> STORES = List.of("fast", "reliable", "cheap", "edge1", "edge2");

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Path directory;
    private final Knobs knobs;
    private final TestServers servers;
    private final List<LongshoreProcess> processes = new ArrayList<>();
    private final List<String> otherStores;

    public Site(Path directory) {
        this(directory, Knobs.usual(), List.of());
    }

    public Site(Path directory, Knobs knobs) {
        this(directory, knobs, List.of());
    }

    /** @param otherStores beside the five, each as the configuration has it, in one line */
    public Site(Path directory, List<String> otherStores) {
        this(directory, Knobs.usual(), otherStores);
    }

    /** @param otherStores as above */
    public Site(Path directory, Knobs knobs, List<String> otherStores) {
        this.directory = directory;
        this.knobs = knobs;
        this.otherStores = List.copyOf(otherStores);
        for (String store : STORES) {
            make(directory.resolve("stores").resolve(store));
        }
        servers = new TestServers(directory);
    }

    public TestServers servers() {
        return servers;
    }

    /** A process that works a staging directory of its own, where its role stages at all; up when this returns. */
    public LongshoreProcess local(String name, String role) {
        return local(name, role, Map.of());
    }

    /** The same with an environment of its own, beside this process's. */
    public LongshoreProcess local(String name, String role, Map<String, String> environment) {
        return process(name, role, "local", "staging-" + name, environment, "-Xmx256m");
    }

    /** A process that shares one staging directory with all others of that kind; up when this returns. */
    public LongshoreProcess shared(String name, String role) {
        return process(name, role, "shared", "staging", "-Xmx256m");
    }

    /** As the others; {@code staging} is the directory's name. */
    LongshoreProcess process(String name, String role, String mode, String staging, String... virtualMachine) {
        return process(name, role, mode, staging, Map.of(), virtualMachine);
    }

    private LongshoreProcess process(
            String name,
            String role,
            String mode,
            String staging,
            Map<String, String> environment,
            String... virtualMachine) {
        make(directory.resolve(staging));
        int port = FreePorts.next();
        Path configuration = directory.resolve(name + ".yaml");
        write(configuration, configuration(name, mode, staging, port));
        LongshoreProcess process = new LongshoreProcess(
                role,
                servers.temporalAddress(),
                configuration,
                directory.resolve(name + ".log"),
                port,
                List.of(virtualMachine),
                environment);
        processes.add(process);
        try {
            process.start();
        } catch (Throwable e) {
            close();
            throw e;
        }
        return process;
    }

    public Path store(String store) {
        return directory.resolve("stores").resolve(store);
    }

    /** The history of a failed import, where one was kept. */
    public Path failedHistory(String importId) {
        return directory.resolve("failed-imports").resolve(importId + ".json");
    }

    /** What lies in a store, by name. */
    public List<String> contents(String store) {
        return names(store(store));
    }

    /** The image's file in a store, once it is the only one there: what an attempt has left behind is reclaimed a little later. */
    public Path onlyFile(String store, String image) {
        Await.until(
                PATIENCE,
                () -> store + " holds " + files(store, image),
                () -> files(store, image).size() == 1);
        return store(store).resolve(files(store, image).getFirst());
    }

    private List<String> files(String store, String image) {
        return contents(store).stream().filter(file -> file.startsWith(image)).toList();
    }

    /** The directory that a process of its own, or all that share one, stage in. */
    public Path staging(String name) {
        return directory.resolve(name);
    }

    /** The images' files that lie in a staging directory. */
    public List<String> staged(String name) {
        return names(staging(name)).stream()
                .filter(file -> file.matches("[0-9a-f]{8}-.*"))
                .toList();
    }

    private static List<String> names(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> String.valueOf(f.getFileName())).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String configuration(String host, String mode, String staging, int port) {
        StringBuilder yaml = new StringBuilder("stores:\n");
        for (String store : STORES) {
            yaml.append("  - {id: ")
                    .append(store)
                    .append(", type: file, directory: stores/")
                    .append(store)
                    .append(", timeout: ")
                    .append(knobs.storeTimeout())
                    .append("}\n");
        }
        otherStores.forEach(store -> yaml.append("  - ").append(store).append("\n"));
        return yaml.append("""
                default-store: fast
                staging: {directory: %s, mode: %s, host: %s%s}
                limits: {%s}
                worker: {%s}
                auth: {%s}
                database: {url: "%s", user: postgres, password: postgres}
                http: {address: 127.0.0.1, port: %d%s}
                import:
                  retry-budget: %s
                  heartbeat-timeout: %s
                  attempts-per-round: 2
                  longest-pause: 2s
                  compensation-patience: 5s
                  failed-histories: failed-imports
                  uri-filter: {allowed-hosts: [127.0.0.1], allowed-ports: []}
                """.formatted(
                                staging,
                                mode,
                                host,
                                knobs.staging(),
                                knobs.limits(),
                                knobs.worker(),
                                knobs.auth(),
                                servers.databaseUrl(),
                                port,
                                knobs.http(),
                                knobs.retryBudget(),
                                knobs.heartbeatTimeout()))
                .toString();
    }

    private static void make(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends everything; what lies in the directory stays. */
    @Override
    public void close() {
        try {
            processes.forEach(LongshoreProcess::close);
        } finally {
            servers.close();
        }
    }
}
