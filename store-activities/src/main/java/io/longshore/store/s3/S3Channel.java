package io.longshore.store.s3;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** An object's bytes as they come. Closing it from another thread ends a read. */
final class S3Channel implements ReadableByteChannel {

    private static final int SLICE_BYTES = 64 << 10;

    private final ResponseInputStream<GetObjectResponse> bytes;
    private final S3Failures failures;
    private final String place;
    private final byte[] slice = new byte[SLICE_BYTES];
    private volatile boolean open = true;
    private volatile boolean atEnd;

    S3Channel(ResponseInputStream<GetObjectResponse> bytes, S3Failures failures, String place) {
        this.bytes = bytes;
        this.failures = failures;
        this.place = place;
    }

    @Override
    public int read(ByteBuffer target) {
        if (atEnd) {
            return -1;
        }
        try {
            int length = bytes.read(slice, 0, Math.min(slice.length, target.remaining()));
            atEnd = length < 0;
            if (length > 0) {
                target.put(slice, 0, length);
            }
            return length;
        } catch (IOException e) {
            throw failures.of(place, e);
        } catch (SdkException e) {
            throw failures.of(place, e);
        }
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    /** Breaks off what has not come: reading it to its end would cost more than another connection. */
    @Override
    public void close() {
        open = false;
        if (!atEnd) {
            bytes.abort();
        }
    }
}
