package io.longshore.wiring;

import java.time.Duration;

/**
 * What is refused as too much.
 *
 * @param imageBytes of one image
 * @param properties custom ones, of one image; {@code tags} and {@code members} likewise
 * @param page how many images a list shows where nothing is asked for; {@code largestPage} at most, whatever is asked for
 * @param jsonBodyBytes of any request body that is not image data
 * @param transferMemoryBytes slices of images in memory at any moment, in the whole process
 * @param durableStepBytes files are made durable after so many, beside the writing
 * @param minRateBytesPerSecond a web source that is slower over {@code minRateWindow} is given up for this attempt
 */
public record LimitsConfig(
        long imageBytes,
        int properties,
        int tags,
        int members,
        int page,
        int largestPage,
        long jsonBodyBytes,
        long transferMemoryBytes,
        long durableStepBytes,
        long minRateBytesPerSecond,
        Duration minRateWindow) {

    /** What holds where nothing is configured: Glance's limits, where it has them. */
    public static LimitsConfig defaults() {
        return new LimitsConfig(
                1L << 40, 128, 128, 128, 25, 1000, 1L << 20, 48L << 20, 256L << 20, 1L << 10, Duration.ofSeconds(60));
    }
}
