package io.longshore.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Where Longshore runs: servers, five file stores, staging directories, and as many processes as a test wants, in one directory. */
public final class Site implements AutoCloseable {

    public static final List<String> STORES = List.of("fast", "reliable", "cheap", "edge1", "edge2");

    private final Path directory;
    private final TestServers servers;
    private final List<LongshoreProcess> processes = new ArrayList<>();

    public Site(Path directory) {
        this.directory = directory;
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
        return process(name, role, "local", "staging-" + name, "-Xmx256m");
    }

    /** A process that shares one staging directory with all others of that kind; up when this returns. */
    public LongshoreProcess shared(String name, String role) {
        return process(name, role, "shared", "staging", "-Xmx256m");
    }

    /** As the others; {@code staging} is the directory's name. */
    LongshoreProcess process(String name, String role, String mode, String staging, String... virtualMachine) {
        make(directory.resolve(staging));
        int port = TestServers.freePort();
        Path configuration = directory.resolve(name + ".yaml");
        write(configuration, configuration(name, mode, staging, port));
        LongshoreProcess process = new LongshoreProcess(
                role,
                servers.temporalAddress(),
                configuration,
                directory.resolve(name + ".log"),
                port,
                List.of(virtualMachine));
        processes.add(process);
        process.start();
        return process;
    }

    public Path store(String store) {
        return directory.resolve("stores").resolve(store);
    }

    /** What lies in a store, by name. */
    public List<String> contents(String store) {
        return names(store(store));
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
                    .append("}\n");
        }
        return yaml.append("""
                default-store: fast
                staging: {directory: %s, mode: %s, host: %s}
                database: {url: "%s", user: postgres, password: postgres}
                http: {address: 127.0.0.1, port: %d}
                import:
                  retry-budget: 6s
                  heartbeat-timeout: 5s
                  attempts-per-round: 2
                  longest-pause: 2s
                  compensation-patience: 5s
                  uri-filter: {allowed-hosts: [127.0.0.1], allowed-ports: []}
                """.formatted(staging, mode, host, servers.databaseUrl(), port))
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
        processes.forEach(LongshoreProcess::close);
        servers.close();
    }
}
