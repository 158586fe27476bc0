package io.longshore.launch;

import io.longshore.wiring.DatabaseConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The demo's longshore.yaml: written anew each time, and read like everybody's. */
final class DemoConfig {

    /** The stores that an image is imported into. */
    static final List<String> FIRST_STORES = List.of("fast", "reliable", "cheap");

    /** The stores that it is copied to afterwards. */
    static final List<String> LATER_STORES = List.of("edge1", "edge2");

    /** The last part of the file. */
    private static final String ALLOWANCE = "import:\n";

    private DemoConfig() {}

    /** What a web source's run has allowed stays allowed for runs of other sources: they go on with what that one left unfinished. */
    static Path write(DataDirectory data, Ports ports, DemoSource source) {
        Path file = data.at("longshore.yaml");
        StringBuilder yaml = new StringBuilder("# Written by ./longshore demo, each time.\nstores:\n");
        int weight = 50;
        for (String store : FIRST_STORES) {
            yaml.append(store(data, store, weight));
            weight -= 10;
        }
        for (String store : LATER_STORES) {
            yaml.append(store(data, store, weight));
        }
        yaml.append("default-store: ").append(FIRST_STORES.getFirst());
        yaml.append("\nstaging:\n  directory: staging\n  host: demo\n");
        yaml.append("database:\n  url: jdbc:postgresql://127.0.0.1:")
                .append(ports.postgres())
                .append("/postgres\n");
        yaml.append("http:\n  address: 127.0.0.1\n  port: ").append(ports.api()).append('\n');
        yaml.append("temporal:\n  ui: http://127.0.0.1:").append(ports.ui()).append('\n');
        data.directory("staging");
        try {
            yaml.append(source instanceof DemoSource.Web web ? onlyFrom(web.uri()) : lastAllowance(file));
            return Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the file leaves out, for it may be read by others. */
    static Map<String, String> environment(DatabaseConfig database) {
        return Map.of(
                "LONGSHORE_DATABASE_USER", String.valueOf(database.user()),
                "LONGSHORE_DATABASE_PASSWORD", String.valueOf(database.password()));
    }

    private static String store(DataDirectory data, String id, int weight) {
        data.directory("stores", id);
        return "  - {id: " + id + ", type: file, weight: " + weight + ", directory: stores/" + id + "}\n";
    }

    private static String onlyFrom(URI uri) {
        int port = uri.getPort() > 0 ? uri.getPort() : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
        return ALLOWANCE + "  uri-filter:\n    allowed-hosts: ['" + uri.getHost() + "']\n    allowed-ports: [" + port
                + "]\n";
    }

    private static String lastAllowance(Path file) throws IOException {
        String last = Files.exists(file) ? Files.readString(file) : "";
        int at = last.indexOf("\n" + ALLOWANCE);
        return at < 0 ? "" : last.substring(at + 1);
    }
}
