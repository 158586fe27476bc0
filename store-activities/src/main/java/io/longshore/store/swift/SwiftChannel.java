package io.longshore.store.swift;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import okhttp3.Response;
import okio.BufferedSource;

/** An object's bytes as they come. Closing it from another thread ends a read. */
final class SwiftChannel implements ReadableByteChannel {

    private final Response answer;
    private final BufferedSource bytes;
    private final SwiftFailures failures;
    private final String place;
    private volatile boolean open = true;

    SwiftChannel(Response answer, SwiftFailures failures, String place) {
        this.answer = answer;
        this.bytes = answer.body().source();
        this.failures = failures;
        this.place = place;
    }

    @Override
    public int read(ByteBuffer target) {
        try {
            return bytes.read(target);
        } catch (IOException e) {
            throw failures.of(place, e);
        } catch (IllegalStateException e) {
            throw failures.of(place, new IOException("closed while it was read", e));
        }
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        open = false;
        answer.close();
    }
}
