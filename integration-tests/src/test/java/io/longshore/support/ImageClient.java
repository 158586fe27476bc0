package io.longshore.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The Image API, as a client sees it. */
public final class ImageClient {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration BUSY = Duration.ofMinutes(1);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(60))
            .build();
    private final String endpoint;
    private final String token;

    ImageClient(String endpoint) {
        this(endpoint, "any");
    }

    private ImageClient(String endpoint, String token) {
        this.endpoint = endpoint;
        this.token = token;
    }

    /** The same for the holder of a token. */
    public ImageClient as(String token) {
        return new ImageClient(endpoint, token);
    }

    /** Status and body of an answer. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Answer(int status, byte[] body, HttpResponse<byte[]> response) {

        public String text() {
            return new String(body, java.nio.charset.StandardCharsets.UTF_8);
        }

        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** This answer, if it has that status; else fails with its words. */
        public Answer expect(int expected) {
            if (status != expected) {
                throw new AssertionError("expected " + expected + ", got " + status + ": " + text());
            }
            return this;
        }
    }

    boolean isUp() {
        try {
            int status = call("GET", "/v2/images?limit=1", BodyPublishers.noBody(), Map.of())
                    .status();
            return status == 200 || status == 401;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    public Answer get(String path) {
        return call("GET", path, BodyPublishers.noBody(), Map.of("Accept", "application/json"));
    }

    public Answer delete(String path) {
        return call("DELETE", path, BodyPublishers.noBody(), Map.of());
    }

    public Answer post(String path, String json) {
        return call(
                "POST",
                path,
                json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json),
                Map.of("Content-Type", "application/json"));
    }

    public Answer patch(String path, String json) {
        return call("PATCH", path, BodyPublishers.ofString(json), Map.of("Content-Type", "application/json"));
    }

    public Answer call(String method, String path, BodyPublisher body, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(URI.create(endpoint + path))
                .method(method, body)
                .timeout(Duration.ofMinutes(10))
                .header("X-Auth-Token", token);
        headers.forEach(request::header);
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** A queued raw image; answers its id. */
    public String create(String name) {
        return post("/v2/images", "{\"name\":\"" + name + "\",\"disk_format\":\"raw\",\"container_format\":\"bare\"}")
                .expect(201)
                .json()
                .get("id")
                .asText();
    }

    /** The same for that project. */
    public String create(String name, String project) {
        return post(
                        "/v2/images",
                        "{\"name\":\"" + name + "\",\"owner\":\"" + project
                                + "\",\"disk_format\":\"raw\",\"container_format\":\"bare\"}")
                .expect(201)
                .json()
                .get("id")
                .asText();
    }

    public Answer stage(String image, Supplier<InputStream> bytes) {
        return data(image, "stage", bytes, Map.of());
    }

    public Answer upload(String image, Supplier<InputStream> bytes, Map<String, String> headers) {
        return data(image, "file", bytes, headers);
    }

    private Answer data(String image, String what, Supplier<InputStream> bytes, Map<String, String> headers) {
        var all = new java.util.HashMap<>(headers);
        all.put("Content-Type", "application/octet-stream");
        return call("PUT", "/v2/images/" + image + "/" + what, BodyPublishers.ofInputStream(bytes), all);
    }

    /** Asks for an import into {@code stores}. */
    public Answer importInto(String image, String method, boolean must, List<String> stores) {
        return post(
                "/v2/images/" + image + "/import",
                "{\"method\":" + method + ",\"all_stores_must_succeed\":" + must + ",\"stores\":[\""
                        + String.join("\",\"", stores) + "\"]}");
    }

    public JsonNode show(String image) {
        return readable("/v2/images/" + image);
    }

    public JsonNode progress(String id) {
        return readable("/longshore/v1/imports/" + id);
    }

    /** Asks again where there is too much to do just now. */
    private JsonNode readable(String path) {
        Answer[] answer = {get(path)};
        Await.until(BUSY, () -> answer[0].text(), () -> {
            if (answer[0].status() == 503) {
                answer[0] = get(path);
            }
            return answer[0].status() != 503;
        });
        return answer[0].expect(200).json();
    }

    /** The progress of an image's newest import, as soon as it is as wanted. */
    public JsonNode awaitProgress(String image, Duration patience, Predicate<JsonNode> condition) {
        JsonNode[] last = {progress(image)};
        Await.until(patience, () -> "progress " + last[0], () -> {
            last[0] = progress(image);
            return condition.test(last[0]);
        });
        return last[0];
    }

    /** The image once its import has ended. */
    public JsonNode awaitEnd(String image, Duration patience) {
        return await(image, patience, i -> !i.has("os_glance_import_task"));
    }

    public JsonNode await(String image, Duration patience, Predicate<JsonNode> condition) {
        JsonNode[] last = {show(image)};
        Await.until(
                patience,
                () -> "image " + last[0] + ", import "
                        + get("/longshore/v1/imports/" + image).text(),
                () -> {
                    last[0] = show(image);
                    return condition.test(last[0]);
                });
        return last[0];
    }
}
