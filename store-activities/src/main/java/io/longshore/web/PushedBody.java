package io.longshore.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * A request's body that is pushed into the connection by whoever has the bytes, once. A failure of theirs ends the request as the
 * {@link IOException} that the client expects, and is kept: {@link #failure} is the truth of it.
 */
public final class PushedBody extends RequestBody {

    private static final Pattern MD5 = Pattern.compile("[0-9a-fA-F]{32}");
    private static final MediaType BYTES = MediaType.get("application/octet-stream");

    private final long length;
    private final Push push;
    private volatile @Nullable RuntimeException failure;
    private boolean begun;
    private final MessageDigest md5 = md5Digest();
    private long sent;
    private boolean wrongLength;

    /** Whoever has the bytes. */
    @FunctionalInterface
    public interface Push {

        /** Sends all of them; an {@link IOException} is the connection's. */
        void to(WritableByteChannel connection) throws IOException;
    }

    /**
     * @param length of the body; below 0: not known, the body is sent in chunks
     */
    public PushedBody(long length, Push push) {
        this.length = length;
        this.push = push;
    }

    @Override
    public MediaType contentType() {
        return BYTES;
    }

    @Override
    public long contentLength() {
        return length;
    }

    @Override
    public boolean isOneShot() {
        return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        begun = true;
        try {
            push.to(new Counted(sink));
        } catch (RuntimeException e) {
            failure = e;
            throw new IOException("the bytes to be sent broke off", e);
        }
        if (length >= 0 && sent != length) {
            wrongLength = true;
            throw new IOException(sent + " of " + length + " bytes came");
        }
    }

    /** Why the sender broke off; none where the connection is to blame, or all went well. */
    public @Nullable RuntimeException failure() {
        return failure;
    }

    /** Whether the sender was asked for its bytes; if not, they can still be sent. */
    public boolean isBegun() {
        return begun;
    }

    /** How many bytes the sender sent. */
    public long sent() {
        return sent;
    }

    /** Whether the sender sent another number of bytes than it had announced; the server has then not been given them all. */
    public boolean isWrongLength() {
        return wrongLength;
    }

    /**
     * Whether {@code tag}, which the server gave to what arrived, is an MD5, and not that of what was sent. To be asked once, when all is
     * sent.
     */
    public boolean isContradictedBy(String tag) {
        return MD5.matcher(tag).matches()
                && !HexFormat.of().formatHex(md5.digest()).equalsIgnoreCase(tag);
    }

    private static MessageDigest md5Digest() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    private final class Counted implements WritableByteChannel {

        private final BufferedSink sink;

        Counted(BufferedSink sink) {
            this.sink = sink;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            if (length >= 0 && sent + bytes.remaining() > length) {
                wrongLength = true;
                throw new IOException("more than " + length + " bytes came");
            }
            ByteBuffer hashed = bytes.duplicate();
            int written = sink.write(bytes);
            md5.update(hashed.limit(hashed.position() + written));
            sent = sent + written;
            return written;
        }

        @Override
        public boolean isOpen() {
            return sink.isOpen();
        }

        @Override
        public void close() {}
    }
}
