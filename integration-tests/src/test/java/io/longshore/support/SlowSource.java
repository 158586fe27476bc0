package io.longshore.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A web server that gives out one image as fast as the test lets it, by ranges where it knows them, and counts what it sent. */
public final class SlowSource implements AutoCloseable {

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-");
    private static final int SLICE = 1 << 20;

    private final HttpServer server;
    private final byte[] content;
    private final boolean ranges;
    private final Semaphore slices = new Semaphore(0);
    private final AtomicLong sent = new AtomicLong();
    private final AtomicInteger requests = new AtomicInteger();

    public SlowSource(byte[] content) {
        this(content, true);
    }

    /** @param ranges whether it knows them */
    public SlowSource(byte[] content, boolean ranges) {
        this.content = content;
        this.ranges = ranges;
        server = LoopbackPage.serve(this::serve);
    }

    public String method() {
        return "{\"name\":\"web-download\",\"uri\":\"http://127.0.0.1:"
                + server.getAddress().getPort() + "/image\"}";
    }

    /** Lets that many MiB more go out. */
    public void release(int mib) {
        slices.release(mib);
    }

    public void releaseAll() {
        slices.release(1 << 20);
    }

    public long sentBytes() {
        return sent.get();
    }

    public int requests() {
        return requests.get();
    }

    private void serve(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        int from = 0;
        String range = exchange.getRequestHeaders().getFirst("Range");
        Matcher matcher = RANGE.matcher(range == null ? "" : range);
        exchange.getResponseHeaders().set("ETag", "\"one\"");
        exchange.getResponseHeaders().set("Accept-Ranges", ranges ? "bytes" : "none");
        boolean partial = ranges && matcher.matches();
        if (partial) {
            from = Integer.parseInt(matcher.group(1));
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(partial ? 206 : 200, content.length - from);
        try (OutputStream out = exchange.getResponseBody()) {
            for (int at = from; at < content.length; at += SLICE) {
                slices.acquire();
                int length = Math.min(SLICE, content.length - at);
                out.write(content, at, length);
                out.flush();
                sent.addAndGet(length);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        releaseAll();
        server.stop(0);
    }
}
