package io.longshore.service;

/**
 * What is refused as too much, and how much a list shows.
 *
 * @param properties custom ones, of one image; {@code tags} and {@code members} likewise
 * @param page how many images a list shows where nothing is asked for; {@code largestPage} at most, whatever is asked for
 */
public record ImageLimits(int properties, int tags, int members, int page, int largestPage) {

    /** Glance's. */
    public static ImageLimits defaults() {
        return new ImageLimits(128, 128, 128, 25, 1000);
    }
}
