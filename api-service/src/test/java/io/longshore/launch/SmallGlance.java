package io.longshore.launch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * As much of the API as the demo calls, over real HTTP and real files: an import is first seen half way, then done. Bytes go where the
 * demo's stores keep them.
 */
final class SmallGlance implements AutoCloseable {

    private final ObjectMapper json = new ObjectMapper();
    private final HttpServer server;
    private final Path stores;
    private final Map<String, ObjectNode> images = new LinkedHashMap<>();
    private final Map<String, byte[]> bytes = new LinkedHashMap<>();
    private final Map<String, ObjectNode> imports = new LinkedHashMap<>();
    final List<String> requests = new ArrayList<>();

    /** Why imports fail; empty: they do not. */
    String failure = "";

    /** Copies whose last byte is wrong. */
    String corrupt = "";

    SmallGlance(Path stores) throws IOException {
        this.stores = stores;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** An image whose import is under way, as a demo that was killed leaves it. */
    synchronized String underWay(String label, byte[] content, List<String> targets) {
        ObjectNode image = create(json.createObjectNode().put("longshore_demo", label));
        String id = image.path("id").asText();
        bytes.put(id, content);
        start(id, "glance-direct", targets);
        return id;
    }

    /** An image whose bytes never came to an import, as a demo that was killed leaves it. */
    synchronized void uploading(String label) {
        create(json.createObjectNode().put("longshore_demo", label)).put("status", "uploading");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            byte[] body = exchange.getRequestBody().readAllBytes();
            Reply reply = reply(request, exchange.getRequestURI().getPath(), body);
            byte[] text = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), text.length == 0 ? -1 : text.length);
            exchange.getResponseBody().write(text);
        }
    }

    private synchronized Reply reply(String request, String path, byte[] body) throws IOException {
        requests.add(request);
        String id =
                path.replaceFirst("^/(v2/images|longshore/v1/imports)/?", "").replaceFirst("/.*", "");
        if (request.startsWith("POST /v2/images/")) {
            JsonNode order = json.readTree(body);
            List<String> targets = new ArrayList<>();
            order.path("stores").forEach(store -> targets.add(store.asText()));
            if (!order.path("method").path("uri").isMissingNode()) {
                bytes.put(id, order.path("method").path("uri").asText().getBytes(StandardCharsets.UTF_8));
            }
            start(id, order.path("method").path("name").asText(), targets);
            return new Reply(202, "");
        }
        if (request.startsWith("POST /v2/images")) {
            return new Reply(201, create((ObjectNode) json.readTree(body)).toString());
        }
        if (request.startsWith("PUT ")) {
            bytes.put(id, body);
            return new Reply(204, "");
        }
        if (request.startsWith("DELETE ")) {
            images.remove(id);
            return new Reply(204, "");
        }
        if (request.startsWith("GET /v2/images?")) {
            ArrayNode list = json.createObjectNode().putArray("images");
            images.values().stream()
                    .filter(image -> request.contains("longshore_demo="
                            + java.net.URLEncoder.encode(
                                    image.path("longshore_demo").asText(), StandardCharsets.UTF_8)))
                    .forEach(list::add);
            return new Reply(200, json.createObjectNode().set("images", list).toString());
        }
        if (path.startsWith("/longshore/v1/imports/")) {
            return new Reply(200, progress(id).toString());
        }
        return images.containsKey(id)
                ? new Reply(200, the(images, id).toString())
                : new Reply(404, "{\"message\": \"<br />No image found\"}");
    }

    private ObjectNode create(ObjectNode fields) {
        String id = UUID.randomUUID().toString();
        ObjectNode image = fields.put("id", id).put("status", "queued");
        images.put(id, image);
        return image;
    }

    private void start(String id, String method, List<String> targets) {
        ObjectNode view = json.createObjectNode()
                .put("import", UUID.randomUUID().toString())
                .put("method", method)
                .put("phase", "copying")
                .putNull("waiting_for")
                .putNull("reason");
        ArrayNode copies = view.putArray("stores");
        for (String target : targets) {
            copies.addObject()
                    .put("store", target)
                    .put("state", "copying")
                    .put("done_bytes", the(bytes, id).length / 2)
                    .put("total_bytes", the(bytes, id).length)
                    .put("rate_bytes_per_second", 1000)
                    .put("attempts", 1);
        }
        imports.put(id, view);
        the(images, id).put("os_glance_import_task", view.path("import").asText());
    }

    /** What is, then what is next: so each import is seen under way once. */
    private JsonNode progress(String id) {
        ObjectNode now = the(imports, id).deepCopy();
        ObjectNode next = the(imports, id);
        ObjectNode image = the(images, id);
        next.put("phase", failure.isEmpty() ? "succeeded" : "failed");
        image.remove("os_glance_import_task");
        if (!failure.isEmpty()) {
            next.put("reason", failure);
            return now;
        }
        next.path("stores").forEach(copy -> {
            ((ObjectNode) copy).put("state", "done").put("done_bytes", the(bytes, id).length);
            land(id, copy.path("store").asText());
        });
        image.put("status", "active")
                .put("size", the(bytes, id).length)
                .put("os_hash_algo", "sha512")
                .put("os_hash_value", sha512(the(bytes, id)));
        return now;
    }

    private void land(String id, String store) {
        try {
            byte[] copy = the(bytes, id).clone();
            copy[copy.length - 1] += (byte) (store.equals(corrupt) ? 1 : 0);
            Files.createDirectories(stores.resolve(store));
            Files.write(stores.resolve(store).resolve(id), copy);
            String held = the(images, id).path("stores").asText();
            if (!List.of(held.split(",")).contains(store)) {
                the(images, id).put("stores", held.isEmpty() ? store : held + "," + store);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T the(Map<String, T> known, String id) {
        return Objects.requireNonNull(known.get(id), id);
    }

    private static String sha512(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private record Reply(int status, String body) {}
}
