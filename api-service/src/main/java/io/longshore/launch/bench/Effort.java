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
 * @param catalogImages among how many Longshore lists and imports, one after another
 * @param peerCatalogImages the same for each peer; none: not at all
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
        List<Integer> catalogImages,
        List<Integer> peerCatalogImages,
        List<Integer> crowds,
        Duration patience) {

    Effort {
        catalogImages = List.copyOf(catalogImages);
        peerCatalogImages = List.copyOf(peerCatalogImages);
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
                List.of(),
                List.of(),
                List.of(),
                patience);
    }
}
