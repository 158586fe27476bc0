package io.longshore.launch.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** glance-direct: PUT /stage, then the import of what was staged. */
final class DirectFlow implements Flow {

    private static final int COPIES = 3;

    private final SourceImage image;
    private final Disk disk;
    private final Row stage;
    private final Row direct;

    DirectFlow(SourceImage image, Disk disk) {
        this.image = image;
        this.disk = disk;
        this.stage = Row.transfer("stage", image, 1, Floors.FETCH);
        this.direct = Row.transfer("direct-" + COPIES, image, COPIES, Floors.copy(COPIES));
    }

    @Override
    public List<Row> rows() {
        return List.of(stage, direct);
    }

    @Override
    public long roomBytes() {
        return image.sizeBytes() * (COPIES + 1);
    }

    @Override
    public Map<Row, Sample> run(Target target) throws IOException, InterruptedException {
        List<String> stores = target.stores(COPIES);
        try (ImageClient client = target.client()) {
            String id = client.create("bench-direct");
            Sample staged = target.measure(() -> {
                long start = System.nanoTime();
                client.stage(id, image);
                return Sample.ofWall(Meter.secondsSince(start));
            });
            disk.settle(roomBytes());
            AtomicReference<JsonNode> end = new AtomicReference<>();
            Sample imported = target.measure(() -> {
                TimedImport done = TimedImport.of(
                        target.waitBy(client),
                        id,
                        stores,
                        ImportWait.Pace.TIGHT,
                        () -> client.importStaged(id, stores));
                end.set(done.image());
                return done.sample();
            });
            target.verify(end.get(), image, stores);
            imported = target.withRun(imported, client, id);
            target.remove(client, id);
            return Map.of(stage, staged, direct, imported);
        }
    }
}
