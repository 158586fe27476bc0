package io.longshore.staging;

import io.longshore.image.ContentManifest;
import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.Store;
import io.longshore.store.Upload;
import io.longshore.store.file.FileStoreFactory;
import io.longshore.transfer.ByteInspector;
import io.longshore.transfer.CopyOrder;
import io.longshore.transfer.CopySource;
import io.longshore.transfer.CopyTarget;
import io.longshore.transfer.Intake;
import io.longshore.transfer.IntakeSource;
import io.longshore.transfer.Pace;
import io.longshore.transfer.Transfer;
import io.longshore.transfer.TransferLimits;
import io.longshore.transfer.TransferListener;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * How fast the engine is beside what the machine can do at all: one directory, one disk, everything in turn, round after round.
 * Arguments: directory, size in MiB, rounds. Not part of the build.
 */
public final class TransferBench implements AutoCloseable {

    private final Path root;
    private final long sizeBytes;
    private final TransferLimits limits = TransferLimits.ofThisMachine();
    private final Transfer transfer = new Transfer(limits);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BenchSource source;
    private final StagingArea staging;
    private final Store from;
    private final ObjectUrl inFrom;
    private final ContentManifest manifest;

    private TransferBench(Path root, long sizeBytes) throws Exception {
        this.root = root;
        this.sizeBytes = sizeBytes;
        this.staging = new StagingArea(root.resolve("staging"));
        this.from = store("from");
        this.source = BenchSource.start(sizeBytes);
        this.inFrom = from.place(ImageId.random(), 1, OptionalLong.empty());
        Upload upload = from.begin(inFrom, OptionalLong.of(sizeBytes));
        try (ReadableByteChannel page = source.connect();
                Intake intake = transfer.intake(ByteInspector.none(), TransferListener.none())) {
            this.manifest = intake.into(page(page), from.describe(), upload, new Pace());
        }
        upload.complete(sizeBytes);
    }

    public static void main(String[] arguments) throws Exception {
        Path root = Files.createTempDirectory(Path.of(arguments[0]), "bench-");
        long sizeBytes = Long.parseLong(arguments[1]) << 20;
        int rounds = Integer.parseInt(arguments[2]);
        BenchTable table = new BenchTable(sizeBytes);
        try (TransferBench bench = new TransferBench(root, sizeBytes)) {
            for (int round = 0; round <= rounds; round++) {
                bench.round(round == 0 ? new BenchTable(sizeBytes) : table);
            }
        }
        table.print();
        try (var files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void round(BenchTable table) throws Exception {
        run(table, "get-hash-write-1", () -> BenchFloor.getHashWrite(source.connect(), root.resolve("floor")));
        run(table, "intake", this::intake);
        for (int copies : new int[] {1, 3, 5}) {
            run(table, "cp-" + copies, () -> cp(copies));
            run(table, "copy-" + copies, () -> copies(copies, () -> CopySource.of(from, inFrom), this::known));
        }
        run(table, "get-hash-write-1 + cp-3", () -> {
            BenchFloor.getHashWrite(source.connect(), root.resolve("floor"));
            cp(3);
        });
        run(table, "pipeline-3", this::pipeline);
    }

    private interface Work {
        void run() throws Exception;
    }

    private void run(BenchTable table, String name, Work work) throws Exception {
        Process sync = new ProcessBuilder("sync").start();
        sync.waitFor();
        table.measure(name, work::run);
        clean();
    }

    private void intake() throws Exception {
        ImageId id = ImageId.random();
        try (ReadableByteChannel bytes = source.connect();
                StagedWriter writer = staging.write(id, 1, () -> {});
                Intake intake = transfer.intake(ByteInspector.none(), TransferListener.none())) {
            intake.resume(writer);
            writer.seal(intake.into(page(bytes), writer), null);
        }
    }

    private void pipeline() throws Exception {
        ImageId id = ImageId.random();
        List<Future<?>> copies = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Store store = store("to-" + i);
            copies.add(threads.submit(() -> {
                try (StagedSource follower = staging.follow(id, 1, what -> {})) {
                    copy(CopySource.growing("staging", follower), follower::manifest, store);
                }
                return true;
            }));
        }
        try (ReadableByteChannel bytes = source.connect();
                StagedWriter writer = staging.write(id, 1, () -> {});
                Intake intake = transfer.intake(ByteInspector.none(), TransferListener.none())) {
            intake.resume(writer);
            writer.seal(intake.into(page(bytes), writer), null);
        }
        for (Future<?> one : copies) {
            one.get();
        }
        staging.discard(id);
    }

    private void copies(int count, Supplier<CopySource> sources, Supplier<Optional<ContentManifest>> known)
            throws Exception {
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Store store = store("to-" + i);
            all.add(threads.submit(() -> copy(sources.get(), known, store)));
        }
        for (Future<?> one : all) {
            one.get();
        }
    }

    private String copy(CopySource bytes, Supplier<Optional<ContentManifest>> known, Store store) {
        ObjectUrl url = store.place(ImageId.random(), 1, OptionalLong.empty());
        Upload upload = store.begin(url, OptionalLong.empty());
        CopyOrder order =
                new CopyOrder(bytes, new CopyTarget(store, url, upload, new Pace()), Extents.NONE, known, null, false);
        return transfer.copy(order, TransferListener.none()).check();
    }

    private void cp(int count) throws Exception {
        StringBuilder script = new StringBuilder();
        Path image = from.localFiles().orElseThrow().path(inFrom);
        for (int i = 0; i < count; i++) {
            Path to = Files.createDirectories(root.resolve("to-" + i)).resolve("copy");
            script.append("cp --reflink=never --sparse=never ")
                    .append(image)
                    .append(' ')
                    .append(to)
                    .append(" & ");
        }
        script.append("wait; sync");
        for (int i = 0; i < count; i++) {
            script.append(' ')
                    .append(root.resolve("to-" + i).resolve("copy"))
                    .append(' ')
                    .append(root.resolve("to-" + i));
        }
        BenchTable.runInShell(script.toString());
    }

    private Optional<ContentManifest> known() {
        return Optional.of(manifest);
    }

    private IntakeSource page(ReadableByteChannel bytes) {
        return new IntakeSource(
                "page", bytes, OptionalLong.of(sizeBytes), Long.MAX_VALUE, FailureKind.SOURCE_UNAVAILABLE);
    }

    private Store store(String name) {
        return new FileStoreFactory(root).create(StoreId.of(name), "", 0, Map.of("directory", name));
    }

    private void clean() throws IOException {
        staging.list().forEach(entry -> staging.discard(entry.image()));
        for (String name : List.of("to-0", "to-1", "to-2", "to-3", "to-4", "floor")) {
            Path path = root.resolve(name);
            if (Files.isDirectory(path)) {
                try (var files = Files.newDirectoryStream(path)) {
                    for (Path file : files) {
                        Files.delete(file);
                    }
                }
            } else {
                Files.deleteIfExists(path);
            }
        }
    }

    @Override
    public void close() {
        source.close();
        staging.close();
        threads.shutdownNow();
        limits.close();
    }
}
