package io.longshore.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports of the loopback interface for servers that start later, and again. They lie below those from which systems serve outgoing
 * connections (RFC 6335: 49152, Linux: 32768), so that nobody takes one in between.
 */
public final class FreePorts {

    private static final int LOWEST = 10_000;

    /** All are below this one. */
    public static final int END = 20_000;

    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(END - LOWEST));

    private FreePorts() {}

    /** One that nobody listens on, never the same twice in a process. */
    public static int next() {
        for (int tries = 1; ; tries++) {
            int port = LOWEST + Math.floorMod(NEXT.getAndIncrement(), END - LOWEST);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                if (tries == END - LOWEST) {
                    throw new UncheckedIOException(
                            "no port of " + LOWEST + " to " + END + " can be listened on", taken);
                }
            }
        }
    }
}
