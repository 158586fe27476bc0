package io.longshore.launch.bench;

import java.time.Duration;
import java.util.List;

/**
 * How much of each thing is measured.
 *
 * @param latencyImports 1 MiB imports one after another, for each round and number of stores
 * @param rateImports 1 MiB imports in all, for each round
 * @param atOnce of them
 * @param images created, then shown and listed
 * @param load how long each kind of request is repeated
 * @param connections that requests are made on at the same time
 * @param catalogImages among which Longshore lists by checksum
 * @param peerCatalogImages the same for each peer; 0: not at all
 * @param crowds how many imports at once, for the memory rows
 * @param patience how long one request, or one import, may take
 */
record Effort(
        int latencyImports,
        int rateImports,
        int atOnce,
        int images,
        Duration load,
        int connections,
        int catalogImages,
        int peerCatalogImages,
        List<Integer> crowds,
        Duration patience) {

    Effort {
        crowds = List.copyOf(crowds);
    }

    /** Just enough to have every code path run once before it counts. */
    Effort forWarmUp() {
        return new Effort(
                Math.min(3, latencyImports),
                Math.min(atOnce, rateImports),
                atOnce,
                Math.min(20, images),
                Duration.ofSeconds(1),
                connections,
                0,
                0,
                List.of(),
                patience);
    }
}
