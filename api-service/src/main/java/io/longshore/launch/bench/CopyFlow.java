package io.longshore.launch.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** copy-image of a fresh image from the default store to others. */
final class CopyFlow implements Flow {

    private final SourceImage image;
    private final Disk disk;
    private final int copies;
    private final Row row;

    CopyFlow(SourceImage image, Disk disk, int copies) {
        this.image = image;
        this.disk = disk;
        this.copies = copies;
        this.row = Row.transfer("copy-" + copies, image, copies, Floors.copy(copies));
    }

    @Override
    public List<Row> rows() {
        return List.of(row);
    }

    @Override
    public long roomBytes() {
        return image.sizeBytes() * (copies + 2);
    }

    @Override
    public int stores() {
        return copies + 1;
    }

    @Override
    public Map<Row, Sample> run(Target target) throws IOException, InterruptedException {
        List<String> others = target.otherStores(copies);
        List<String> all = target.stores(copies + 1);
        try (ImageClient client = target.client()) {
            String id = client.create("bench-copy");
            client.upload(id, image);
            disk.settle(roomBytes());
            AtomicReference<JsonNode> end = new AtomicReference<>();
            Sample sample = target.measure(() -> {
                TimedImport copied = TimedImport.of(
                        target.waitBy(client), id, all, ImportWait.Pace.TIGHT, () -> client.importCopies(id, others));
                end.set(copied.image());
                return copied.sample();
            });
            target.verify(end.get(), image, all);
            sample = target.withRun(sample, client, id);
            target.remove(client, id);
            return Map.of(row, sample);
        }
    }
}
