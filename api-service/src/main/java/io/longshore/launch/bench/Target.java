package io.longshore.launch.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Somebody who is being measured: how to reach them, whose CPU to charge, how to check their work. */
final class Target implements AutoCloseable {

    private static final Duration LINGERING = Duration.ofSeconds(30);
    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    private final TargetSpec spec;
    private final @Nullable BenchStack started;
    private final Endpoint endpoint;
    private final Watchdog watchdog;
    private final Findings findings;
    private final Duration patience;
    private final @Nullable ProcessTrees trees;
    private final Verifier verifier;
    private final @Nullable TemporalRuns runs;
    private final Set<String> made = ConcurrentHashMap.newKeySet();

    /**
     * Fails where a process to be charged does not run.
     *
     * @param started what it is, where it was started for the benchmark: everything of it is removed at the end
     */
    Target(TargetSpec spec, @Nullable BenchStack started, Watchdog watchdog, Findings findings, Duration patience) {
        this.spec = spec;
        this.started = started;
        this.endpoint = Endpoint.of(spec.url(), spec.token());
        this.watchdog = watchdog;
        this.findings = findings;
        this.patience = patience;
        this.trees = spec.pids().isEmpty() ? null : new ProcessTrees(Path.of("/proc"), spec.pids());
        if (trees != null && !trees.missing().isEmpty()) {
            throw new IllegalArgumentException(spec.name() + ": no process " + trees.missing());
        }
        this.verifier = new Verifier(spec.dirs());
        this.runs = spec.temporal() == null ? null : new TemporalRuns(spec.temporal(), spec.namespace());
    }

    String name() {
        return spec.name();
    }

    /** Whether nobody needs to tidy up after the benchmark there. */
    boolean isThrowaway() {
        return started != null;
    }

    /** Gives imports to images that have none, as {@link BenchStack#giveImports} does; only where {@link #isThrowaway}. */
    void giveImports(List<String> images) throws IOException {
        Objects.requireNonNull(started).giveImports(images);
    }

    /** A new connection, for one thread. */
    ImageClient client() {
        return new ImageClient(spec.name(), endpoint, watchdog, made);
    }

    ImportWait waitBy(ImageClient client) {
        return new ImportWait(client, patience);
    }

    Sample measure(Meter.Work work) throws IOException, InterruptedException {
        return new Meter(trees).measure(work);
    }

    /** What an idle one weighs; nothing where that is not known. */
    Sample idle() throws IOException, InterruptedException {
        return measure(() -> Sample.ofWall(0));
    }

    /** The first stores, the default one among them. */
    List<String> stores(int count) {
        return spec.stores().subList(0, count);
    }

    /** Stores that a plain upload leaves alone. */
    List<String> otherStores(int count) {
        return spec.stores().subList(1, count + 1);
    }

    int storeCount() {
        return spec.stores().size();
    }

    /** Writes down what is wrong with the image, if anything. */
    void verify(JsonNode image, SourceImage right, List<String> stores) throws IOException {
        verifier.faults(image, right, stores)
                .forEach(fault ->
                        findings.add(spec.name(), "image " + image.path("id").asText() + ": " + fault));
    }

    /** Writes down a download of other bytes. */
    void verify(String id, ImageClient.Download download, SourceImage right) {
        if (download.bytes() != right.sizeBytes() || download.crc32c() != right.crc32c()) {
            findings.add(
                    spec.name(), "image " + id + ": the download of " + download.bytes() + " bytes has other bytes");
        }
    }

    /** Adds how much ceremony the image's one import was, where its Temporal server is known. */
    Sample withRun(Sample sample, ImageClient client, String id) throws IOException {
        if (runs == null) {
            return sample;
        }
        RunSize size = runs.of(id, client.tasks(id).path(0).path("id").asText());
        return sample.with(Figure.STEPS, size.steps())
                .with(Figure.STATE_TRANSITIONS, size.stateTransitions())
                .with(Figure.EVENTS, size.events());
    }

    /** Deletes the image and waits until its stores have let go of it, so that the next measurement starts from rest. */
    void remove(ImageClient client, String id) throws IOException {
        client.delete(id);
        long start = System.nanoTime();
        while (!verifier.isGone(id, spec.stores())) {
            if (System.nanoTime() - start > LINGERING.toNanos()) {
                findings.add(spec.name(), "image " + id + " is deleted, and its stores still hold bytes of it");
                return;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** The images that were created here and not deleted. */
    Set<String> made() {
        return Set.copyOf(made);
    }

    /** Deletes all of {@link #made} but {@code kept}, as far as the target lets it. */
    void removeAllBut(Set<String> kept) {
        try (ImageClient client = client()) {
            for (String id : made()) {
                if (!kept.contains(id)) {
                    client.delete(id);
                }
            }
        } catch (IOException e) {
            // It was in trouble before; that is among the findings.
        }
    }

    @Override
    public void close() {
        if (runs != null) {
            runs.close();
        }
    }
}
