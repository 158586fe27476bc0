package io.longshore.catalog;

import java.time.Duration;

/** How long a writer, or a host, is believed alive after its last word; always by the database's clock. */
public final class Leases {

    /** Writers renew this often. */
    public static final Duration RENEWAL = Duration.ofSeconds(10);

    /** Hosts, and the writers of images, are gone after this long without a word. */
    public static final Duration LENGTH = Duration.ofSeconds(45);

    static final String NEXT = "clock_timestamp() + interval '" + LENGTH.toSeconds() + " seconds'";

    /**
     * Of when leases end: this one has run out. One that ends much later than {@link #NEXT} was given before the clock was set back; by
     * a minute it may be, without anybody's lease seeming to be void.
     */
    static final String ENDED = " not between clock_timestamp() and " + NEXT + " + interval '60 seconds'";

    private Leases() {}
}
