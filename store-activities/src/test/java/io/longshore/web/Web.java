package io.longshore.web;

import io.longshore.importing.UriPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What tests of the web share: nothing here leaves this machine. */
public final class Web {

    /** Knows no names at all. */
    public static final HostResolver NO_NAMES = name -> {
        throw new UnknownHostException(name);
    };

    public static final WebLimits QUICK =
            WebLimits.defaults().withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(10));

    private Web() {}

    /** Allows these hosts, to whatever address they lead, and these ports. */
    public static UriPolicy allowing(List<String> hosts, int... ports) {
        return new UriPolicy(
                List.of("http", "https"),
                List.of(),
                hosts,
                List.of(),
                java.util.Arrays.stream(ports).boxed().toList(),
                List.of());
    }

    /** A client for 127.0.0.1 at that port and nothing else. */
    public static WebClient client(int port) {
        return client(port, QUICK);
    }

    public static WebClient client(int port, WebLimits limits) {
        return new WebClient(allowing(List.of("127.0.0.1"), port), limits, NO_NAMES, TlsTrust.system());
    }

    /** Resolves every name to 127.0.0.1. */
    public static List<InetAddress> loopback(String name) {
        return List.of(InetAddress.ofLiteral("127.0.0.1"));
    }

    /** The same bytes each time, unlike each other. */
    public static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(42).nextBytes(bytes);
        return bytes;
    }

    /** Reads to the end. */
    public static byte[] read(ReadableByteChannel channel) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        readInto(channel, all);
        return all.toByteArray();
    }

    /** Reads to the end, or to the failure, keeping what came before it. */
    public static void readInto(ReadableByteChannel channel, ByteArrayOutputStream all) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(3000);
        while (channel.read(buffer) >= 0) {
            all.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
    }
}
