package io.longshore.launch.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpConnectionTest {

    private static final byte[] ASK = "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path directory;

    private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final List<Socket> accepted = Collections.synchronizedList(new ArrayList<>());
    private final Watchdog watchdog = new Watchdog(Duration.ofSeconds(30));

    HttpConnectionTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        watchdog.close();
        server.close();
        for (Socket each : accepted) {
            each.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n2;x=y\r\nhe\r\n3\r\nllo\r\n0\r\nA: b\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
            })
    void aConnectionIsUsedAgainAfterAMarkedEnd(String answer) throws Exception {
        serve(2, answer);
        try (HttpConnection http = connection(watchdog)) {
            assertThat(body(http)).isEqualTo("hello");
            assertThat(body(http)).isEqualTo("hello");
            assertThat(accepted).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\n\r\nhello",
                "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 5\r\n\r\nhello"
            })
    void aConnectionThatEndsIsMadeAnew(String answer) throws Exception {
        serve(1, answer);
        try (HttpConnection http = connection(watchdog)) {
            assertThat(body(http)).isEqualTo("hello");
            assertThat(body(http)).isEqualTo("hello");
            assertThat(accepted).hasSize(2);
        }
    }

    @Test
    void aConnectionThatTheServerEndedInBetweenIsMadeAnew() throws Exception {
        serve(1, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
        try (HttpConnection http = connection(watchdog)) {
            assertThat(body(http)).isEqualTo("hello");
            while (!accepted.getFirst().isClosed()) {
                Thread.onSpinWait();
            }
            assertThat(body(http)).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200",
                "nonsense\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nhello"
            })
    void anAnswerCutShortIsNoAnswer(String answer) throws Exception {
        serve(1, answer);
        try (HttpConnection http = connection(watchdog)) {
            assertThatIOException().isThrownBy(() -> body(http));
        }
    }

    @Test
    void nobodyThereIsSaid() throws Exception {
        server.close();
        try (HttpConnection http = connection(watchdog)) {
            assertThatIOException().isThrownBy(() -> body(http)).withMessageContaining("does not answer");
        }
    }

    @Test
    void whoeverRefusesAnUploadBeforeItsEndIsStillHeard() throws Exception {
        serve(1, "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        Path large = Files.write(directory.resolve("large"), new byte[32 << 20]);
        try (HttpConnection http = connection(watchdog);
                FileChannel file = FileChannel.open(large)) {
            assertThat(http.exchange(ASK, file, piece -> {}).status()).isEqualTo(413);
        }
    }

    @Test
    void aServerThatHangsIsGivenUp() throws Exception {
        serve(2, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello");
        try (Watchdog impatient = new Watchdog(Duration.ofMillis(50));
                HttpConnection http = connection(impatient)) {
            assertThatIOException().isThrownBy(() -> body(http)).withMessageContaining("no answer within");
        }
    }

    private HttpConnection connection(Watchdog by) {
        return new HttpConnection(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()), by);
    }

    private static String body(HttpConnection http) throws IOException {
        HttpConnection.Text text = new HttpConnection.Text();
        assertThat(http.exchange(ASK, null, text).status()).isEqualTo(200);
        return text.toString();
    }

    /** Answers so many requests on each connection, then ends it. */
    private void serve(int requests, String answer) {
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket socket = server.accept();
                    accepted.add(socket);
                    for (int i = 0; i < requests && readRequest(socket.getInputStream()); i++) {
                        socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                    }
                    socket.shutdownOutput();
                    socket.close();
                }
            } catch (IOException closed) {
                // The test is over.
            }
        });
    }

    private static boolean readRequest(InputStream in) throws IOException {
        String text = "";
        while (!text.endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return false;
            }
            text += (char) next;
        }
        return true;
    }
}
