package io.longshore.launch.bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** PUT /file, then GET /file. */
final class UploadFlow implements Flow {

    private final SourceImage image;
    private final Row put;
    private final Row get;

    UploadFlow(SourceImage image) {
        this.image = image;
        this.put = Row.transfer("put-file", image, 1, Floors.FETCH);
        this.get = Row.transfer("get-file", image, 1, Floors.DOWNLOAD);
    }

    @Override
    public List<Row> rows() {
        return List.of(put, get);
    }

    @Override
    public long roomBytes() {
        return image.sizeBytes();
    }

    @Override
    public Map<Row, Sample> run(Target target) throws IOException, InterruptedException {
        try (ImageClient client = target.client()) {
            String id = client.create("bench-file");
            Sample uploaded = target.measure(() -> {
                long start = System.nanoTime();
                client.upload(id, image);
                return Sample.ofWall(Meter.secondsSince(start));
            });
            target.verify(client.show(id), image, target.stores(1));
            Sample downloaded = target.measure(() -> {
                long start = System.nanoTime();
                ImageClient.Download download = client.download(id);
                double seconds = Meter.secondsSince(start);
                target.verify(id, download, image);
                return Sample.ofWall(seconds).with(Figure.FIRST_BYTE, download.firstByteSeconds());
            });
            target.remove(client, id);
            return Map.of(put, uploaded, get, downloaded);
        }
    }
}
