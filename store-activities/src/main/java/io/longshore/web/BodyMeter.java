package io.longshore.web;

/**
 * Counts the bytes that come after the head of a plain HTTP/1 answer, as they leave the system: more of them than were announced are
 * otherwise never seen, for the client stops reading there. For one thread at a time.
 */
final class BodyMeter {

    private static final int STATUS_AT = "HTTP/1.1 ".length();

    private int lines;
    private int inLine;
    private boolean informational;
    private boolean headIsOver;
    private long bytes;

    /** Of {@code count} bytes that came. */
    void came(byte[] buffer, int count) {
        int at = 0;
        while (!headIsOver && at < count) {
            take(buffer[at++]);
        }
        bytes += count - at;
    }

    private void take(byte next) {
        if (next == '\n') {
            headIsOver = inLine == 0 && !informational;
            lines = inLine == 0 ? 0 : lines + 1;
            inLine = 0;
        } else if (next != '\r') {
            if (lines == 0 && inLine == STATUS_AT) {
                informational = next == '1';
            }
            inLine++;
        }
    }

    /** How many came so far. */
    long bytes() {
        return bytes;
    }
}
