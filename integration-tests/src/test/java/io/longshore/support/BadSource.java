package io.longshore.support;

import io.longshore.web.RawServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** One image on the web, and a server of it that may be told to behave badly. Its address holds a secret. */
public final class BadSource implements AutoCloseable {

    /** What nobody may ever read in words about the source. */
    public static final String SECRET = "hidden";

    private static final int SLICE = 64 << 10;
    private static final int PIECE = 1 << 10;

    private final byte[] content;
    private final RawServer server;
    private final AtomicLong sent = new AtomicLong();
    private final List<Long> askedAt = new CopyOnWriteArrayList<>();

    /** How it answers. */
    @FunctionalInterface
    public interface Manners {
        void answer(Turn turn) throws IOException;
    }

    public BadSource(int bytes, Manners manners) {
        content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        server = new RawServer((asked, line) -> {
            askedAt.add(System.nanoTime());
            manners.answer(new Turn(this, asked, line));
        });
    }

    public byte[] content() {
        return content;
    }

    public String method() {
        return "{\"name\":\"web-download\",\"uri\":\"" + server.url("/image?signature=" + SECRET) + "\"}";
    }

    /** Where it is, as people are told. */
    public String place() {
        return "127.0.0.1:" + server.port();
    }

    /** Where each request wanted to begin. */
    public List<Integer> from() {
        return server.asked().stream().map(RawServer.Asked::from).toList();
    }

    /** Bytes of the image that went out, as often as they did. */
    public long sentBytes() {
        return sent.get();
    }

    /** The time between request {@code number}, from 1, and the next one. */
    public Duration between(int number) {
        return Duration.ofNanos(askedAt.get(number) - askedAt.get(number - 1));
    }

    @Override
    public void close() {
        server.close();
    }

    /** One request and what is said to it. */
    public record Turn(BadSource source, RawServer.Asked asked, RawServer.Line line) {

        public int number() {
            return asked.number();
        }

        public int from() {
            return asked.from();
        }

        public int size() {
            return source.content.length;
        }

        /** The head that is right for the request: of the whole, or of the rest. */
        public Turn head(String... more) throws IOException {
            return head("ETag: \"one\"", size(), more);
        }

        /** The same with another validator, and as if the image had {@code size} bytes. */
        public Turn head(String validator, int size, String... more) throws IOException {
            boolean part = from() > 0;
            var headers = new java.util.ArrayList<>(List.of(
                    validator, "Accept-Ranges: bytes", "Connection: close", "Content-Length: " + (size - from())));
            if (part) {
                headers.add("Content-Range: bytes " + from() + "-" + (size - 1) + "/" + size);
            }
            headers.addAll(List.of(more));
            line.head(part ? "206 Partial Content" : "200 OK", headers.toArray(String[]::new));
            return this;
        }

        /** The image's bytes from there up to there. */
        public Turn bytes(int from, int to) throws IOException {
            for (int at = from; at < to; at += SLICE) {
                int length = Math.min(SLICE, to - at);
                line.out().write(source.content, at, length);
                source.sent.addAndGet(length);
            }
            line.out().flush();
            return this;
        }

        /**
         * The same, and with the last of them as much again that is not the image's: in one piece, for who has all that was announced
         * does not wait to see whether more comes.
         */
        public Turn bytesAndMore(int from, int to) throws IOException {
            bytes(from, to - PIECE);
            byte[] last = java.util.Arrays.copyOfRange(source.content, to - PIECE, to + PIECE);
            line.say(last);
            source.sent.addAndGet(PIECE);
            return this;
        }

        /** What was asked for, as it should be. */
        public void behave() throws IOException {
            head().bytes(from(), size());
        }

        /** Whether the other side has not hung up when the socket's time is over. */
        private boolean isThere() throws IOException {
            try {
                return line.socket().getInputStream().read() >= 0;
            } catch (java.net.SocketTimeoutException stillThere) {
                return true;
            }
        }

        /** Says {@code text} again and again, with pauses, for as long as anybody listens. */
        public void drip(String text, Duration pause) throws IOException {
            line.socket().setSoTimeout(Math.toIntExact(pause.toMillis()));
            boolean listening = true;
            while (listening) {
                line.say(text);
                listening = isThere();
            }
        }
    }
}
