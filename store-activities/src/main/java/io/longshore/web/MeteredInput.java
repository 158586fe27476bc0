package io.longshore.web;

import java.io.IOException;
import java.io.InputStream;

/**
 * What comes in over a connection, metered, and taken from the system in larger bites than its reader asks for: the HTTP client asks for
 * 8 KiB at a time, and a call into the system for each of them costs a third of the whole.
 */
final class MeteredInput extends InputStream {

    private static final int BITE_BYTES = 64 << 10;

    private final InputStream in;
    private final WireMeter meter;
    private final byte[] bite = new byte[BITE_BYTES];
    private int next;
    private int end;

    MeteredInput(InputStream in, WireMeter meter) {
        this.in = in;
        this.meter = meter;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (next == end) {
            int count = in.read(bite);
            if (count < 0) {
                return -1;
            }
            next = 0;
            end = count;
            meter.body().came(bite, count);
        }
        int count = Math.min(length, end - next);
        meter.took(count);
        System.arraycopy(bite, next, bytes, offset, count);
        next += count;
        return count;
    }

    @Override
    public int available() throws IOException {
        return end - next + in.available();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
