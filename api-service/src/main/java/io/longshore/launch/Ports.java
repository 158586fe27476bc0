package io.longshore.launch;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;

/**
 * The ports that the demo listens on, all on loopback.
 *
 * @param api of the Image API
 * @param temporal of the Temporal server; {@code ui} of its Web UI
 */
record Ports(int api, int temporal, int ui, int postgres) {

    Ports {
        if (IntStream.of(api, temporal, ui, postgres).distinct().count() < 4) {
            throw Arguments.wrong(
                    "--port, --temporal-port, --ui-port and --postgres-port must be four different ports; they are "
                            + api + ", " + temporal + ", " + ui + " and " + postgres + ".");
        }
    }

    static Ports defaults() {
        return new Ports(9292, 7233, 8233, 15432);
    }

    /** Four that nobody listens on now. */
    static Ports anyFree() {
        return new Ports(FreePorts.next(), FreePorts.next(), FreePorts.next(), FreePorts.next());
    }

    /** Fails with {@code CONFLICT}, naming the option that moves it, where something else listens on one of them. */
    void requireFree() {
        requireFree(api, "the Image API", "--port");
        requireFree(temporal, "Temporal", "--temporal-port");
        requireFree(ui, "the Temporal UI", "--ui-port");
        requireFree(postgres, "PostgreSQL", "--postgres-port");
    }

    private static void requireFree(int port, String what, String option) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new ImageException(
                    FailureKind.CONFLICT,
                    "port " + port + " for " + what + " is in use; choose another with " + option + " PORT",
                    e);
        }
    }
}
