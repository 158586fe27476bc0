package io.longshore.support;

import java.io.InputStream;
import java.util.Arrays;

/** As many zeros as a test wants, without room for them. */
public final class ZeroBytes extends InputStream {

    private long left;

    public ZeroBytes(long count) {
        left = count;
    }

    @Override
    public int read() {
        return left-- > 0 ? 0 : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (left <= 0 && length > 0) {
            return -1;
        }
        int n = (int) Math.min(length, left);
        Arrays.fill(target, offset, offset + n, (byte) 0);
        left -= n;
        return n;
    }
}
