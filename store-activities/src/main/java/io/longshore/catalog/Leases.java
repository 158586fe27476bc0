package io.longshore.catalog;

import java.time.Duration;

/** How long a writer, or a host, is believed alive after its last word; always by the database's clock. */
public final class Leases {

    /** Writers renew this often. */
    public static final Duration RENEWAL = Duration.ofSeconds(10);

    /** Hosts, and the writers of images, are gone after this long without a word. */
    public static final Duration LENGTH = Duration.ofSeconds(45);

    static final String NEXT = "clock_timestamp() + interval '" + LENGTH.toSeconds() + " seconds'";

    /** Of when leases end: this one has run out. One that ends later than {@link #NEXT} was given before the clock was set back. */
    static final String ENDED = " not between clock_timestamp() and " + NEXT;

    private Leases() {}
}
