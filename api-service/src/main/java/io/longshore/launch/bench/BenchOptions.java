package io.longshore.launch.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param sizesMib of the big image; each is measured in full
 * @param copies to how many stores copy-image goes, each a row
 * @param target a Longshore that runs already; none: one is started, if {@code longshore}
 * @param longshore whether Longshore is measured at all
 * @param work where images, floors and the started Longshore's stores lie
 * @param sourcePort where images for web-download are served; 0: any free one
 * @param keep whether what was made in {@code work} stays
 */
record BenchOptions(
        List<Integer> sizesMib,
        List<Integer> copies,
        int rounds,
        Set<Part> parts,
        @Nullable TargetSpec target,
        boolean longshore,
        List<TargetSpec> peers,
        Effort effort,
        boolean warmUp,
        Path work,
        @Nullable Path json,
        @Nullable Path markdown,
        int sourcePort,
        boolean keep) {

    private static final Set<String> KEYS = Set.of(
            "--size",
            "--stores",
            "--rounds",
            "--only",
            "--target",
            "--peer",
            "--json",
            "--markdown",
            "--work",
            "--latency-imports",
            "--rate-imports",
            "--at-once",
            "--images",
            "--seconds",
            "--connections",
            "--catalog",
            "--peer-catalog",
            "--crowd",
            "--source-port",
            "--patience");
    private static final Set<String> SWITCHES = Set.of("--without-longshore", "--no-warm-up", "--keep", "--help");

    BenchOptions {
        sizesMib = List.copyOf(sizesMib);
        copies = List.copyOf(copies);
        parts = Set.copyOf(parts);
        peers = List.copyOf(peers);
    }

    /** Reads a command line; what does not fit is an {@link IllegalArgumentException} that names the argument. */
    static BenchOptions parse(String... args) {
        Arguments given = new Arguments(args, KEYS, SWITCHES, Set.of("--peer"));
        BenchOptions options = new BenchOptions(
                given.numbers("--size", List.of(1024)).stream().sorted().toList(),
                given.numbers("--stores", List.of(1, 3, 5)),
                given.number("--rounds", 3, 1),
                given.one("--only").map(BenchOptions::parts).orElseGet(Part::usual),
                given.one("--target")
                        .map(spec -> TargetSpec.parse(spec, "longshore"))
                        .orElse(null),
                !given.has("--without-longshore"),
                given.all("--peer").map(spec -> TargetSpec.parse(spec, null)).toList(),
                effort(given),
                !given.has("--no-warm-up"),
                Path.of(given.one("--work").orElse(".longshore/bench"))
                        .toAbsolutePath()
                        .normalize(),
                given.one("--json").map(Path::of).orElse(null),
                given.one("--markdown").map(Path::of).orElse(null),
                given.number("--source-port", 0, 0),
                given.has("--keep"));
        options.check();
        return options;
    }

    static boolean asksForHelp(String... args) {
        return Stream.of(args).anyMatch("--help"::equals);
    }

    private static Effort effort(Arguments given) {
        return new Effort(
                given.number("--latency-imports", 15, 1),
                given.number("--rate-imports", 50, 1),
                given.number("--at-once", 10, 1),
                given.number("--images", 500, 1),
                given.seconds("--seconds", Duration.ofSeconds(5)),
                given.number("--connections", 4, 1),
                given.numbers("--catalog", List.of(1000, 100_000)),
                given.numbers("--peer-catalog", List.of()),
                given.numbers("--crowd", List.of(1, 10, 30)),
                given.seconds("--patience", Duration.ofMinutes(15)));
    }

    private static Set<Part> parts(String words) {
        return Stream.of(words.split(",", -1))
                .map(Part::of)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Part.class)));
    }

    private void check() {
        if (!longshore && target != null) {
            throw new IllegalArgumentException("--target and --without-longshore exclude each other");
        }
        if (!longshore && peers.isEmpty()) {
            throw new IllegalArgumentException("--without-longshore leaves nobody to measure; name a --peer");
        }
        if (sourcePort > 65_535) {
            throw new IllegalArgumentException("--source-port " + sourcePort + " is no port");
        }
        Set<String> names = new HashSet<>(Set.of(Floor.PARTICIPANT));
        names.add(target == null && longshore ? "longshore" : "");
        Stream.concat(Stream.ofNullable(target), peers.stream()).forEach(spec -> {
            if (!names.add(spec.name())) {
                throw new IllegalArgumentException("two are called '" + spec.name() + "'");
            }
            checkStores(spec);
        });
        checkCopies();
    }

    private void checkStores(TargetSpec spec) {
        if (spec.stores().size() < 3
                || Set.copyOf(spec.stores()).size() < spec.stores().size()) {
            throw new IllegalArgumentException(spec.name() + " needs three different stores or more");
        }
    }

    /** Who has too few stores for a row is left out of it; a row without anybody is a mistake. */
    private void checkCopies() {
        int most = Stream.concat(Stream.ofNullable(target), peers.stream())
                .mapToInt(spec -> spec.stores().size())
                .max()
                .orElse(0);
        int stores = longshore && target == null ? Math.max(most, BenchStack.STORES.size()) : most;
        copies.stream().filter(n -> n >= stores).findFirst().ifPresent(n -> {
            throw new IllegalArgumentException(
                    "--stores " + n + ": nobody has more than " + stores + " stores, and the first is the source");
        });
    }
}
