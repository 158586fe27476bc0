package io.longshore.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A web server that gives out one image to as many as ask, by ranges, to each at the same rate. */
public final class PacedSource implements AutoCloseable {

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-");
    private static final int SLICE = 256 << 10;
    private static final long CATCHES_UP_NANOS = 1_000_000_000L;

    private final HttpServer server;
    private final byte[] content;
    private final long bytesPerSecond;
    private final CountDownLatch closed = new CountDownLatch(1);

    public PacedSource(byte[] content, long bytesPerSecond) {
        this.content = content;
        this.bytesPerSecond = bytesPerSecond;
        server = LoopbackPage.serve(this::serve);
    }

    /** That many bytes, always the same. */
    public static byte[] content(int bytes) {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return content;
    }

    public String method() {
        return "{\"name\":\"web-download\",\"uri\":\"" + url() + "\"}";
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/image";
    }

    private void serve(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        Matcher matcher = RANGE.matcher(range == null ? "" : range);
        int from = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
        exchange.getResponseHeaders().set("ETag", "\"one\"");
        exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
        if (from > 0) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
        long due = System.nanoTime();
        try (OutputStream out = exchange.getResponseBody()) {
            for (int at = from; at < content.length; at += SLICE) {
                int length = Math.min(SLICE, content.length - at);
                out.write(content, at, length);
                out.flush();
                long now = System.nanoTime();
                // What a standstill has lost is not made up for in a burst.
                due = Math.max(due, now - CATCHES_UP_NANOS) + length * 1_000_000_000L / bytesPerSecond;
                if (closed.await(due - now, TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
