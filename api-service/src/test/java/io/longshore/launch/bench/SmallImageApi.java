package io.longshore.launch.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * As much of the Image API as the benchmark calls, over real HTTP and into real files. An import is carried out within its request and
 * seen under way once.
 */
final class SmallImageApi implements AutoCloseable {

    private final ObjectMapper json = new ObjectMapper();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private final Path directory;
    private final String spoiled;
    private final Map<String, ObjectNode> images = new TreeMap<>();
    private int importsDone;

    /** @param spoiled a store that gets every copy's last byte wrong; empty: none */
    SmallImageApi(Path directory, String spoiled) throws IOException {
        this.directory = directory;
        this.spoiled = spoiled;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    Path stores() {
        return directory;
    }

    synchronized int imagesLeft() {
        return images.size();
    }

    synchronized int importsDone() {
        return importsDone;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = new byte[0];
            int status = 404;
            try {
                String[] path = exchange.getRequestURI().getPath().split("/", -1);
                if (!"secret".equals(exchange.getRequestHeaders().getFirst("X-Auth-Token"))) {
                    status = 401;
                } else if (path.length == 3) {
                    status = exchange.getRequestMethod().equals("POST") ? 201 : 200;
                    body = status == 201 ? create(exchange.getRequestBody()) : list(exchange.getRequestURI());
                } else {
                    Reply reply = ofImage(exchange, path[3], path.length > 4 ? path[4] : "");
                    status = reply.status();
                    body = json.writeValueAsBytes(reply.body());
                    body = status == 204 || status == 202 ? new byte[0] : body;
                    if (path.length > 4 && path[4].equals("file") && status == 200) {
                        body = Files.readAllBytes(directory.resolve("fast").resolve(path[3]));
                    }
                }
            } catch (RuntimeException | IOException e) {
                status = 500;
            }
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private record Reply(int status, JsonNode body) {}

    private synchronized Reply ofImage(HttpExchange exchange, String id, String part) throws IOException {
        ObjectNode image = images.get(id);
        if (image == null) {
            return new Reply(404, json.nullNode());
        }
        String request = exchange.getRequestMethod() + " " + part;
        return switch (request) {
            case "GET " -> new Reply(200, shown(image));
            case "GET file" -> new Reply(200, json.nullNode());
            case "GET tasks" -> {
                ObjectNode tasks = json.createObjectNode();
                tasks.putArray("tasks").addObject().put("id", UUID.randomUUID().toString());
                yield new Reply(200, tasks);
            }
            case "PUT stage" -> {
                Files.createDirectories(directory);
                Files.copy(exchange.getRequestBody(), directory.resolve("staged-" + id));
                yield new Reply(204, json.nullNode());
            }
            case "PUT file" -> {
                land(image, exchange.getRequestBody().readAllBytes(), List.of("fast"));
                yield new Reply(204, json.nullNode());
            }
            case "POST import" -> {
                doImport(image, json.readTree(exchange.getRequestBody()));
                yield new Reply(202, json.nullNode());
            }
            case "DELETE " -> {
                remove(id);
                yield new Reply(204, json.nullNode());
            }
            default -> new Reply(405, json.nullNode());
        };
    }

    private synchronized byte[] create(InputStream body) throws IOException {
        ObjectNode image = (ObjectNode) json.readTree(body);
        image.put("id", UUID.randomUUID().toString()).put("status", "queued").put("stores", "");
        images.put(image.path("id").asText(), image);
        return json.writeValueAsBytes(image);
    }

    private synchronized byte[] list(URI uri) throws IOException {
        ObjectNode page = json.createObjectNode();
        ArrayNode list = page.putArray("images");
        String query = String.valueOf(uri.getQuery());
        images.values().stream()
                .filter(image -> !query.startsWith("checksum=")
                        || query.equals("checksum=" + image.path("checksum").asText()))
                .limit(25)
                .forEach(list::add);
        return json.writeValueAsBytes(page);
    }

    /** The import is under way the first time and not the second. */
    private ObjectNode shown(ObjectNode image) {
        ObjectNode now = image.deepCopy();
        image.remove("os_glance_import_task");
        return now;
    }

    private void doImport(ObjectNode image, JsonNode order) throws IOException {
        String id = image.path("id").asText();
        List<String> stores = new ArrayList<>();
        order.path("stores").forEach(store -> stores.add(store.asText()));
        byte[] bytes = switch (order.path("method").path("name").asText()) {
            case "glance-direct" -> Files.readAllBytes(directory.resolve("staged-" + id));
            case "copy-image" -> Files.readAllBytes(directory.resolve("fast").resolve(id));
            default ->
                URI.create(order.path("method").path("uri").asText())
                        .toURL()
                        .openStream()
                        .readAllBytes();
        };
        land(image, bytes, stores);
        importsDone++;
        image.put("os_glance_import_task", "t").put("os_glance_importing_to_stores", "");
    }

    private void land(ObjectNode image, byte[] bytes, List<String> stores) throws IOException {
        image.put("checksum", hex("MD5", bytes))
                .put("os_hash_algo", "sha512")
                .put("os_hash_value", hex("SHA-512", bytes));
        image.put("size", bytes.length).put("status", "active");
        for (String store : stores) {
            byte[] copy = bytes.clone();
            copy[copy.length - 1] ^= (byte) (store.equals(spoiled) ? 1 : 0);
            Path file = Files.createDirectories(directory.resolve(store))
                    .resolve(image.path("id").asText());
            Files.write(file, copy, StandardOpenOption.CREATE_NEW);
            String held = image.path("stores").asText();
            image.put("stores", held.isEmpty() ? store : held + "," + store);
        }
    }

    private void remove(String id) throws IOException {
        ObjectNode image = images.remove(id);
        for (String store : image == null
                ? "".split(",", -1)
                : image.path("stores").asText().split(",", -1)) {
            Files.deleteIfExists(directory.resolve(store).resolve(id));
        }
        Files.deleteIfExists(directory.resolve("staged-" + id));
    }

    private static String hex(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
