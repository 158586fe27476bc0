package io.longshore.launch.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Create, show and list, on a few connections at once. */
final class RequestFlow implements Flow {

    private static final Row CREATE = Row.requests("create");
    private static final Row SHOW = Row.requests("show", Floors.REQUESTS);
    private static final Row LIST_25 = Row.requests("list-25");
    private static final Row LIST_500 = Row.requests("list-500");

    private final Effort effort;

    RequestFlow(Effort effort) {
        this.effort = effort;
    }

    @Override
    public List<Row> rows() {
        return List.of(CREATE, SHOW, LIST_25, LIST_500);
    }

    @Override
    public long roomBytes() {
        return 0;
    }

    @Override
    public Map<Row, Sample> run(Target target) throws IOException, InterruptedException {
        RequestLoad load = new RequestLoad(target::client, effort.connections());
        List<String> ids = Collections.synchronizedList(new ArrayList<>());
        Map<Row, Sample> samples = new LinkedHashMap<>();
        samples.put(
                CREATE,
                target.measure(() -> load.times(effort.images(), (client, n) -> ids.add(client.create("bench-" + n)))));
        List<String> paths = ids.stream().map(id -> "/v2/images/" + id).toList();
        samples.put(
                SHOW,
                target.measure(() -> load.during(
                        effort.load(), (client, n) -> client.touch(paths.get(Math.floorMod(n, paths.size()))))));
        samples.put(LIST_25, list(target, load, 25));
        samples.put(LIST_500, list(target, load, 500));
        load.times(ids.size(), (client, n) -> client.delete(ids.get(n)));
        return samples;
    }

    private Sample list(Target target, RequestLoad load, int limit) throws IOException, InterruptedException {
        return target.measure(
                () -> load.during(effort.load(), (client, n) -> client.touch("/v2/images?limit=" + limit)));
    }
}
