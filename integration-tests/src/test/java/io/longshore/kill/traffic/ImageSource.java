package io.longshore.kill.traffic;

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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A web server that gives out images at a walking pace, and drops a connection when it is told to. */
public final class ImageSource implements AutoCloseable {

    private static final Pattern RANGE = Pattern.compile("(?i)range:\\s*bytes=(\\d+)-\\s*");
    private static final int SLICE = 64 << 10;
    private static final int WORTH_DROPPING = 1 << 20;

    private final ServerSocket server;
    private final long bytesPerSecond;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Offer> offers = new ConcurrentHashMap<>();
    private final List<Sending> sendings = new CopyOnWriteArrayList<>();
    private final AtomicInteger count = new AtomicInteger();

    /** What is being sent to somebody. */
    private static final class Sending {

        private final Offer offer;
        private final Socket socket;
        private volatile long at;

        Sending(Offer offer, Socket socket) {
            this.offer = offer;
            this.socket = socket;
        }

        long left() {
            return offer.content().size() - at;
        }
    }

    public ImageSource(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    /** Offers an image at an address of its own. */
    Offer offer(Content content, Offer.Manner manner) {
        Offer offer = new Offer("/image/" + count.incrementAndGet(), content, manner);
        offers.put(offer.path(), offer);
        return offer;
    }

    void withdraw(Offer offer) {
        offers.remove(offer.path());
    }

    /** Whether the image is still to be had. */
    public boolean offers(Offer offer) {
        return offers.containsKey(offer.path());
    }

    /** The method of an import from there. */
    String method(Offer offer) {
        return "{\"name\":\"web-download\",\"uri\":\"http://127.0.0.1:" + server.getLocalPort() + offer.path() + "\"}";
    }

    /**
     * A dropped connection.
     *
     * @param requests how often the image had been asked for by then
     * @param bytesLeft that its reader did not get
     */
    public record Dropped(Offer offer, int requests, long bytesLeft) {}

    /** Breaks off the {@code nth} of the connections that have much left to send, if there is any. */
    public Optional<Dropped> drop(int nth) {
        List<Sending> worth = sendings.stream()
                .filter(s -> s.at > 0 && s.left() >= WORTH_DROPPING)
                .toList();
        if (worth.isEmpty()) {
            return Optional.empty();
        }
        Sending chosen = worth.get(Math.floorMod(nth, worth.size()));
        int requests = chosen.offer.requests();
        try {
            chosen.socket.setSoLinger(true, 0);
            chosen.socket.close();
        } catch (IOException gone) {
            return Optional.empty();
        }
        long left = chosen.left();
        return left > 0 ? Optional.of(new Dropped(chosen.offer, requests, left)) : Optional.empty();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                threads.execute(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setSendBufferSize(SLICE);
            var reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String request = reader.readLine();
            long from = -1;
            String line;
            while ((line = reader.readLine()) != null && !line.isEmpty()) {
                Matcher range = RANGE.matcher(line);
                if (range.matches()) {
                    from = Long.parseLong(range.group(1));
                }
            }
            answer(socket, request == null ? "" : request, from);
        } catch (IOException readerIsGone) {
            return;
        }
    }

    private void answer(Socket socket, String request, long range) throws IOException {
        String[] words = request.split(" ", -1);
        Offer offer = words.length < 2 ? null : offers.get(words[1]);
        OutputStream out = socket.getOutputStream();
        if (offer == null) {
            out.write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            return;
        }
        Content content = offer.content();
        boolean ranged = offer.manner() == Offer.Manner.RANGED && range >= 0;
        if (ranged && range >= content.size()) {
            out.write(
                    ("HTTP/1.1 416 Range Not Satisfiable\r\nETag: \"" + content.md5() + "\"\r\nContent-Range: bytes */"
                                    + content.size() + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return;
        }
        long from = ranged ? range : 0;
        StringBuilder head = new StringBuilder(ranged ? "HTTP/1.1 206 Partial Content\r\n" : "HTTP/1.1 200 OK\r\n");
        head.append("Content-Type: application/octet-stream\r\nConnection: close\r\n");
        switch (offer.manner()) {
            case RANGED ->
                head.append("ETag: \"")
                        .append(content.md5())
                        .append("\"\r\nAccept-Ranges: bytes\r\nContent-Length: ")
                        .append(content.size() - from)
                        .append("\r\n");
            case PLAIN -> head.append("Content-Length: ").append(content.size()).append("\r\n");
            case UNSIZED -> head.append("Transfer-Encoding: chunked\r\n");
        }
        if (ranged) {
            head.append("Content-Range: bytes ")
                    .append(from)
                    .append('-')
                    .append(content.size() - 1)
                    .append('/')
                    .append(content.size())
                    .append("\r\n");
        }
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        if (words[0].equals("GET")) {
            offer.requested(from);
            Sending sending = new Sending(offer, socket);
            sending.at = from;
            sendings.add(sending);
            try {
                send(sending, out);
            } finally {
                sendings.remove(sending);
            }
        }
    }

    private void send(Sending sending, OutputStream out) throws IOException {
        Content content = sending.offer.content();
        boolean chunked = sending.offer.manner() == Offer.Manner.UNSIZED;
        var pace = new PacedStream.Pace(bytesPerSecond);
        while (sending.left() > 0) {
            int length = Math.toIntExact(Math.min(SLICE, sending.left()));
            if (chunked) {
                out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            out.write(content.block(), content.inBlock(sending.at), length);
            if (chunked) {
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            long at = sending.at + length;
            sending.at = at;
            sending.offer.sent(at);
            pace.moved(length);
        }
        if (chunked) {
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.flush();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
