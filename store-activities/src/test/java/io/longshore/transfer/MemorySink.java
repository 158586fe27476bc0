package io.longshore.transfer;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A sink in memory; what is in it can be damaged. */
final class MemorySink implements IntakeSink {

    private byte[] bytes = new byte[0];
    private final ByteArrayOutputStream tail = new ByteArrayOutputStream();
    private int[] units = new int[0];

    byte[] bytes() {
        bytes = concat();
        tail.reset();
        return bytes;
    }

    /** As a crash of the machine may leave it. */
    void becomes(byte[] newBytes, int... newUnits) {
        tail.reset();
        bytes = newBytes;
        units = newUnits;
    }

    @Override
    public int[] units() {
        return units.clone();
    }

    @Override
    public int read(ByteBuffer target, long position) {
        byte[] all = bytes();
        if (position >= all.length) {
            return -1;
        }
        int n = Math.min(target.remaining(), all.length - (int) position);
        target.put(all, (int) position, n);
        return n;
    }

    @Override
    public void keep(long kept) {
        bytes = Arrays.copyOf(bytes(), (int) kept);
        units = Arrays.copyOf(units, (int) (kept / TestImage.UNIT));
    }

    @Override
    public void write(ByteBuffer slice) {
        byte[] copy = new byte[slice.remaining()];
        slice.get(copy);
        tail.writeBytes(copy);
    }

    @Override
    public void unit(int crc32c) {
        units = Arrays.copyOf(units, units.length + 1);
        units[units.length - 1] = crc32c;
    }

    @Override
    public long force() {
        return (long) units.length * TestImage.UNIT;
    }

    private byte[] concat() {
        if (tail.size() == 0) {
            return bytes;
        }
        byte[] more = tail.toByteArray();
        byte[] all = Arrays.copyOf(bytes, bytes.length + more.length);
        System.arraycopy(more, 0, all, bytes.length, more.length);
        return all;
    }
}
