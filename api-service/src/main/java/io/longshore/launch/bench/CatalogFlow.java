package io.longshore.launch.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A catalog of very many images: lists by checksum, and what the usual requests and a small import cost in it. The images are made
 * before the first run and kept until the end; every tenth holds bytes of its own, so that it has a checksum.
 */
final class CatalogFlow implements Flow {

    private static final int HOLDS_BYTES = 10;
    private static final int MAKERS = 8;
    private static final int OWN_BYTES = 16;

    private final Effort effort;
    private final Path work;
    private final Map<String, Integer> sizes;
    private final LatencyFlow latency;
    private final Row byChecksum;
    private final Row list;
    private final Map<String, Filling> filled = new HashMap<>();

    private record Filling(List<String> ids, List<JsonNode> withBytes) {}

    /** @param sizes how many images each target gets, by its name; 0: it is left out */
    CatalogFlow(SourceImage small, Effort effort, Path work, Map<String, Integer> sizes) {
        this.effort = effort;
        this.work = work;
        this.sizes = Map.copyOf(sizes);
        String among = " of " + Collections.max(sizes.values());
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
        int size = sizes.getOrDefault(target.name(), 0);
        if (size == 0) {
            return Map.of();
        }
        Filling catalog = filled.get(target.name());
        if (catalog == null) {
            catalog = fill(target, size);
        }
        List<JsonNode> images = catalog.withBytes();
        RequestLoad load = new RequestLoad(target::client, effort.connections());
        Map<Row, Sample> samples = new LinkedHashMap<>();
        samples.put(
                byChecksum,
                target.measure(() ->
                        load.during(effort.load(), (client, n) -> client.touch("/v2/images?" + query(images, n)))));
        samples.put(
                list,
                target.measure(() -> load.during(effort.load(), (client, n) -> client.touch("/v2/images?limit=25"))));
        samples.putAll(latency.run(target));
        filled.put(target.name(), catalog);
        return samples;
    }

    @Override
    public void end(Target target) throws IOException, InterruptedException {
        Filling catalog = filled.remove(target.name());
        if (catalog != null) {
            List<String> ids = catalog.ids();
            new RequestLoad(target::client, MAKERS).times(ids.size(), (client, n) -> client.delete(ids.get(n)));
        }
    }

    private Filling fill(Target target, int size) throws IOException, InterruptedException {
        List<String> ids = Collections.synchronizedList(new ArrayList<>());
        List<JsonNode> withBytes = Collections.synchronizedList(new ArrayList<>());
        Files.createDirectories(work);
        new RequestLoad(target::client, MAKERS).times(size, (client, n) -> {
            String id = client.create("catalog-" + n);
            ids.add(id);
            if (n % HOLDS_BYTES == 0) {
                SourceImage own = ownBytes(n);
                client.upload(id, own);
                Files.delete(own.path());
                withBytes.add(client.show(id));
            }
        });
        requireFound(target, withBytes);
        return new Filling(ids, withBytes);
    }

    private SourceImage ownBytes(int n) throws IOException {
        Path file = work.resolve("own-" + n);
        Files.writeString(file, ("%0" + OWN_BYTES + "d").formatted(n));
        return new SourceImage(file, OWN_BYTES, "", "", 0);
    }

    private static void requireFound(Target target, List<JsonNode> withBytes) throws IOException {
        try (ImageClient client = target.client()) {
            JsonNode found = client.list(query(withBytes, 0));
            if (found.size() != 1
                    || !found.path(0).path("id").equals(withBytes.getFirst().path("id"))) {
                throw new IOException("the list by checksum holds " + found.size() + " images instead of the one");
            }
        }
    }

    private static String query(List<JsonNode> images, int n) {
        return "checksum="
                + images.get(Math.floorMod(n, images.size())).path("checksum").asText();
    }
}
