package io.longshore.launch.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is measured, in which company: small things first, then each size of the big image, then many at once, whose memory a process
 * gives back late, the crowded catalog at the end.
 */
final class Plan {

    private static final Set<Part> BIG = Set.of(Part.IO, Part.COPY, Part.WEB, Part.DIRECT, Part.UNEVEN, Part.MEMORY);
    private static final int SMALL_MIB = 1;
    private static final List<Integer> LATENCY_COPIES = List.of(1, 3);
    private static final int WEB_COPIES = 3;
    private static final int MOST_COPIES = 10;
    private static final int USUAL_MIB = 1024;

    private final BenchOptions options;
    private final Effort effort;
    private final SourceServer source;
    private final Disk disk;

    Plan(BenchOptions options, Effort effort, SourceServer source, Disk disk) {
        this.options = options;
        this.effort = effort;
        this.source = source;
        this.disk = disk;
    }

    static int smallMib() {
        return SMALL_MIB;
    }

    /** Everything that needs no big image. */
    Phase small(SourceImage image) {
        Set<Part> parts = options.parts();
        List<Flow> flows = new ArrayList<>();
        if (parts.contains(Part.LATENCY)) {
            LATENCY_COPIES.forEach(copies -> flows.add(new LatencyFlow(image, effort, copies, "")));
        }
        if (parts.contains(Part.RATE)) {
            flows.add(new RateFlow(image, effort));
        }
        if (parts.contains(Part.REQUESTS)) {
            flows.add(new RequestFlow(effort));
        }
        return new Phase("small", image, flows);
    }

    boolean wantsBig() {
        return options.parts().stream().anyMatch(BIG::contains);
    }

    /** Everything that is done with a big image. */
    Phase big(SourceImage image, List<Target> targets) {
        Set<Part> parts = options.parts();
        List<Flow> flows = new ArrayList<>();
        if (parts.contains(Part.IO)) {
            flows.add(new UploadFlow(image));
        }
        if (parts.contains(Part.COPY)) {
            options.copies().forEach(copies -> flows.add(new CopyFlow(image, disk, copies)));
        }
        webCopies(image, targets).forEach(copies -> flows.add(new WebFlow(image, source, copies)));
        if (parts.contains(Part.DIRECT)) {
            flows.add(new DirectFlow(image, disk));
        }
        if (parts.contains(Part.UNEVEN)) {
            flows.add(new UnevenFlow(image));
        }
        return new Phase(image.sizeMib() + " MiB", image, flows);
    }

    boolean wantsCrowds() {
        return options.parts().contains(Part.MEMORY) && !effort.crowds().isEmpty();
    }

    /** Many at once. */
    Phase crowds(SourceImage image) {
        return new Phase(
                "crowds",
                image,
                effort.crowds().stream()
                        .<Flow>map(atOnce -> new CrowdFlow(image, source, atOnce))
                        .toList());
    }

    /** To one store, and to as many as each target has, for memory: the latter with the image that marks are set for, where it is made. */
    private Set<Integer> webCopies(SourceImage image, List<Target> targets) {
        Set<Integer> copies = new TreeSet<>();
        if (options.parts().contains(Part.WEB)) {
            copies.add(WEB_COPIES);
        }
        if (options.parts().contains(Part.MEMORY)) {
            copies.add(1);
            int widestMib = options.sizesMib().contains(USUAL_MIB)
                    ? USUAL_MIB
                    : options.sizesMib().getFirst();
            if (image.sizeMib() == widestMib) {
                targets.forEach(target -> copies.add(Math.min(MOST_COPIES, target.storeCount())));
            }
        }
        return copies;
    }

    /** What changes among more and more images, one phase for each number of them: all are in one catalog. */
    List<Phase> catalogs(SourceImage image, List<Target> targets, Path work) {
        Map<Integer, Set<String>> targetsBySize = new TreeMap<>();
        for (Target target : options.parts().contains(Part.CATALOG) ? targets : List.<Target>of()) {
            boolean ours = options.longshore() && target == targets.getFirst();
            (ours ? effort.catalogImages() : effort.peerCatalogImages())
                    .forEach(size -> targetsBySize
                            .computeIfAbsent(size, s -> new HashSet<>())
                            .add(target.name()));
        }
        Catalog catalog = new Catalog(work);
        List<Phase> phases = new ArrayList<>();
        targetsBySize.forEach((size, names) ->
                phases.add(new Phase("catalog", image, List.of(new CatalogFlow(image, effort, catalog, size, names)))));
        return phases;
    }
}
