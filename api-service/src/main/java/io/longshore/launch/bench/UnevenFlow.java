package io.longshore.launch.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The import of a staged image to three stores of which each takes bytes at a rate of its own, and to the slowest of them alone: both take
 * equally long where no store waits for another. For targets whose stores can be given a rate, which is Longshore.
 */
final class UnevenFlow implements Flow {

    static final String UNEVEN = "three uneven stores";
    static final String ALONE = "slowest store alone";

    private static final List<Long> BYTES_PER_SECOND = List.of(400_000_000L, 200_000_000L, 100_000_000L);

    private final SourceImage image;
    private final Row alone;
    private final Row uneven;

    UnevenFlow(SourceImage image) {
        this.image = image;
        this.alone = Row.transfer(ALONE, image, 1);
        this.uneven = Row.transfer(UNEVEN, image, BYTES_PER_SECOND.size());
    }

    @Override
    public List<Row> rows() {
        return List.of(alone, uneven);
    }

    @Override
    public long roomBytes() {
        return image.sizeBytes() * (BYTES_PER_SECOND.size() + 1);
    }

    @Override
    public Map<Row, Sample> run(Target target) throws IOException, InterruptedException {
        if (!target.isThrowaway()) {
            return Map.of();
        }
        List<String> stores = target.stores(BYTES_PER_SECOND.size());
        try (ImageClient client = target.client()) {
            for (int i = 0; i < stores.size(); i++) {
                client.limit(stores.get(i), BYTES_PER_SECOND.get(i));
            }
            try {
                Sample slowest = imported(target, client, stores.subList(stores.size() - 1, stores.size()));
                return Map.of(alone, slowest, uneven, imported(target, client, stores));
            } finally {
                for (String store : stores) {
                    client.limit(store, null);
                }
            }
        }
    }

    private Sample imported(Target target, ImageClient client, List<String> stores)
            throws IOException, InterruptedException {
        String id = client.create("bench-uneven");
        client.stage(id, image);
        AtomicReference<JsonNode> end = new AtomicReference<>();
        Sample sample = target.measure(() -> {
            TimedImport done = TimedImport.of(
                    target.waitBy(client), id, stores, ImportWait.Pace.TIGHT, () -> client.importStaged(id, stores));
            end.set(done.image());
            return done.sample();
        });
        target.verify(end.get(), image, stores);
        sample = target.withRun(sample, client, id);
        target.remove(client, id);
        return sample;
    }
}
