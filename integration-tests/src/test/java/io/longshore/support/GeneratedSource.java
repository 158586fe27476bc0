package io.longshore.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.Semaphore;

/**
 * A web server that gives out an image of any size, made as it goes: no two MiB of it are alike, and none is kept. It may keep its size
 * to itself, and wait at each MiB for leave.
 */
public final class GeneratedSource implements AutoCloseable {

    private static final int BLOCK = 1 << 20;

    private final HttpServer server;
    private final byte[] block = new byte[BLOCK];
    private final int mebibytes;
    private final boolean saysSize;
    private final Semaphore leave = new Semaphore(0);

    /** One that says how large the image is, and gives it out at once. */
    public GeneratedSource(int mebibytes) {
        this(mebibytes, true);
        leaveAll();
    }

    /** One that says how large the image is, and gives out what it has leave for. */
    public static GeneratedSource held(int mebibytes) {
        return new GeneratedSource(mebibytes, true);
    }

    /** One that says nothing of a size, and gives out what it has leave for. */
    public static GeneratedSource unsized(int mebibytes) {
        return new GeneratedSource(mebibytes, false);
    }

    private GeneratedSource(int mebibytes, boolean saysSize) {
        this.mebibytes = mebibytes;
        this.saysSize = saysSize;
        new Random(mebibytes).nextBytes(block);
        server = LoopbackPage.serve(this::serve);
    }

    /** Lets that many MiB more go out. */
    public void leave(int mib) {
        leave.release(mib);
    }

    public void leaveAll() {
        leave.release(1 << 24);
    }

    public String method() {
        return "{\"name\":\"web-download\",\"uri\":\"http://127.0.0.1:"
                + server.getAddress().getPort() + "/image\"}";
    }

    /** Whether a file holds the image. */
    public boolean isIn(Path file) {
        try (FileChannel read = FileChannel.open(file, StandardOpenOption.READ)) {
            if (read.size() != (long) mebibytes * BLOCK) {
                return false;
            }
            ByteBuffer found = ByteBuffer.allocate(BLOCK);
            byte[] wanted = block.clone();
            for (int i = 0; i < mebibytes; i++) {
                found.clear();
                while (found.hasRemaining() && read.read(found) >= 0) {
                    Thread.onSpinWait();
                }
                if (!found.flip().equals(stamped(wanted, i))) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteBuffer stamped(byte[] bytes, int index) {
        return ByteBuffer.wrap(bytes).putInt(0, index);
    }

    private void serve(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, saysSize ? (long) mebibytes * BLOCK : 0);
        byte[] bytes = block.clone();
        try (OutputStream out = exchange.getResponseBody()) {
            for (int i = 0; i < mebibytes; i++) {
                leave.acquire();
                out.write(stamped(bytes, i).array());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        leaveAll();
        server.stop(0);
    }
}
