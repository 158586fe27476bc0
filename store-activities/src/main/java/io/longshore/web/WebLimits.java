package io.longshore.web;

import java.time.Duration;

/**
 * What a server on the web may cost us.
 *
 * @param connectTimeout for resolving a name and, again, for connecting
 * @param readTimeout between any two bytes
 * @param answerTimeout from the beginning of a request until its answer's headers are whole
 * @param maxRedirects followed for one page
 * @param maxHeaderBytes of one answer; at most 256 KiB
 * @param minBytesPerSecond a page that comes slower, over {@code rateWindow} of waiting for it, is given up; 0: any rate will do
 * @param longestRetryAfter what a server may ask us to wait; longer wishes are cut to this
 * @param userAgent how we introduce ourselves
 */
public record WebLimits(
        Duration connectTimeout,
        Duration readTimeout,
        Duration answerTimeout,
        int maxRedirects,
        int maxHeaderBytes,
        long minBytesPerSecond,
        Duration rateWindow,
        Duration longestRetryAfter,
        String userAgent) {

    private static final int MOST_HEADER_BYTES = 256 << 10;

    public WebLimits {
        if (maxHeaderBytes <= 0 || maxHeaderBytes > MOST_HEADER_BYTES) {
            throw new IllegalArgumentException("headers must be limited to 256 KiB or less: " + maxHeaderBytes);
        }
        if (maxRedirects < 0 || minBytesPerSecond < 0) {
            throw new IllegalArgumentException("neither redirects nor the least rate can be negative");
        }
    }

    /** What holds where nothing is configured: 10 redirects, 64 KiB of headers, 1 KiB/s over 60 s. */
    public static WebLimits defaults() {
        return new WebLimits(
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                10,
                64 << 10,
                1024,
                Duration.ofSeconds(60),
                Duration.ofMinutes(10),
                "Longshore");
    }

    /** The same with another least rate. */
    public WebLimits withMinimumRate(long bytesPerSecond, Duration window) {
        return new WebLimits(
                connectTimeout,
                readTimeout,
                answerTimeout,
                maxRedirects,
                maxHeaderBytes,
                bytesPerSecond,
                window,
                longestRetryAfter,
                userAgent);
    }

    /** The same with other timeouts. */
    public WebLimits withTimeouts(Duration connect, Duration read, Duration answer) {
        return new WebLimits(
                connect,
                read,
                answer,
                maxRedirects,
                maxHeaderBytes,
                minBytesPerSecond,
                rateWindow,
                longestRetryAfter,
                userAgent);
    }
}
