package io.longshore.launch.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Small glance-direct imports to one store, some at once: how many a second, create and upload included. */
final class RateFlow implements Flow {

    private final SourceImage image;
    private final Effort effort;
    private final Row row;

    RateFlow(SourceImage image, Effort effort) {
        this.image = image;
        this.effort = effort;
        this.row = Row.requests("imports, " + effort.atOnce() + " at once");
    }

    @Override
    public List<Row> rows() {
        return List.of(row);
    }

    @Override
    public long roomBytes() {
        return image.sizeBytes() * 2 * effort.rateImports();
    }

    @Override
    public Map<Row, Sample> run(Target target) throws IOException, InterruptedException {
        List<String> stores = target.stores(1);
        Queue<JsonNode> done = new ConcurrentLinkedQueue<>();
        Sample sample = target.measure(() -> new RequestLoad(target::client, effort.atOnce())
                .times(effort.rateImports(), (client, n) -> {
                    String id = client.create("bench-rate");
                    client.stage(id, image);
                    client.importStaged(id, stores);
                    done.add(target.waitBy(client)
                            .until(id, stores, ImportWait.Pace.CALM)
                            .image());
                }));
        try (ImageClient client = target.client()) {
            for (JsonNode each : done) {
                target.verify(each, image, stores);
                target.remove(client, each.path("id").asText());
            }
        }
        return Map.of(row, sample);
    }
}
