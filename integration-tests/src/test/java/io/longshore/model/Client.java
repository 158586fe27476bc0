package io.longshore.model;

import io.longshore.support.ImageClient;
import io.longshore.support.PacedSource;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** A client with a few images of its own, that asks for this and that of them, now and then for several things at once. */
final class Client {

    private static final int IMAGES = 4;

    private final ImageClient api;
    private final List<byte[]> contents;
    private final List<PacedSource> sources;
    private final ExecutorService threads;
    private final Random random;
    private final Map<String, Contract> images = new LinkedHashMap<>();
    private final List<String> current = new ArrayList<>();
    private int calls;

    Client(ImageClient api, List<byte[]> contents, List<PacedSource> sources, ExecutorService threads, Random random) {
        this.api = api;
        this.contents = contents;
        this.sources = sources;
        this.threads = threads;
        this.random = random;
        for (int i = 0; i < IMAGES; i++) {
            current.add(begun());
        }
    }

    /** Everything that it had to do with. */
    Map<String, Contract> images() {
        return images;
    }

    int calls() {
        return calls;
    }

    void make(int count) throws ExecutionException, InterruptedException {
        while (calls < count) {
            int slot = random.nextInt(IMAGES);
            String image = current.get(slot);
            List<Call> together = together();
            List<Future<Integer>> asked = new ArrayList<>();
            for (Call call : together) {
                asked.add(threads.submit(() -> status(image, call)));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> answer : asked) {
                statuses.add(answer.get());
            }
            calls += together.size();
            contract(image).answered(together, statuses);
            look(image);
            boolean gone = together.contains(new Call.Delete())
                    && api.get("/v2/images/" + image).status() == 404;
            if (gone && random.nextInt(4) > 0) {
                current.set(slot, begun());
            }
        }
    }

    /** Compares what is shown. */
    void look(String image) {
        ImageClient.Answer shown = api.get("/v2/images/" + image);
        if (shown.status() == 404) {
            contract(image).missed();
        } else {
            contract(image).shown(shown.expect(200).json());
        }
        calls++;
    }

    private Contract contract(String image) {
        Contract contract = images.get(image);
        if (contract == null) {
            throw new IllegalArgumentException("not of this client: " + image);
        }
        return contract;
    }

    private String begun() {
        String image = new UUID(random.nextLong(), random.nextLong()).toString().replaceFirst("-.(...)-.", "-4$1-a");
        images.put(image, new Contract());
        return image;
    }

    private List<Call> together() {
        Call first = drawn();
        List<Call> all = new ArrayList<>(List.of(first));
        while (first.isQuick() && all.size() < 3 && random.nextInt(4) == 0) {
            Call next = drawn();
            if (next.isQuick()) {
                all.add(next);
            }
        }
        return all;
    }

    private Call drawn() {
        return switch (random.nextInt(20)) {
            case 0, 1, 2 -> new Call.Create();
            case 3, 4 -> new Call.Stage(random.nextInt(contents.size()));
            case 5 -> new Call.Upload(random.nextInt(contents.size()), store(false));
            case 6, 7 -> new Call.WebDownload(random.nextInt(contents.size()), stores(), random.nextBoolean());
            case 8, 9, 10 -> new Call.GlanceDirect(stores(), random.nextBoolean());
            case 11, 12, 13 -> new Call.CopyImage(random.nextInt(3) == 0 ? Set.of() : stores(), random.nextBoolean());
            case 14 -> new Call.Cancel();
            case 15 -> new Call.Skip(store(true));
            case 16 -> new Call.Retry(store(true));
            case 17 -> new Call.Patch("said_" + random.nextInt(3), Integer.toString(random.nextInt(100)));
            case 18 -> new Call.DeleteCopy(store(true));
            default -> random.nextBoolean() ? new Call.Delete() : new Call.DeleteCopy(store(false));
        };
    }

    private String store(boolean anyName) {
        return anyName && random.nextInt(12) == 0
                ? "nowhere"
                : Contract.STORES.get(random.nextInt(Contract.STORES.size()));
    }

    private Set<String> stores() {
        Set<String> stores = new TreeSet<>();
        int count = 1 + random.nextInt(3);
        while (stores.size() < count) {
            stores.add(store(stores.isEmpty()));
        }
        return stores;
    }

    private int status(String image, Call call) {
        String path = "/v2/images/" + image;
        String told = "/longshore/v1/imports/" + image;
        return switch (call) {
            case Call.Create() ->
                api.post(
                                "/v2/images",
                                "{\"id\":\"" + image
                                        + "\",\"name\":\"of the model\",\"disk_format\":\"raw\",\"container_format\":\"bare\"}")
                        .status();
            case Call.Stage(int content) ->
                api.stage(image, () -> new ByteArrayInputStream(contents.get(content)))
                        .status();
            case Call.Upload(int content, String store) ->
                api.upload(
                                image,
                                () -> new ByteArrayInputStream(contents.get(content)),
                                Map.of("X-Image-Meta-Store", store))
                        .status();
            case Call.WebDownload(int content, Set<String> stores, boolean must) ->
                imported(image, sources.get(content).method(), stores, must);
            case Call.GlanceDirect(Set<String> stores, boolean must) ->
                imported(image, "{\"name\":\"glance-direct\"}", stores, must);
            case Call.CopyImage(Set<String> stores, boolean must) ->
                imported(image, "{\"name\":\"copy-image\"}", stores, must);
            case Call.Cancel() -> api.post(told + "/cancel", "").status();
            case Call.Skip(String store) ->
                api.post(told + "/skip/" + store, "").status();
            case Call.Retry(String store) ->
                api.post(told + "/retry/" + store, "").status();
            case Call.Patch(String name, String value) ->
                api.call(
                                "PATCH",
                                path,
                                BodyPublishers.ofString(
                                        "[{\"op\":\"add\",\"path\":\"/" + name + "\",\"value\":\"" + value + "\"}]"),
                                Map.of("Content-Type", "application/openstack-images-v2.1-json-patch"))
                        .status();
            case Call.DeleteCopy(String store) ->
                api.delete("/v2/stores/" + store + "/" + image).status();
            case Call.Delete() -> api.delete(path).status();
        };
    }

    private int imported(String image, String method, Collection<String> stores, boolean must) {
        String where =
                stores.isEmpty() ? "\"all_stores\":true" : "\"stores\":[\"" + String.join("\",\"", stores) + "\"]";
        return api.post(
                        "/v2/images/" + image + "/import",
                        "{\"method\":" + method + ",\"all_stores_must_succeed\":" + must + "," + where + "}")
                .status();
    }
}
