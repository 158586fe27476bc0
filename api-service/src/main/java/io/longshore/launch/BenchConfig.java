package io.longshore.launch;

import io.longshore.launch.bench.BenchStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The longshore.yaml of the benchmark's own Longshore. */
final class BenchConfig {

    private BenchConfig() {}

    /** A file store for each of {@link BenchStack#STORES}, nobody to prove who they are, and downloads from one port of this machine. */
    static Path write(DataDirectory data, Ports ports, int sourcePort) throws IOException {
        StringBuilder yaml = new StringBuilder("# Written by ./longshore bench, each time.\nstores:\n");
        for (String store : BenchStack.STORES) {
            data.directory("stores", store);
            yaml.append("  - {id: ")
                    .append(store)
                    .append(", type: file, directory: stores/")
                    .append(store)
                    .append("}\n");
        }
        data.directory("staging");
        yaml.append("""
                default-store: %s
                staging:
                  directory: staging
                  host: bench
                import:
                  uri-filter:
                    allowed-hosts: [127.0.0.1]
                    allowed-ports: [%d]
                database:
                  url: jdbc:postgresql://127.0.0.1:%d/postgres
                http:
                  address: 127.0.0.1
                  port: %d
                """.formatted(BenchStack.STORES.getFirst(), sourcePort, ports.postgres(), ports.api()));
        return Files.writeString(data.at("longshore.yaml"), yaml);
    }
}
