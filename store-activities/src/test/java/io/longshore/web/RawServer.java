package io.longshore.web;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server on 127.0.0.1 that says byte for byte what a script tells it to, however bad its manners. One request a connection. */
public final class RawServer implements AutoCloseable {

    /** What is said to one request. The connection is closed when it returns; a failure to write is the client gone. */
    @FunctionalInterface
    public interface Script {
        void answer(Asked asked, Line line) throws Exception;
    }

    /** A request, as it came. */
    public record Asked(String head, int number) {

        public String path() {
            return head.split(" ", 3)[1];
        }

        public Optional<String> header(String name) {
            Matcher matcher =
                    Pattern.compile("(?im)^" + Pattern.quote(name) + ": *(.*)$").matcher(head);
            return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
        }

        /** Where a range begins; 0 without one. */
        public int from() {
            return header("Range")
                    .map(r -> Integer.parseInt(r.substring("bytes=".length(), r.length() - 1)))
                    .orElse(0);
        }
    }

    /** The way back. */
    public record Line(Socket socket, OutputStream out) {

        public Line say(String text) throws IOException {
            return say(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        public Line say(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
            return this;
        }

        /** Status and headers, then the empty line. */
        public Line head(String status, String... headers) throws IOException {
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + "\r\n");
            for (String header : headers) {
                head.append(header).append("\r\n");
            }
            return say(head.append("\r\n").toString());
        }

        /** Breaks the connection off with a reset, losing nothing that the client has already been sent and has read. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Waits until the client hangs up. */
        public void awaitHangUp() throws IOException {
            while (socket.getInputStream().read() >= 0) {
                // Whatever it still says does not matter.
            }
        }
    }

    private final ServerSocket server;
    private final Script script;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    public RawServer(Script script) {
        this.script = script;
        try {
            this.server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    public String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** Every request so far. */
    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            StringBuilder head = new StringBuilder();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                head.append(line).append('\n');
            }
            Asked request;
            synchronized (asked) {
                request = new Asked(head.toString(), asked.size() + 1);
                asked.add(request);
            }
            script.answer(request, new Line(socket, socket.getOutputStream()));
        } catch (IOException e) {
            // The client hung up in the middle, as some tests want it to.
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
