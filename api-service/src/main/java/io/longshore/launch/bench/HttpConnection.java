package io.longshore.launch.bench;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 over one connection at a time, one exchange after another, for one thread. It spends next to nothing itself, so that server
 * and floor have the processors: files go out by sendfile, bodies come in through one direct buffer, nothing is parsed that nobody
 * asks for.
 */
final class HttpConnection implements AutoCloseable {

    private static final int BUFFER_BYTES = 256 << 10;

    private final InetSocketAddress address;
    private final Watchdog watchdog;
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);
    private @Nullable SocketChannel channel;

    HttpConnection(InetSocketAddress address, Watchdog watchdog) {
        this.address = address;
        this.watchdog = watchdog;
    }

    /** Sends the request, and the file after it where there is one, and reads the answer; the body goes to {@code sink} in pieces. */
    ResponseHead exchange(byte[] request, @Nullable FileChannel file, Consumer<ByteBuffer> sink) throws IOException {
        SocketChannel to = ready();
        boolean reusable = false;
        try (Watchdog.Guard guard = watchdog.over(to)) {
            try {
                send(to, request, file);
                ResponseHead head = readHead(to);
                while (head.status() < 200) {
                    head = readHead(to);
                }
                boolean delimited = readBody(to, head, sink);
                guard.requireInTime();
                reusable = delimited && !head.endsConnection();
                return head;
            } catch (IOException e) {
                guard.requireInTime();
                throw e;
            }
        } finally {
            if (!reusable) {
                close();
            }
        }
    }

    private static void send(SocketChannel to, byte[] request, @Nullable FileChannel file) throws IOException {
        ByteBuffer head = ByteBuffer.wrap(request);
        while (head.hasRemaining()) {
            to.write(head);
        }
        long sent = 0;
        try {
            while (file != null && sent < file.size()) {
                sent += file.transferTo(sent, file.size() - sent, to);
            }
        } catch (IOException refused) {
            // The server may have answered before it had read everything; then its answer says more than the broken
            // pipe.
            endOutput(to);
        }
    }

    private static void endOutput(SocketChannel to) {
        try {
            to.shutdownOutput();
        } catch (IOException alreadyEnded) {
            // Then nobody waits for more of it.
        }
    }

    private ResponseHead readHead(SocketChannel from) throws IOException {
        StringBuilder text = new StringBuilder();
        int last = 0;
        while (last != 0x0d0a0d0a) {
            if (!in.hasRemaining() && !fill(from)) {
                throw new EOFException(address + " closed the connection instead of answering");
            }
            byte next = in.get();
            text.append((char) (next & 0xff));
            last = (last << 8) | (next & 0xff);
        }
        return ResponseHead.parse(text.toString());
    }

    /** Whether the body's end was marked; else it ended with the connection. */
    private boolean readBody(SocketChannel from, ResponseHead head, Consumer<ByteBuffer> sink) throws IOException {
        if (head.isBare()) {
            return true;
        }
        if (head.isChunked()) {
            for (long size = chunkSize(from); size > 0; size = chunkSize(from)) {
                pass(from, size, sink);
                line(from);
            }
            while (!line(from).isEmpty()) {}
            return true;
        }
        if (head.contentLength().isPresent()) {
            pass(from, head.contentLength().getAsLong(), sink);
            return true;
        }
        while (in.hasRemaining() || fill(from)) {
            pass(from, in.remaining(), sink);
        }
        return false;
    }

    private void pass(SocketChannel from, long count, Consumer<ByteBuffer> sink) throws IOException {
        for (long left = count; left > 0; ) {
            if (!in.hasRemaining() && !fill(from)) {
                throw new EOFException(address + " closed the connection " + left + " bytes before the end");
            }
            int now = (int) Math.min(left, in.remaining());
            sink.accept(in.slice(in.position(), now));
            in.position(in.position() + now);
            left -= now;
        }
    }

    private long chunkSize(SocketChannel from) throws IOException {
        return Long.parseLong(line(from).split(";", 2)[0].strip(), 16);
    }

    private String line(SocketChannel from) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.isEmpty() || text.charAt(text.length() - 1) != '\n') {
            if (!in.hasRemaining() && !fill(from)) {
                throw new EOFException(address + " closed the connection within a chunk");
            }
            text.append((char) (in.get() & 0xff));
        }
        return text.toString().strip();
    }

    private boolean fill(SocketChannel from) throws IOException {
        in.clear();
        int count = from.read(in);
        in.flip();
        return count > 0;
    }

    /** The connection that is open, or a new one where the server has ended it in the meantime. */
    private SocketChannel ready() throws IOException {
        SocketChannel open = channel;
        if (open != null && !hasEnded(open)) {
            return open;
        }
        close();
        open = SocketChannel.open();
        try {
            open.setOption(StandardSocketOptions.TCP_NODELAY, true);
            open.connect(address);
        } catch (IOException e) {
            open.close();
            throw new IOException(address + " does not answer: " + e.getMessage(), e);
        }
        channel = open;
        in.clear().limit(0);
        return open;
    }

    private boolean hasEnded(SocketChannel open) {
        try {
            open.configureBlocking(false);
            in.clear();
            boolean quiet = open.read(in) == 0;
            in.clear().limit(0);
            open.configureBlocking(true);
            return !quiet;
        } catch (IOException e) {
            return true;
        }
    }

    /** Ends the connection; the next exchange makes a new one. */
    @Override
    public void close() throws IOException {
        SocketChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }

    /** Collects a body as text. */
    static final class Text implements Consumer<ByteBuffer> {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void accept(ByteBuffer piece) {
            byte[] copy = new byte[piece.remaining()];
            piece.get(copy);
            bytes.writeBytes(copy);
        }

        /** Whether it is still so short that a message may quote it. */
        boolean isSmall() {
            return bytes.size() < 1024;
        }

        byte[] bytes() {
            return bytes.toByteArray();
        }

        @Override
        public String toString() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
