package io.longshore.launch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The Image API as any client sees it. Every refusal is an {@link ImageException} that quotes the answer. */
final class ImageApi {

    private static final int NOT_FOUND = 404;

    private final URI base;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ObjectMapper json = new ObjectMapper();

    ImageApi(URI base) {
        this.base = base;
    }

    URI address() {
        return base;
    }

    /** {@code POST /v2/images}; answers the image. */
    JsonNode create(Map<String, String> fields) throws InterruptedException {
        return send("POST", "/v2/images", text(fields), "application/json").orElseThrow();
    }

    /** {@code PUT /v2/images/{id}/stage} of a file's bytes. */
    void stage(String id, Path file) throws InterruptedException {
        try {
            send("PUT", "/v2/images/" + id + "/stage", BodyPublishers.ofFile(file), "application/octet-stream");
        } catch (java.io.FileNotFoundException e) {
            throw new ImageException(FailureKind.NOT_FOUND, file + " is gone", e);
        }
    }

    /** {@code POST /v2/images/{id}/import}. */
    void startImport(String id, Map<String, ?> body) throws InterruptedException {
        send("POST", "/v2/images/" + id + "/import", text(body), "application/json");
    }

    /** {@code GET /v2/images/{id}}. */
    JsonNode image(String id) throws InterruptedException {
        return send("GET", "/v2/images/" + id, null, null).orElseThrow();
    }

    /** {@code GET /v2/images} of those with a custom property of that value, newest first. */
    JsonNode imagesWith(String property, String value) throws InterruptedException {
        String query = property + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
        return send("GET", "/v2/images?limit=1000&" + query, null, null)
                .orElseThrow()
                .path("images");
    }

    /** {@code DELETE /v2/images/{id}}; one that is gone is well gone. */
    void delete(String id) throws InterruptedException {
        send("DELETE", "/v2/images/" + id, null, null);
    }

    /** How the latest import of an image is; empty where it has had none. */
    Optional<ImportView> progress(String image) throws InterruptedException {
        return send("GET", "/longshore/v1/imports/" + image, null, null).map(ImportView::of);
    }

    private Optional<JsonNode> send(String method, String path, @Nullable BodyPublisher body, @Nullable String type)
            throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .header("Accept", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : body);
        if (type != null) {
            request.header("Content-Type", type);
        }
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == NOT_FOUND && body == null) {
                return Optional.empty();
            }
            if (response.statusCode() >= 400) {
                throw new ImageException(
                        FailureKind.FORBIDDEN,
                        method + " " + path + " was answered " + response.statusCode() + ": "
                                + response.body()
                                        .replaceAll("<[^>]*>", " ")
                                        .replaceAll("\\s+", " ")
                                        .strip());
            }
            return response.body().isBlank() ? Optional.empty() : Optional.of(json.readTree(response.body()));
        } catch (IOException e) {
            throw new ImageException(
                    FailureKind.UNAVAILABLE, method + " " + path + " was not answered: " + e.getMessage(), e);
        }
    }

    private BodyPublisher text(Map<String, ?> body) {
        try {
            return BodyPublishers.ofString(json.writeValueAsString(body));
        } catch (IOException e) {
            throw new IllegalStateException("maps of text are JSON", e);
        }
    }
}
