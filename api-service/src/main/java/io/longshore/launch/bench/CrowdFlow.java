package io.longshore.launch.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Big imports at once, by web-download: what they take of the server's memory. */
final class CrowdFlow implements Flow {

    private final SourceImage image;
    private final SourceServer source;
    private final int atOnce;
    private final Row row;

    CrowdFlow(SourceImage image, SourceServer source, int atOnce) {
        this.image = image;
        this.source = source;
        this.atOnce = atOnce;
        this.row = Row.transfer("web-1, " + atOnce + " at once", image, atOnce);
    }

    @Override
    public List<Row> rows() {
        return List.of(row);
    }

    @Override
    public long roomBytes() {
        return image.sizeBytes() * 2 * atOnce;
    }

    @Override
    public Map<Row, Sample> run(Target target) throws IOException, InterruptedException {
        List<String> stores = target.stores(1);
        String tag = UUID.randomUUID().toString();
        URI uri = source.offer(image, tag);
        Queue<JsonNode> done = new ConcurrentLinkedQueue<>();
        Sample sample = target.measure(() -> {
            Sample many = new RequestLoad(target::client, atOnce).times(atOnce, (client, n) -> {
                String id = client.create("bench-crowd");
                client.importFrom(id, uri, stores);
                done.add(target.waitBy(client)
                        .until(id, stores, ImportWait.Pace.CALM)
                        .image());
            });
            return Sample.ofWall(many.wallSeconds());
        });
        try (ImageClient client = target.client()) {
            for (JsonNode each : done) {
                target.verify(each, image, stores);
                target.remove(client, each.path("id").asText());
            }
        }
        double read = (double) source.servedBytes(tag) / image.sizeBytes() / atOnce;
        return Map.of(row, sample.with(Figure.SOURCE_READ, read));
    }
}
