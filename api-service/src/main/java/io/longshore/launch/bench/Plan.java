package io.longshore.launch.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is measured, in which company: small things first, then each size of the big image, the crowded catalog at the end. */
final class Plan {

    private static final Set<Part> BIG = Set.of(Part.IO, Part.COPY, Part.WEB, Part.DIRECT, Part.UNEVEN, Part.MEMORY);
    private static final int SMALL_MIB = 1;
    private static final List<Integer> LATENCY_COPIES = List.of(1, 3);
    private static final int WEB_COPIES = 3;

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
        if (parts.contains(Part.WEB)) {
            flows.add(new WebFlow(image, source, WEB_COPIES));
        }
        if (parts.contains(Part.DIRECT)) {
            flows.add(new DirectFlow(image, disk));
        }
        if (parts.contains(Part.UNEVEN)) {
            flows.add(new UnevenFlow(image));
        }
        if (parts.contains(Part.MEMORY)) {
            flows.add(new WebFlow(
                    image,
                    source,
                    targets.stream().mapToInt(Target::storeCount).min().orElseThrow()));
            effort.crowds().forEach(atOnce -> flows.add(new CrowdFlow(image, source, atOnce)));
        }
        return new Phase(image.sizeMib() + " MiB", image, flows);
    }

    /** What changes among very many images. */
    Phase catalog(SourceImage image, List<Target> targets, Path work) {
        Map<String, Integer> sizes = new HashMap<>();
        for (Target target : targets) {
            boolean ours = options.longshore() && target == targets.getFirst();
            int size = ours ? effort.catalogImages() : effort.peerCatalogImages();
            if (size > 0 && options.parts().contains(Part.CATALOG)) {
                sizes.put(target.name(), size);
            }
        }
        return new Phase(
                "catalog", image, sizes.isEmpty() ? List.of() : List.of(new CatalogFlow(image, effort, work, sizes)));
    }
}
