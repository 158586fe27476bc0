package io.longshore.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
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
    private final AtomicLong sent = new AtomicLong();
    private final AtomicInteger requests = new AtomicInteger();
    private long upTo;
    private int slices;

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
        return "{\"name\":\"web-download\",\"uri\":\"" + url() + "\"}";
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/image";
    }

    /** Lets that many MiB more go out, whichever they are. */
    public synchronized void release(int mib) {
        slices += mib;
        notifyAll();
    }

    /** Lets the first {@code mib} MiB go out, to whoever asks and as often. */
    public synchronized void releaseUpTo(int mib) {
        upTo = (long) mib << 20;
        notifyAll();
    }

    public synchronized void releaseAll() {
        upTo = Long.MAX_VALUE;
        notifyAll();
    }

    private synchronized void awaitLeave(long at) throws InterruptedException {
        while (at >= upTo && slices == 0) {
            wait();
        }
        if (at >= upTo) {
            slices--;
        }
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
                awaitLeave(at);
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
