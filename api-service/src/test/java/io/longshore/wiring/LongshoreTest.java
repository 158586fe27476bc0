package io.longshore.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.ImageException;
import io.temporal.envconfig.ClientConfigProfile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LongshoreTest {

    @TempDir
    Path directory;

    @Test
    void aPortThatCannotBeListenedOnEndsItBeforeAnythingBegins() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertRefused("127.0.0.1", port, "http: port " + port + " of 127.0.0.1 cannot be listened on");
        }
        // From the addresses of documentation: nobody's.
        assertRefused("192.0.2.1", 9292, "http: port 9292 of 192.0.2.1 cannot be listened on");
        assertThat(directory).isEmptyDirectory();
    }

    private void assertRefused(String address, int port, String words) {
        String text = """
                stores: [{id: a, type: file, directory: a}]
                default-store: a
                staging: {directory: staging}
                http: {address: %s, port: %d}
                auth: {mode: token-file, token-file: tokens}
                database: {url: 'jdbc:postgresql://127.0.0.1:1/nobody'}
                """.formatted(address, port);
        Longshore longshore = new Longshore();
        EngineConfig config = new ConfigReader(
                        new ConfigSurroundings(Role.WORKER, false, longshore::storeFactories, Map.of(), "host1"))
                .read("longshore.yaml", directory, text)
                .config()
                .orElseThrow();
        EngineOrder order = new EngineOrder(
                Role.START, false, config, ClientConfigProfile.newBuilder().build(), "default");
        assertThatThrownBy(() -> longshore.start(order).close())
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith(words)
                .hasMessageEndingWith("(http.port, http.address)");
    }
}
