package io.longshore.launch.bench;

import java.util.List;
import java.util.OptionalDouble;

/**
 * One line of the result.
 *
 * @param sizeMib of the image
 * @param copies into how many targets its bytes go
 * @param floors the same work without a service: all of these, one after another
 */
record Row(Kind kind, String name, int sizeMib, int copies, List<String> floors) {

    private static final double MIB_PER_GIB = 1024;

    /** What its figures are. */
    enum Kind {
        /** One big image: seconds, MiB a second, ratio to the floor. */
        TRANSFER,
        /** Many small imports one after another: how long each took. */
        LATENCY,
        /** Many requests or imports at once: how many a second. */
        REQUESTS
    }

    Row {
        floors = List.copyOf(floors);
    }

    static Row transfer(String name, SourceImage image, int copies, String... floors) {
        return new Row(Kind.TRANSFER, name, image.sizeMib(), copies, List.of(floors));
    }

    static Row latency(String name, SourceImage image, int copies) {
        return new Row(Kind.LATENCY, name, image.sizeMib(), copies, List.of());
    }

    static Row requests(String name, String... floors) {
        return new Row(Kind.REQUESTS, name, 0, 0, List.of(floors));
    }

    /** Adds what follows from size and time. */
    Sample complete(Sample sample) {
        if (kind != Kind.TRANSFER) {
            return sample;
        }
        Sample rated = sample.with(Figure.RATE, (double) sizeMib * copies / sample.wallSeconds());
        OptionalDouble cpu = sample.get(Figure.CPU);
        return cpu.isPresent() ? rated.with(Figure.CPU_PER_GIB, cpu.getAsDouble() * MIB_PER_GIB / sizeMib) : rated;
    }
}
