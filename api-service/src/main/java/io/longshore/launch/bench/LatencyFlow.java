package io.longshore.launch.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Small glance-direct imports, one after another: how long each takes from its answered request until it is done. */
final class LatencyFlow implements Flow {

    private final SourceImage image;
    private final Effort effort;
    private final int copies;
    private final Row row;

    /** @param suffix of the row's name */
    LatencyFlow(SourceImage image, Effort effort, int copies, String suffix) {
        this.image = image;
        this.effort = effort;
        this.copies = copies;
        this.row = Row.latency("latency-" + copies + suffix, image, copies);
    }

    private record One(TimedImport imported, double fromCreateSeconds) {}

    @Override
    public List<Row> rows() {
        return List.of(row);
    }

    @Override
    public long roomBytes() {
        return image.sizeBytes() * (copies + 1) * effort.latencyImports();
    }

    @Override
    public Map<Row, Sample> run(Target target) throws IOException, InterruptedException {
        List<String> stores = target.stores(copies);
        List<One> all = new ArrayList<>();
        try (ImageClient client = target.client()) {
            Sample sample = target.measure(() -> {
                long start = System.nanoTime();
                for (int i = 0; i < effort.latencyImports(); i++) {
                    all.add(one(target, client, stores));
                }
                return Sample.ofMany(
                        Meter.secondsSince(start),
                        all.stream().map(one -> one.imported().doneSeconds()).toList());
            });
            for (One one : all) {
                target.verify(one.imported().image(), image, stores);
            }
            sample = target.withRun(sample, client, idOf(all.getLast()))
                    .with(
                            Figure.ACCEPT,
                            median(all.stream()
                                    .map(one -> one.imported().acceptSeconds())
                                    .toList()))
                    .with(
                            Figure.RELEASED,
                            median(all.stream()
                                    .map(one -> one.imported().releasedSeconds())
                                    .toList()))
                    .with(
                            Figure.FROM_CREATE,
                            median(all.stream().map(One::fromCreateSeconds).toList()));
            for (One one : all) {
                target.remove(client, idOf(one));
            }
            return Map.of(row, sample);
        }
    }

    private One one(Target target, ImageClient client, List<String> stores) throws IOException {
        long start = System.nanoTime();
        String id = client.create("bench-small");
        client.stage(id, image);
        double stagedSeconds = Meter.secondsSince(start);
        TimedImport imported = TimedImport.of(
                target.waitBy(client), id, stores, ImportWait.Pace.TIGHT, () -> client.importStaged(id, stores));
        return new One(imported, stagedSeconds + imported.acceptSeconds() + imported.doneSeconds());
    }

    private static String idOf(One one) {
        return one.imported().image().path("id").asText();
    }

    private static double median(List<Double> values) {
        return Statistics.median(values);
    }
}
