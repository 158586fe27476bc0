package io.longshore.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.support.Await;
import io.longshore.support.FileContent;
import io.longshore.support.ImageClient;
import io.longshore.support.Knobs;
import io.longshore.support.PacedSource;
import io.longshore.support.Site;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random calls by several clients at once, each answer held against the contract, and in the end stores, staging and catalog, too.
 * {@code -Dmodel.seed=N} makes the same calls again, {@code -Dmodel.calls=N} more of them.
 */
final class ModelIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int CALLS = Integer.getInteger("model.calls", 4000);
    private static final int CLIENTS = 8;
    private static final int[] SIZES = {0, 1, 5_000, 70_000, 300_000, 900_001};

    /** Slow enough that some calls come while bytes do. */
    private static final long BYTES_PER_SECOND = 600_000;

    private static final Map<String, String> LEFT_OVER = Map.of(
            "open imports", "select count(*) from imports where ended_at is null",
            "uploads being written or to be reclaimed",
                    "select count(*) from uploads where state in ('writing', 'reclaim')",
            "whole uploads that no image names",
                    "select count(*) from uploads u where state = 'whole' and not exists (select 1 from locations l where l.upload_id = u.id)",
            "copies that are unseen", "select count(*) from locations where unseen_for is not null",
            "staged bytes that no image waits for",
                    "select count(*) from staged s join images i on i.id = s.image_id where s.discard or i.status <> 'uploading'",
            "images that are locked",
                    "select count(*) from images where writer is not null or writer_lease is not null or open_import is not null"
                            + " or cardinality(importing_to) > 0",
            "images in a status that does not last",
                    "select count(*) from images where status not in ('queued', 'uploading', 'active', 'deleted')");

    @TempDir
    static Path directory;

    @Test
    void everyAnswerIsTheContracts() throws Exception {
        long seed = Long.getLong("model.seed", ThreadLocalRandom.current().nextInt(1_000_000));
        System.out.println("model: seed " + seed);
        List<byte[]> contents = new ArrayList<>();
        List<PacedSource> sources = new ArrayList<>();
        for (int size : SIZES) {
            contents.add(PacedSource.content(size));
            sources.add(new PacedSource(contents.getLast(), BYTES_PER_SECOND));
        }
        try (Site site = new Site(directory, Knobs.usual().withRetryBudget("2m").withHeartbeatTimeout("15s"));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ImageClient api = site.local("model", "start").client();
            long began = System.nanoTime();
            List<Client> clients = new ArrayList<>();
            List<Callable<Boolean>> work = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Client client = new Client(api, contents, sources, threads, new Random(seed * CLIENTS + i));
                clients.add(client);
                work.add(() -> {
                    client.make(CALLS / CLIENTS);
                    return true;
                });
            }
            for (Future<Boolean> made : threads.invokeAll(work)) {
                made.get();
            }
            Map<String, State> ends = new java.util.TreeMap<>();
            clients.forEach(client -> client.images().forEach((image, contract) -> {
                Await.until(
                        PATIENCE,
                        () -> "the import ends: " + contract,
                        () -> !api.get("/v2/images/" + image).text().contains("os_glance_import_task"));
                client.look(image);
                ends.put(image, contract.known());
            }));
            System.out.printf(
                    "model: seed %d: %d calls on %d images in %.1f s%n",
                    seed,
                    clients.stream().mapToInt(Client::calls).sum(),
                    ends.size(),
                    (System.nanoTime() - began) / 1e9);
            assertNothingLeftOver(site);
            // A lost attempt's file may come to lie there late, and is removed then.
            Await.until(
                    PATIENCE, () -> strays(site, ends), () -> strays(site, ends).isEmpty());
            assertStoresAgree(site, ends, contents);
        } finally {
            sources.forEach(PacedSource::close);
        }
    }

    private static void assertNothingLeftOver(Site site) throws SQLException {
        try (Connection catalog = DriverManager.getConnection(site.servers().databaseUrl(), "postgres", "postgres")) {
            LEFT_OVER.forEach((what, sql) ->
                    Await.until(PATIENCE, () -> count(catalog, sql) + " " + what, () -> count(catalog, sql) == 0));
        }
    }

    private static long count(Connection catalog, String sql) {
        try (ResultSet rows = catalog.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String strays(Site site, Map<String, State> ends) {
        return Contract.STORES.stream()
                .flatMap(store -> site.contents(store).stream()
                        .filter(file -> {
                            State state = ends.get(file.substring(0, 36));
                            return state == null || !state.copies().contains(store);
                        })
                        .map(file -> store + "/" + file))
                .collect(Collectors.joining(", "));
    }

    /** Each store holds the copies that the images show, whole, and nothing else; staging what waits for an import. */
    private static void assertStoresAgree(Site site, Map<String, State> ends, List<byte[]> contents) {
        for (String store : Contract.STORES) {
            Set<String> left = new HashSet<>(site.contents(store));
            ends.forEach((image, state) -> {
                List<String> files =
                        left.stream().filter(f -> f.startsWith(image)).toList();
                assertThat(files)
                        .as("%s in %s, %s", image, store, state)
                        .hasSize(state.copies().contains(store) ? 1 : 0);
                for (String file : files) {
                    FileContent.assertHolds(site.store(store).resolve(file), contents.get(state.content()));
                }
                left.removeAll(files);
            });
            assertThat(left).as("what no image names in " + store).isEmpty();
        }
        Set<String> staged = new HashSet<>();
        site.staged("staging-model").forEach(file -> staged.add(file.substring(0, 36)));
        Set<String> waiting = new HashSet<>();
        ends.forEach((image, state) -> {
            if (state.is("uploading")) {
                waiting.add(image);
            }
        });
        assertThat(staged).isEqualTo(waiting);
    }
}
