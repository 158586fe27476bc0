package io.longshore.bench;

import static java.util.Objects.requireNonNull;

import io.longshore.image.ContentManifest;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.Store;
import io.longshore.store.StoreFactory;
import io.longshore.store.file.FileStoreFactory;
import io.longshore.store.rbd.RbdStoreFactory;
import io.longshore.store.s3.S3StoreFactory;
import io.longshore.support.CephGateway;
import io.longshore.support.CephServer;
import io.longshore.transfer.CopyOrder;
import io.longshore.transfer.CopySource;
import io.longshore.transfer.CopyTarget;
import io.longshore.transfer.Pace;
import io.longshore.transfer.Transfer;
import io.longshore.transfer.TransferLimits;
import io.longshore.transfer.TransferListener;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The program: {@code ./longshore bench-ceph [--size MIB] [--rounds N]}. Copies an image from a file into RBD and S3 and back, in turn with
 * {@code rbd import} and {@code rbd export} and a plain multipart client of the same parallelism, then within each of them, where they copy
 * by themselves, and prints the rates.
 */
public final class CephBench {

    private static final String PART = "64MiB";
    private static final long PART_BYTES = 64L << 20;
    private static final int PARALLEL = 4;

    /** Of the other's rate. */
    private static final double MARK = 0.9;

    private final int rounds;
    private final long sizeBytes;
    private final Path directory;
    private final CephServer ceph = CephServer.hub();
    private final CephGateway gateway = ceph.gateway();
    private final Transfer transfer = new Transfer(TransferLimits.ofThisMachine());
    private final Map<String, List<Double>> seconds = new LinkedHashMap<>();
    private final Store disk;
    private final Store rbd;
    private final Store s3;

    private CephBench(Path directory, long sizeBytes, int rounds) {
        this.directory = directory;
        this.sizeBytes = sizeBytes;
        this.rounds = rounds;
        disk = open(new FileStoreFactory(directory), "disk", Map.of("directory", "disk", "part-size", PART));
        rbd = open(
                new RbdStoreFactory(directory),
                "rbd",
                Map.of("conf", ceph.conf().toString(), "user", CephServer.USER, "part-size", PART));
        s3 = open(
                new S3StoreFactory(directory),
                "s3",
                Map.of(
                        "endpoint",
                        gateway.s3().toString(),
                        "bucket",
                        "bench",
                        "create-bucket",
                        true,
                        "access-key",
                        gateway.s3AccessKey(),
                        "secret-key",
                        gateway.s3SecretKey(),
                        "part-size",
                        PART,
                        "parallel-parts",
                        PARALLEL));
    }

    private static Store open(StoreFactory factory, String id, Map<String, Object> options) {
        return (Store) factory.create(StoreId.of(id), "", 0, options);
    }

