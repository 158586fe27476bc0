package io.longshore.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

final class PinnedSocketTest {

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    @Test
    void goesToItsAddressWhateverItIsTold() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
                Socket socket = new PinnedSocket(LOOPBACK, new WireMeter(100, 100, 100))) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("203.0.113.7"), server.getLocalPort()), 5000);

            assertThat(socket.getInetAddress()).isEqualTo(LOOPBACK);
        }
    }

    @Test
    void metersEveryByteAndLosesNoneBetweenItsReaders() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
                Socket socket = new PinnedSocket(LOOPBACK, new WireMeter(6, 6, 6))) {
            socket.connect(new InetSocketAddress(LOOPBACK, server.getLocalPort()));
            try (Socket other = server.accept()) {
                other.getOutputStream().write("12345678".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            }

            assertThat(socket.getInputStream().readNBytes(3)).asString().isEqualTo("123");
            assertThat(socket.getInputStream().read()).isEqualTo('4');
            assertThat(socket.getInputStream().readNBytes(2)).asString().isEqualTo("56");
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(IOException.class);
        }
    }
}
