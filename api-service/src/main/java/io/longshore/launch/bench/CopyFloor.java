package io.longshore.launch.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** {@code cp-N}: N plain copies at once, then fsync of the files and their directory. */
final class CopyFloor implements Floor {

    private static final Path PROC = Path.of("/proc");

    /** $1 is the source; the rest are the copies. */
    private static final String SCRIPT = """
            source=$1; shift; copies=
            for copy; do cp --reflink=never --sparse=never -- "$source" "$copy" & copies="$copies $!"; done
            for each in $copies; do wait "$each" || exit 1; done
            exec sync -- "$@" "${1%/*}"
            """;

    private final Path work;
    private final int copies;

    CopyFloor(Path work, int copies) {
        this.work = work;
        this.copies = copies;
    }

    @Override
    public String name() {
        return Floors.copy(copies);
    }

    @Override
    public Sample run(SourceImage image) throws IOException, InterruptedException {
        List<Path> files = IntStream.rangeClosed(1, copies)
                .mapToObj(n -> work.resolve("floor-" + n))
                .toList();
        ProcessTrees self =
                new ProcessTrees(PROC, List.of(ProcessHandle.current().pid()));
        try {
            double cpuBefore = self.endedChildrenCpuSeconds();
            long start = System.nanoTime();
            copy(image.path(), files);
            Sample sample = Sample.ofWall(Meter.secondsSince(start))
                    .with(Figure.CPU, self.endedChildrenCpuSeconds() - cpuBefore);
            for (Path file : files) {
                if (Files.size(file) != image.sizeBytes()) {
                    throw new IOException(name() + " made a copy of " + Files.size(file) + " bytes");
                }
            }
            return sample;
        } finally {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    private void copy(Path source, List<Path> files) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", SCRIPT, "sh", source.toString()));
        files.forEach(file -> command.add(file.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(name() + " failed: " + said.strip());
        }
    }
}
