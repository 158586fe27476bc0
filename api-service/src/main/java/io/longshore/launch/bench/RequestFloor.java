package io.longshore.launch.bench;

import java.io.IOException;
import java.net.URI;
import java.util.Set;

/** {@code loopback-requests}: how many small answers this client gets from a server that does nothing. CPU of both sides. */
final class RequestFloor implements Floor {

    private final SourceServer source;
    private final Watchdog watchdog;
    private final Effort effort;

    RequestFloor(SourceServer source, Watchdog watchdog, Effort effort) {
        this.source = source;
        this.watchdog = watchdog;
        this.effort = effort;
    }

    @Override
    public String name() {
        return Floors.REQUESTS;
    }

    @Override
    public Sample run(SourceImage image) throws IOException, InterruptedException {
        Endpoint endpoint = Endpoint.of(URI.create("http://127.0.0.1:" + source.port()), null);
        RequestLoad load =
                new RequestLoad(() -> new ImageClient(name(), endpoint, watchdog, Set.of()), effort.connections());
        double cpuBefore = Meter.ownCpuSeconds();
        Sample sample = load.during(effort.load(), (client, n) -> client.touch(SourceConnection.SMALL));
        double cpuSeconds = Meter.ownCpuSeconds() - cpuBefore;
        return sample.with(Figure.CPU, cpuSeconds)
                .with(Figure.CPU_EACH, cpuSeconds / sample.latenciesSeconds().size());
    }
}
