package io.longshore.launch.bench;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One connection of the source server: GET and HEAD, with ranges and a validator, one request after another. */
final class SourceConnection {

    /** Answered at once, with as much as an image's document weighs: what this client can ask for at most. */
    static final String SMALL = "/small";

    private static final byte[] SMALL_ANSWER =
            ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1024\r\n\r\n" + "{}".repeat(512))
                    .getBytes(StandardCharsets.US_ASCII);

    private static final Pattern REQUEST = Pattern.compile("(GET|HEAD) /([^/ ]*)/?([^/ ]*) HTTP/1\\.1\r\n");
    private static final Pattern RANGE =
            Pattern.compile("\r\nrange: *bytes=(\\d+)-(\\d*)\r\n", Pattern.CASE_INSENSITIVE);
    private static final int LONGEST_REQUEST_BYTES = 16 << 10;

    private final SocketChannel client;
    private final Function<String, @Nullable SourceImage> images;
    private final Function<String, LongAdder> counters;
    private final ByteBuffer in = ByteBuffer.allocate(LONGEST_REQUEST_BYTES);

    /**
     * @param images by file name
     * @param counters by tag
     */
    SourceConnection(
            SocketChannel client,
            Function<String, @Nullable SourceImage> images,
            Function<String, LongAdder> counters) {
        this.client = client;
        this.images = images;
        this.counters = counters;
    }

    /** Answers until the client has had enough. */
    void serve() throws IOException {
        client.setOption(StandardSocketOptions.TCP_NODELAY, true);
        for (String request = next(); request != null; request = next()) {
            Matcher line = REQUEST.matcher(request);
            if (!line.lookingAt()) {
                answer("405 Method Not Allowed", "");
            } else if (request.startsWith("GET " + SMALL + " ")) {
                write(SMALL_ANSWER);
            } else {
                SourceImage image = images.apply(line.group(3));
                if (image == null) {
                    answer("404 Not Found", "");
                } else {
                    send(image, line.group(2), line.group(1).equals("GET"), RANGE.matcher(request));
                }
            }
        }
    }

    private void send(SourceImage image, String tag, boolean withBody, Matcher range) throws IOException {
        long size = image.sizeBytes();
        boolean ranged = range.find();
        long from = ranged ? Long.parseLong(range.group(1)) : 0;
        long to = ranged && !range.group(2).isEmpty() ? Math.min(Long.parseLong(range.group(2)), size - 1) : size - 1;
        if (ranged && (from >= size || to < from)) {
            answer("416 Range Not Satisfiable", "Content-Range: bytes */" + size + "\r\n");
            return;
        }
        write(("HTTP/1.1 " + (ranged ? "206 Partial Content" : "200 OK")
                        + "\r\nContent-Type: application/octet-stream\r\nAccept-Ranges: bytes\r\nETag: \"" + image.md5()
                        + "\"\r\n"
                        + (ranged ? "Content-Range: bytes " + from + "-" + to + "/" + size + "\r\n" : "")
                        + "Content-Length: " + (to - from + 1) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        LongAdder counter = counters.apply(tag);
        try (FileChannel file = FileChannel.open(image.path(), StandardOpenOption.READ)) {
            for (long at = from; withBody && at <= to; ) {
                // Counted before anybody can have it, who might ask what was sent.
                long left = to + 1 - at;
                counter.add(left);
                long sent = 0;
                try {
                    sent = file.transferTo(at, left, client);
                } finally {
                    counter.add(sent - left);
                }
                at += sent;
            }
        }
    }

    private void answer(String status, String headers) throws IOException {
        write(("HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: 0\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    private void write(byte[] bytes) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes);
        while (out.hasRemaining()) {
            client.write(out);
        }
    }

    /** The next request's head; none when the client has ended the connection. */
    private @Nullable String next() throws IOException {
        while (true) {
            String text = new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end >= 0) {
                in.flip().position(end + 4);
                in.compact();
                return text.substring(0, end + 4);
            }
            if (!in.hasRemaining() || client.read(in) < 0) {
                return null;
            }
        }
    }
}
