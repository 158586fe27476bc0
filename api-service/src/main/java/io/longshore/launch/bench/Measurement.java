package io.longshore.launch.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One run of the benchmark, from nothing to the tables. */
final class Measurement {

    private static final int WARM_UP_MIB = 64;
    private static final String IMAGES = "bench-images";
    private static final String SCRATCH = "bench-scratch";
    private static final String LONGSHORE = "bench-longshore";

    private final BenchOptions options;
    private final BenchStack.Opener opener;
    private final PrintStream out;
    private final Progress progress;
    private final Findings findings = new Findings();
    private final Results results = new Results();
    private final ImageMaker images;
    private final Disk disk;

    Measurement(BenchOptions options, BenchStack.Opener opener, PrintStream out, PrintStream err) throws IOException {
        this.options = options;
        this.opener = opener;
        this.out = out;
        this.progress = new Progress(err);
        this.images = new ImageMaker(options.work().resolve(IMAGES));
        this.disk = new Disk(options.work());
    }

    /** Whether everything could be measured and all bytes were right. */
    boolean run() throws IOException, InterruptedException {
        Instant started = Instant.now();
        Machine machine = Machine.now();
        Deque<AutoCloseable> open = new ArrayDeque<>();
        try (Watchdog watchdog = new Watchdog(options.effort().patience());
                SourceServer source = new SourceServer(options.sourcePort())) {
            BenchStack stack = options.longshore() && options.target() == null ? start(open, source.port()) : null;
            List<Target> targets = new ArrayList<>();
            for (TargetSpec spec : specs(stack)) {
                Target target = new Target(
                        spec,
                        targets.isEmpty() ? stack : null,
                        watchdog,
                        findings,
                        options.effort().patience());
                open.push(target);
                targets.add(target);
            }
            measure(targets, source, watchdog);
            report(targets, machine, started);
        } finally {
            closeAll(open);
            if (!options.keep()) {
                removeOurs();
            }
        }
        return findings.all().isEmpty();
    }

    private BenchStack start(Deque<AutoCloseable> open, int sourcePort) throws IOException, InterruptedException {
        progress.say("starting Longshore");
        BenchStack stack = opener.open(options.work().resolve(LONGSHORE), sourcePort);
        // Ctrl-C must not leave servers behind; closing twice is harmless.
        Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "bench-stop"));
        open.push(stack);
        return stack;
    }

    private List<TargetSpec> specs(@Nullable BenchStack stack) {
        List<TargetSpec> specs = new ArrayList<>();
        if (stack != null) {
            specs.add(TargetSpec.of(stack));
        } else if (options.target() != null) {
            specs.add(options.target());
        }
        specs.addAll(options.peers());
        return specs;
    }

    private void measure(List<Target> targets, SourceServer source, Watchdog watchdog)
            throws IOException, InterruptedException {
        Path scratch = options.work().resolve(SCRATCH);
        SourceImage small = images.make(Plan.smallMib());
        Floors floors = new Floors(scratch, source, watchdog, options.effort());
        if (options.warmUp()) {
            progress.say("warming up");
            Plan plan = new Plan(options, options.effort().forWarmUp(), source, disk);
            Floors shortFloors =
                    new Floors(scratch, source, watchdog, options.effort().forWarmUp());
            Rounds unrecorded = new Rounds(targets, shortFloors, disk, findings, progress, null);
            unrecorded.run(plan.small(small), 1);
            SourceImage image =
                    images.make(Math.min(WARM_UP_MIB, options.sizesMib().getFirst()));
            unrecorded.run(plan.big(image, targets), 1);
            Files.delete(image.path());
        }
        for (Target target : targets) {
            results.addIdle(target.name(), target.idle());
        }
        Plan plan = new Plan(options, options.effort(), source, disk);
        Rounds rounds = new Rounds(targets, floors, disk, findings, progress, results);
        rounds.run(plan.small(small), options.rounds());
        for (int sizeMib : options.sizesMib()) {
            if (plan.wantsBig()) {
                progress.say("making an image of " + sizeMib + " MiB");
                SourceImage image = images.make(sizeMib);
                rounds.run(plan.big(image, targets), options.rounds());
                Files.delete(image.path());
            }
        }
        if (plan.wantsCrowds()) {
            SourceImage image = images.make(options.sizesMib().getFirst());
            rounds.run(plan.crowds(image), options.rounds());
            Files.delete(image.path());
        }
        for (Phase catalog : plan.catalogs(small, targets, scratch)) {
            rounds.run(catalog, options.rounds());
        }
    }

    private void report(List<Target> targets, Machine machine, Instant started) throws IOException {
        Summary summary =
                new Summary(results, targets.stream().map(Target::name).toList());
        List<Grid> grids = new Tables(summary).all();
        String markdown = grids.stream().map(Grid::markdown).collect(Collectors.joining());
        out.println();
        grids.forEach(grid -> out.println(grid.plain()));
        out.print(markdown);
        if (options.longshore()) {
            new Marks(summary).lines().forEach(out::println);
        }
        results.leftOut().forEach(what -> out.println("Left out: " + what + "."));
        findings.all().forEach(finding -> out.println("WRONG: " + finding.who() + ": " + finding.what()));
        out.println(
                findings.all().isEmpty()
                        ? "Every byte was right."
                        : findings.all().size() + " findings.");
        if (options.markdown() != null) {
            Files.writeString(options.markdown(), markdown);
        }
        if (options.json() != null) {
            new JsonReport(results, summary, findings, options).write(options.json(), machine, started);
        }
    }

    private static void closeAll(Deque<AutoCloseable> open) {
        for (AutoCloseable each : open) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException("could not be closed: " + e.getMessage(), e);
            }
        }
    }

    /** What was made here, and nothing else: the directory may be anybody's. */
    private void removeOurs() throws IOException {
        for (String name : List.of(IMAGES, SCRATCH, LONGSHORE)) {
            Path directory = options.work().resolve(name);
            List<Path> all = List.of();
            if (Files.isDirectory(directory)) {
                try (Stream<Path> paths = Files.walk(directory)) {
                    all = paths.sorted(Comparator.reverseOrder()).toList();
                }
            }
            for (Path path : all) {
                Files.deleteIfExists(path);
            }
        }
    }
}