    public static void main(String[] words) throws IOException {
        long mib = 1024;
        int rounds = 5;
        try {
            for (int i = 0; i < words.length; i += 2) {
                int number = i + 1 < words.length ? Integer.parseInt(words[i + 1]) : 0;
                switch (words[i]) {
                    case "--size" -> mib = number;
                    case "--rounds" -> rounds = number;
                    default -> number = 0;
                }
                if (number <= 0) {
                    usage();
                }
            }
        } catch (NumberFormatException e) {
            usage();
        }
        Path directory = Files.createTempDirectory("bench-ceph");
        try {
            new CephBench(directory, mib << 20, rounds).run();
        } finally {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
        System.exit(0); // clients of the cluster keep threads
    }

    private static void usage() {
        System.err.println("usage: longshore bench-ceph [--size MIB] [--rounds N]");
        System.exit(2);
    }

    private interface Work {
        void run() throws IOException;
    }

    private void run() throws IOException {
        RandomFile file = RandomFile.write(directory, sizeBytes);
        ContentManifest manifest = file.manifest();
        ObjectUrl image = disk.place(ImageId.random(), 1, OptionalLong.of(sizeBytes));
        Path path = disk.localFiles().orElseThrow().path(image);
        Files.createDirectories(path.getParent());
        Files.move(file.path(), path);
        copy(disk, image, s3, manifest, true);
        for (int round = 0; round < rounds; round++) {
            String name = "peer-" + round;
            Path back = directory.resolve(name);
            ObjectUrl[] made = new ObjectUrl[2];
            inTurn(
                    round,
                    () -> time("write rbd, Longshore", () -> made[0] = copy(disk, image, rbd, manifest, false)),
                    () -> time(
                            "write rbd, rbd import",
                            () -> ceph.rbd("import", "--no-progress", path.toString(), CephServer.POOL + "/" + name)));
            inTurn(round, () -> time("read rbd, Longshore", () -> copy(rbd, made[0], disk, manifest, true)), () -> {
                time(
                        "read rbd, rbd export",
                        () -> durable(
                                ceph.rbd("export", "--no-progress", CephServer.POOL + "/" + name, back.toString()),
                                back));
                Files.delete(back);
            });
            String again = CephServer.POOL + "/again-" + round;
            inTurn(
                    round,
                    () -> natively("copy rbd, Longshore", rbd, made[0]),
                    () -> time(
                            "copy rbd, rbd deep cp",
                            () -> ceph.rbd("deep", "cp", "--no-progress", CephServer.POOL + "/" + name, again)));
            rbd.delete(made[0]);
            ceph.rbd("rm", "--no-progress", again);
            ceph.rbd("rm", "--no-progress", CephServer.POOL + "/" + name);
            inTurn(
                    round,
                    () -> time("write s3, Longshore", () -> made[1] = copy(disk, image, s3, manifest, false)),
                    () -> note("write s3, multipart client", multipart("put", name, path)));
            inTurn(round, () -> time("read s3, Longshore", () -> copy(s3, made[1], disk, manifest, true)), () -> {
                note("read s3, multipart client", multipart("get", name, back));
                Files.delete(back);
            });
            inTurn(
                    round,
                    () -> natively("copy s3, Longshore", s3, made[1]),
                    () -> note("copy s3, multipart client", multipart("copy", name, back)));
            s3.delete(made[1]);
            for (String theirs : List.of(name, name + "-copy")) {
                ceph.run(List.of(
                        "s3cmd",
                        "--no-ssl",
                        "--host=" + gateway.s3().getAuthority(),
                        "--host-bucket=" + gateway.s3().getAuthority(),
                        "--access_key=" + gateway.s3AccessKey(),
                        "--secret_key=" + gateway.s3SecretKey(),
                        "rm",
                        "s3://bench/" + theirs));
            }
            // The gateway gives back what was deleted after two hours, and the cluster is small.
            ceph.run(List.of("radosgw-admin", "gc", "process", "--include-all"));
        }
        print();
    }

    /** What the machine does in one minute and not in the next happens to both. */
    private static void inTurn(int round, Work one, Work other) throws IOException {
        (round % 2 == 0 ? one : other).run();
        (round % 2 == 0 ? other : one).run();
    }

    private ObjectUrl copy(Store from, ObjectUrl source, Store to, ContentManifest manifest, boolean drop) {
        ObjectUrl url = to.place(ImageId.random(), 1, OptionalLong.of(sizeBytes));
        try (CopySource bytes = CopySource.of(from, source)) {
            CopyTarget target = new CopyTarget(to, url, to.begin(url, OptionalLong.of(sizeBytes)), new Pace());
            transfer.copy(CopyOrder.of(bytes, target, manifest), TransferListener.none());
        }
        if (drop) {
            to.delete(url);
        }
        return url;
    }

    /** Within the store, which copies by itself. */
    private void natively(String what, Store store, ObjectUrl source) throws IOException {
        ObjectUrl url = store.place(ImageId.random(), 1, OptionalLong.of(sizeBytes));
        time(what, () -> store.serverSideCopy().orElseThrow().copy(store, source, url, bytes -> {}));
        store.delete(url);
    }

    /** Longshore's files are on disk when they count, so theirs must be. */
    private static void durable(String said, Path file) throws IOException {
        try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
            written.force(true);
        } catch (NoSuchFileException e) {
            throw new IOException(said, e);
        }
    }

    private void time(String what, Work work) throws IOException {
        long began = System.nanoTime();
        work.run();
        note(what, (System.nanoTime() - began) / 1e9);
    }

    private void note(String what, double took) {
        seconds.computeIfAbsent(what, w -> new ArrayList<>()).add(took);
        System.out.printf(Locale.ROOT, "%-45s %6.2f s%n", what, took);
    }

    /** By itself, so that no start of an interpreter is charged to it. */
    private double multipart(String what, String key, Path file) {
        return Double.parseDouble(ceph.run(List.of(
                        "python3",
                        script("/ceph/multipart.py").toString(),
                        what,
                        gateway.s3().toString(),
                        gateway.s3AccessKey(),
                        gateway.s3SecretKey(),
                        "bench",
                        key,
                        file.toString(),
                        Long.toString(PART_BYTES),
                        Integer.toString(PARALLEL)))
                .strip());
    }

    private Path script(String name) {
        Path script = directory.resolve(name.substring(name.lastIndexOf('/') + 1));
        try (var bytes = CephBench.class.getResourceAsStream(name)) {
            if (!Files.exists(script) && bytes != null) {
                Files.copy(bytes, script);
            }
            return script;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void print() {
        System.out.printf(Locale.ROOT, "%n%d MiB, %d rounds, medians%n", sizeBytes >> 20, rounds);
        List<String> rows = List.copyOf(seconds.keySet());
        for (String what : List.of("write rbd", "read rbd", "copy rbd", "write s3", "read s3", "copy s3")) {
            List<String> two =
                    rows.stream().filter(r -> r.startsWith(what)).sorted().toList();
            List<Double> ours = requireNonNull(seconds.get(two.getFirst()));
            List<Double> theirs = requireNonNull(seconds.get(two.getLast()));
            List<Double> ratios = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                ratios.add(theirs.get(i) / ours.get(i));
            }
            System.out.printf(
                    Locale.ROOT,
                    "%-10s Longshore %4.0f MB/s, %s %4.0f MB/s: %.2f of its rate (%s the mark, %.2f)%n",
                    what,
                    sizeBytes / 1e6 / median(ours),
                    two.getLast().substring(what.length() + 2),
                    sizeBytes / 1e6 / median(theirs),
                    median(ratios),
                    median(ratios) >= MARK ? "reaches" : "misses",
                    MARK);
        }
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
