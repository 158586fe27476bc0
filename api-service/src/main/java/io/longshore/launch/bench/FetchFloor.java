package io.longshore.launch.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** {@code get-hash-write-1}: what fetching an image must cost. Its CPU is of the three threads at work, without the source's. */
final class FetchFloor implements Floor {

    private final Path work;
    private final SourceServer source;
    private final Watchdog watchdog;

    FetchFloor(Path work, SourceServer source, Watchdog watchdog) {
        this.work = work;
        this.source = source;
        this.watchdog = watchdog;
    }

    @Override
    public String name() {
        return Floors.FETCH;
    }

    @Override
    public Sample run(SourceImage image) throws IOException, InterruptedException {
        Path file = work.resolve("floor-fetched");
        Endpoint endpoint = Endpoint.of(
                URI.create(source.offer(image, PARTICIPANT).resolve("/").toString()), null);
        double cpuBefore = threadCpuSeconds();
        long start = System.nanoTime();
        try (HttpConnection http = new HttpConnection(endpoint.address(), watchdog);
                TwoDigests digests = new TwoDigests();
                FileChannel out = FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            byte[] request = endpoint.request("GET", SourceServer.path(image, PARTICIPANT));
            ResponseHead head = http.exchange(request, null, piece -> take(piece, digests, out));
            digests.finish();
            out.force(true);
            Sample sample = Sample.ofWall(Meter.secondsSince(start))
                    .with(Figure.CPU, threadCpuSeconds() - cpuBefore + digests.cpuSeconds());
            if (head.status() != 200
                    || out.size() != image.sizeBytes()
                    || !digests.md5().equals(image.md5())
                    || !digests.sha512().equals(image.sha512())) {
                throw new IOException(name() + " fetched other bytes than were offered");
            }
            return sample;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static void take(ByteBuffer piece, TwoDigests digests, FileChannel out) {
        try {
            digests.update(piece);
            while (piece.hasRemaining()) {
                out.write(piece);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }

    private static double threadCpuSeconds() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
    }
}
