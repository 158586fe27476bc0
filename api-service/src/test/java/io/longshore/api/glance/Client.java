package io.longshore.api.glance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Somebody who calls the API. */
record Client(int port, String token, String project) {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String PATCH = "application/openstack-images-v2.1-json-patch";
    private static final String OLD_PATCH = "application/openstack-images-v2.0-json-patch";

    /** What came back. */
    record Answer(int status, Map<String, String> headers, String body) {

        int bytes() {
            return body.getBytes(StandardCharsets.UTF_8).length;
        }

        JsonNode json() {
            return Json.read(body);
        }

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
        }

        String text(String field) {
            return json().path(field).asString();
        }

        String id() {
            return text("id");
        }

        TreeSet<String> keys() {
            return new TreeSet<>(json().propertyNames());
        }

        /** A field of every element of a list. */
        List<String> each(String list, String field) {
            List<String> values = new ArrayList<>();
            json().get(list).forEach(item -> values.add(item.path(field).asString()));
            return values;
        }
    }

    Client withRoles(String... roles) {
        return new Client(port, "u:" + project + ":" + String.join(",", roles), project);
    }

    Answer get(String path) {
        return call("GET", path, null, Map.of());
    }

    Answer delete(String path) {
        return call("DELETE", path, null, Map.of());
    }

    Answer put(String path) {
        return call("PUT", path, null, Map.of());
    }

    Answer put(String path, String json) {
        return call("PUT", path, json, Map.of("Content-Type", "application/json"));
    }

    Answer post(String path) {
        return call("POST", path, null, Map.of());
    }

    Answer post(String path, String json) {
        return call("POST", path, json, Map.of("Content-Type", "application/json"));
    }

    Answer create(String json) {
        return post("/v2/images", json);
    }

    Answer patch(String image, String json) {
        return call("PATCH", "/v2/images/" + image, json, Map.of("Content-Type", PATCH));
    }

    Answer oldPatch(String image, String json) {
        return call("PATCH", "/v2/images/" + image, json, Map.of("Content-Type", OLD_PATCH));
    }

    Answer call(String method, String path, @Nullable String body, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("X-Auth-Token", token);
        }
        headers.forEach(request::header);
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            Map<String, String> flat = new HashMap<>();
            response.headers().map().forEach((name, values) -> flat.put(name, String.join("|", values)));
            return new Answer(response.statusCode(), flat, response.body());
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + path + " got no answer", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }
}
