package io.longshore.web;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** The bytes of a page as they come: exactly as many as were announced, and not too slowly. */
final class PageChannel implements ReadableByteChannel {

    private static final String TOO_MUCH = "it sends more than it announced";

    private final OpenAnswer answer;
    private final BufferedSource body;
    private final WebLimits limits;
    private final RateWatch rate;
    private final OptionalLong announced;
    private final OptionalLong bodyEnd;
    private final OptionalLong size;
    private final AtomicBoolean open = new AtomicBoolean(true);
    private final ReentrantLock reading = new ReentrantLock();
    private long position;
    private boolean ended;
    private @Nullable ImageException failure;

    /**
     * @param announced how many bytes the body has, where its framing says so
     * @param from where in the page the body begins
     * @param bodyEnd where in the page it ends, as announced
     * @param size of the whole page
     */
    PageChannel(
            OpenAnswer answer,
            WebLimits limits,
            OptionalLong announced,
            long from,
            OptionalLong bodyEnd,
            OptionalLong size) {
        this.answer = answer;
        this.body = answer.response().body().source();
        this.limits = limits;
        this.rate = new RateWatch(limits.minBytesPerSecond(), limits.rateWindow());
        this.announced = announced;
        this.position = from;
        this.bodyEnd = bodyEnd;
        this.size = size;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        reading.lock();
        try {
            if (!open.get()) {
                throw new ClosedChannelException();
            }
            if (failure != null) {
                throw failure;
            }
            if (ended || !target.hasRemaining()) {
                return ended ? -1 : 0;
            }
            return readOn(target);
        } finally {
            reading.unlock();
        }
    }

    private int readOn(ByteBuffer target) throws AsynchronousCloseException {
        boolean allCame = bodyEnd.isPresent() && position == bodyEnd.getAsLong();
        // At the announced end one more byte is asked for: there must be none.
        ByteBuffer slice = allCame ? ByteBuffer.allocate(1) : target.slice();
        if (!allCame && bodyEnd.isPresent()) {
            slice.limit((int) Math.min(slice.limit(), bodyEnd.getAsLong() - position));
        }
        int count;
        long began = System.nanoTime();
        try {
            answer.meter().refill();
            body.timeout().deadlineNanoTime(began + limits.rateWindow().toNanos());
            count = body.read(slice);
        } catch (IOException | IllegalStateException e) {
            if (!open.get()) {
                throw asClosed(e);
            }
            throw fail(brokenOff(e, System.nanoTime() - began), e);
        }
        if (count < 0) {
            return end();
        }
        if (allCame) {
            throw fail(TOO_MUCH, null);
        }
        target.position(target.position() + count);
        position += count;
        if (rate.isTooSlow(count, System.nanoTime() - began)) {
            // What has come is handed out; the next call is told.
            failure = failure(tooSlow(), null);
            answer.call().cancel();
        }
        return count;
    }

    private int end() {
        if (bodyEnd.isPresent() && position < bodyEnd.getAsLong()) {
            throw fail("the connection ended", null);
        }
        if (size.isPresent() && position < size.getAsLong()) {
            throw fail("only a part was sent", null);
        }
        if (announced.isPresent() && answer.isPlain() && answer.meter().body().bytes() > announced.getAsLong()) {
            throw fail(TOO_MUCH, null);
        }
        ended = true;
        return -1;
    }

    private String brokenOff(Exception e, long waitedNanos) {
        if (waitedNanos >= limits.rateWindow().toNanos()) {
            return limits.minBytesPerSecond() > 0 ? tooSlow() : "no more bytes came in time";
        }
        return e instanceof IOException io ? WireFailures.duringBody(io, answer.meter()) : "the connection broke";
    }

    private String tooSlow() {
        return "too slow: less than " + limits.minBytesPerSecond() + " bytes/s over "
                + WireFailures.words(limits.rateWindow());
    }

    private ImageException fail(String why, @Nullable Exception cause) {
        ImageException e = failure(why, cause);
        failure = e;
        answer.call().cancel();
        return e;
    }

    private ImageException failure(String why, @Nullable Exception cause) {
        String where = " at byte " + position + (size.isPresent() ? " of " + size.getAsLong() : "");
        return new ImageException(
                FailureKind.SOURCE_UNAVAILABLE, answer.place() + " broke off" + where + ": " + why, cause);
    }

    private static AsynchronousCloseException asClosed(Exception cause) {
        AsynchronousCloseException closed = new AsynchronousCloseException();
        closed.initCause(cause);
        return closed;
    }

    @Override
    public boolean isOpen() {
        return open.get();
    }

    @Override
    public void close() {
        if (!open.compareAndSet(true, false)) {
            return;
        }
        // Cancelling is what ends a blocked read; only then is the body free to be closed.
        answer.call().cancel();
        reading.lock();
        try {
            answer.drop();
        } finally {
            reading.unlock();
        }
    }
}
