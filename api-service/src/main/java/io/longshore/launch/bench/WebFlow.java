package io.longshore.launch.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/** web-download from the benchmark's own server on loopback. */
final class WebFlow implements Flow {

    private final SourceImage image;
    private final SourceServer source;
    private final int copies;
    private final Row row;

    WebFlow(SourceImage image, SourceServer source, int copies) {
        this.image = image;
        this.source = source;
        this.copies = copies;
        this.row = Row.transfer("web-" + copies, image, copies, Floors.FETCH, Floors.copy(copies));
    }

    @Override
    public List<Row> rows() {
        return List.of(row);
    }

    @Override
    public long roomBytes() {
        return image.sizeBytes() * (copies + 1);
    }

    @Override
    public int stores() {
        return copies;
    }

    @Override
    public Map<Row, Sample> run(Target target) throws IOException, InterruptedException {
        List<String> stores = target.stores(copies);
        String tag = UUID.randomUUID().toString();
        URI uri = source.offer(image, tag);
        try (ImageClient client = target.client()) {
            String id = client.create("bench-web");
            AtomicReference<JsonNode> end = new AtomicReference<>();
            Sample sample = target.measure(() -> {
                TimedImport fetched = TimedImport.of(
                        target.waitBy(client),
                        id,
                        stores,
                        ImportWait.Pace.TIGHT,
                        () -> client.importFrom(id, uri, stores));
                end.set(fetched.image());
                return fetched.sample();
            });
            sample = sample.with(Figure.SOURCE_READ, (double) source.servedBytes(tag) / image.sizeBytes());
            target.verify(end.get(), image, stores);
            sample = target.withRun(sample, client, id);
            target.remove(client, id);
            return Map.of(row, sample);
        }
    }
}
