package io.longshore.launch.bench;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A {@link SmallImageApi} as one that was started to be measured.
 *
 * @param happened what was asked of it
 */
record StartedApi(SmallImageApi api, List<String> happened) implements BenchStack {

    @Override
    public URI url() {
        return api.url();
    }

    @Override
    public Optional<String> token() {
        return Optional.of("secret");
    }

    @Override
    public List<Long> pids() {
        return List.of(ProcessHandle.current().pid());
    }

    @Override
    public Path stores() {
        return api.stores();
    }

    @Override
    public String temporal() {
        return "127.0.0.1:9";
    }

    @Override
    public String namespace() {
        return "default";
    }

    @Override
    public void giveImports(List<String> images) {
        happened.add("imports for " + images.size());
    }

    @Override
    public void close() {
        happened.add("stopped");
    }
}
