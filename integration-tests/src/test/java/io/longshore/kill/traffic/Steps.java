package io.longshore.kill.traffic;

import io.longshore.kill.site.Rest;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What a patient client does: where nobody knows what became of a call, it looks, and asks again where that is needed. */
final class Steps {

    /** How long anything may take that is disturbed again and again. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Duration PAUSE = Duration.ofMillis(150);
    private static final Map<String, String> BYTES = Map.of("Content-Type", "application/octet-stream");

    private final Api api;
    private final long uploadBytesPerSecond;

    Steps(Api api, long uploadBytesPerSecond) {
        this.api = api;
        this.uploadBytesPerSecond = uploadBytesPerSecond;
    }

    /** A queued raw image of that id. */
    void create(String id, String name) {
        String body = "{\"id\":\"" + id + "\",\"name\":\"" + name
                + "\",\"disk_format\":\"raw\",\"container_format\":\"bare\"}";
        // 409: an earlier call was not answered, and yet done.
        boolean[] again = {false};
        patiently("create", () -> {
            if (again[0]) {
                return api.post("/v2/images", body, 201, 409);
            }
            again[0] = true;
            return api.post("/v2/images", body, 201);
        });
    }

    Image show(String id) {
        return new Image(
                patiently("show", () -> api.get("/v2/images/" + id, 200)).json());
    }

    /** The image once {@code condition} holds. */
    Image await(String id, String what, Predicate<Image> condition) {
        Image[] last = {show(id)};
        boolean came = Rest.until(PATIENCE, PAUSE, () -> {
            last[0] = show(id);
            return condition.test(last[0]);
        });
        if (!came) {
            throw new Divergence("not within " + PATIENCE.toSeconds() + " s: " + what + "; the image is " + last[0]
                    + ", its import "
                    + patiently("progress", () -> api.get("/longshore/v1/imports/" + id, 200, 404))
                            .text());
        }
        return last[0];
    }

    /** Stages the bytes, as often as it takes. */
    void stage(String id, Content content) {
        while (true) {
            try {
                send(id, "stage", content, Map.of(), Legal.statuses(204));
                return;
            } catch (Disturbed e) {
                // A stage that was finished shows a size; one that was cut short is put back.
                Image image = await(
                        id,
                        "a stage that was cut short is finished or put back",
                        i -> i.status().equals("queued") || i.hasSize());
                if (image.hasSize()) {
                    return;
                }
            }
        }
    }

    /** Uploads the bytes once; whether the image has them. Where the store refuses them, the image must be queued again. */
    boolean upload(String id, Content content, String store) {
        try {
            Legal legal = Legal.statuses(204).orBroken(Set.of(store), 413, 503);
            if (send(id, "file", content, Map.of("X-Image-Meta-Store", store), legal)
                            .status()
                    == 204) {
                return true;
            }
        } catch (Disturbed e) {
            // Neither finished nor failed, as far as a client can know.
        }
        return await(
                        id,
                        "an upload that was cut short is finished or put back",
                        i -> !i.status().equals("saving"))
                .status()
                .equals("active");
    }

    private Api.Reply send(String id, String what, Content content, Map<String, String> headers, Legal legal) {
        var all = new java.util.HashMap<>(BYTES);
        all.putAll(headers);
        return api.call(
                "PUT",
                "/v2/images/" + id + "/" + what,
                BodyPublishers.ofInputStream(() -> new PacedStream(content.open(), uploadBytesPerSecond)),
                all,
                legal);
    }

    /** Has an import accepted; which it is by now, where nobody knows. */
    void startImport(String id, String method, JourneyPlan.Targets targets) {
        String where = targets.all()
                ? "\"all_stores\":true"
                : "\"stores\":[\"" + String.join("\",\"", targets.stores()) + "\"]";
        String body = "{\"method\":" + method + ",\"all_stores_must_succeed\":" + targets.must() + "," + where + "}";
        int before = imports(id);
        patiently("import", () -> {
            if (imports(id) > before) {
                return true;
            }
            return api.post("/v2/images/" + id + "/import", body, 202).status() == 202;
        });
    }

    private int imports(String id) {
        return patiently("tasks", () -> api.get("/v2/images/" + id + "/tasks", 200))
                .json()
                .get("tasks")
                .size();
    }

    /** The image when its import has ended. */
    Image awaitImport(String id) {
        return await(id, "the import ends", i -> !i.hasOpenImport());
    }

    /** Cancels; 409 where it has ended by itself. */
    void cancel(String id) {
        patiently("cancel", () -> api.post("/longshore/v1/imports/" + id + "/cancel", "", 202, 409));
    }

    void delete(String id) {
        boolean[] again = {false};
        patiently("delete", () -> {
            Integer[] legal = again[0] ? new Integer[] {204, 404} : new Integer[] {204};
            again[0] = true;
            return api.delete("/v2/images/" + id, legal);
        });
        patiently("show", () -> api.get("/v2/images/" + id, 404));
    }

    /** Deletes one copy. */
    void deleteCopy(String id, String store) {
        boolean[] again = {false};
        patiently("delete a copy", () -> {
            Integer[] legal = again[0] ? new Integer[] {204, 403, 404} : new Integer[] {204};
            again[0] = true;
            return api.delete("/v2/stores/" + store + "/" + id, legal);
        });
    }

    /** The SHA-512 of what a download gives; empty where none of {@code stores} could be read. */
    Optional<String> download(String id, Set<String> stores) {
        Api.Reply reply = patiently(
                "download",
                () -> api.call(
                        "GET",
                        "/v2/images/" + id + "/file",
                        BodyPublishers.noBody(),
                        Map.of(),
                        Legal.statuses(200).orBroken(stores, 503)));
        return reply.status() == 200 ? Optional.of(sha512(reply.body())) : Optional.empty();
    }

    private static String sha512(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Again and again until there is an answer. */
    <T> T patiently(String what, Supplier<T> call) {
        List<T> answer = new java.util.ArrayList<>();
        Disturbed[] last = new Disturbed[1];
        boolean answered = Rest.until(PATIENCE, PAUSE, () -> {
            try {
                answer.add(call.get());
                return true;
            } catch (Disturbed e) {
                last[0] = e;
                return false;
            }
        });
        if (!answered) {
            throw new Divergence(what + ": no answer within " + PATIENCE.toSeconds() + " s: " + last[0].getMessage());
        }
        return answer.getFirst();
    }
}
