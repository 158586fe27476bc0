package io.longshore.launch.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CatalogTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    @Test
    void whatWasStartedGetsImportsAsRowsAndGrows() throws Exception {
        List<String> happened = new ArrayList<>();
        try (SmallImageApi api = new SmallImageApi(directory.resolve("api"), "");
                Watchdog watchdog = new Watchdog(PATIENCE);
                Target target = target(api, new StartedApi(api, happened), watchdog)) {
            Catalog catalog = new Catalog(directory.resolve("work"));

            catalog.keep(target, catalog.filled(target, 20));
            Catalog.Filling filling = catalog.filled(target, 50);

            assertThat(filling.ids()).hasSize(50).doesNotHaveDuplicates();
            assertThat(filling.withBytes()).hasSize(5);
            assertThat(api.imagesLeft()).isEqualTo(50);
            assertThat(api.importsDone()).isEqualTo(1);
            assertThat(happened).containsExactly("imports for 20", "imports for 50");
        }
    }

    @Test
    void everybodyElseHasEachImageImported() throws Exception {
        try (SmallImageApi api = new SmallImageApi(directory.resolve("api"), "");
                Watchdog watchdog = new Watchdog(PATIENCE);
                Target target = target(api, null, watchdog)) {
            Catalog catalog = new Catalog(directory.resolve("work"));

            Catalog.Filling filling = catalog.filled(target, 12);
            catalog.keep(target, filling);

            assertThat(filling.withBytes()).hasSize(12);
            assertThat(api.importsDone()).isEqualTo(12);
            catalog.empty(target);
            assertThat(api.imagesLeft()).isZero();
        }
    }

    private static Target target(SmallImageApi api, @Nullable BenchStack started, Watchdog watchdog) {
        TargetSpec spec = new TargetSpec(
                "us", api.url(), "secret", List.of(), TargetSpec.SIX_STORES, api.stores(), null, "default");
        return new Target(spec, started, watchdog, new Findings(), PATIENCE);
    }
}
