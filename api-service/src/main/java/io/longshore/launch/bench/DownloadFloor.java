package io.longshore.launch.bench;

import java.io.IOException;
import java.net.URI;

/** {@code loopback-get}: the image from the benchmark's own server, by sendfile, read and dropped. CPU of both sides. */
final class DownloadFloor implements Floor {

    private final SourceServer source;
    private final Watchdog watchdog;

    DownloadFloor(SourceServer source, Watchdog watchdog) {
        this.source = source;
        this.watchdog = watchdog;
    }

    @Override
    public String name() {
        return Floors.DOWNLOAD;
    }

    @Override
    public Sample run(SourceImage image) throws IOException {
        URI offered = source.offer(image, PARTICIPANT);
        Endpoint endpoint = Endpoint.of(offered.resolve("/"), null);
        double cpuBefore = Meter.ownCpuSeconds();
        long start = System.nanoTime();
        try (HttpConnection http = new HttpConnection(endpoint.address(), watchdog)) {
            ImageClient.Download download = ImageClient.download(http, endpoint, offered.getPath(), name());
            Sample sample = Sample.ofWall(Meter.secondsSince(start))
                    .with(Figure.CPU, Meter.ownCpuSeconds() - cpuBefore)
                    .with(Figure.FIRST_BYTE, download.firstByteSeconds());
            if (download.bytes() != image.sizeBytes() || download.crc32c() != image.crc32c()) {
                throw new IOException(name() + " received other bytes than were offered");
            }
            return sample;
        }
    }
}
