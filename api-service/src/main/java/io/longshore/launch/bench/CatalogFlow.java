package io.longshore.launch.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A catalog of very many images and imports: lists by checksum, and what the usual requests and a small import cost in it. All is made
 * before the first run and kept until the end.
 */
final class CatalogFlow implements Flow {

    private final Effort effort;
    private final Catalog catalog;
    private final int size;
    private final Set<String> targets;
    private final LatencyFlow latency;
    private final Row byChecksum;
    private final Row list;

    /**
     * @param size images
     * @param targets the names of those who get so many; others are left out
     */
    CatalogFlow(SourceImage small, Effort effort, Catalog catalog, int size, Set<String> targets) {
        this.effort = effort;
        this.catalog = catalog;
        this.size = size;
        this.targets = Set.copyOf(targets);
        String among = " of " + size;
        this.latency = new LatencyFlow(small, effort, 1, among);
        this.byChecksum = Row.requests("list-by-checksum" + among);
        this.list = Row.requests("list-25" + among);
    }

    @Override
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>(List.of(byChecksum, list));
        rows.addAll(latency.rows());
        return rows;
    }

    @Override
    public long roomBytes() {
        return latency.roomBytes();
    }

    @Override
    public Map<Row, Sample> run(Target target) throws IOException, InterruptedException {
        if (!targets.contains(target.name())) {
            return Map.of();
        }
        Catalog.Filling filling = catalog.filled(target, size);
        List<JsonNode> images = filling.withBytes();
        RequestLoad load = new RequestLoad(target::client, effort.connections());
        Map<Row, Sample> samples = new LinkedHashMap<>();
        samples.put(
                byChecksum,
                target.measure(() -> load.during(
                        effort.load(), (client, n) -> client.touch("/v2/images?" + Catalog.byChecksum(images, n)))));
        samples.put(
                list,
                target.measure(() -> load.during(effort.load(), (client, n) -> client.touch("/v2/images?limit=25"))));
        samples.putAll(latency.run(target));
        catalog.keep(target, filling);
        return samples;
    }

    @Override
    public void end(Target target) throws IOException, InterruptedException {
        catalog.empty(target);
    }
}
