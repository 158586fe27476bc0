package io.longshore.launch.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The Image API as a client uses it, over one connection, for one thread. Every answer that is not the wished one is an {@link
 * IOException} that names the target, the call, the status and what the server said.
 */
final class ImageClient implements AutoCloseable {

    private static final int SHOWN_CHARS = 300;

    private final String target;
    private final Set<String> made;
    private final Endpoint endpoint;
    private final HttpConnection http;
    private final ObjectMapper json = new ObjectMapper();

    /** @param made what was created and not deleted, of all clients of the target */
    ImageClient(String target, Endpoint endpoint, Watchdog watchdog, Set<String> made) {
        this.made = made;
        this.target = target;
        this.endpoint = endpoint;
        this.http = new HttpConnection(endpoint.address(), watchdog);
    }

    /** Creates a raw image and answers its id. */
    String create(String name) throws IOException {
        ObjectNode body = json.createObjectNode();
        body.put("name", name).put("disk_format", "raw").put("container_format", "bare");
        JsonNode image = json.readTree(call(201, "POST", "/v2/images", json.writeValueAsBytes(body)));
        String id = image.path("id").asText();
        made.add(id);
        return id;
    }

    /** PUT /stage. */
    void stage(String id, SourceImage image) throws IOException {
        send("/v2/images/" + id + "/stage", image);
    }

    /** PUT /file. */
    void upload(String id, SourceImage image) throws IOException {
        send("/v2/images/" + id + "/file", image);
    }

    void importStaged(String id, List<String> stores) throws IOException {
        importBy(id, json.createObjectNode().put("name", "glance-direct"), stores);
    }

    void importFrom(String id, URI source, List<String> stores) throws IOException {
        importBy(id, json.createObjectNode().put("name", "web-download").put("uri", source.toString()), stores);
    }

    void importCopies(String id, List<String> stores) throws IOException {
        importBy(id, json.createObjectNode().put("name", "copy-image"), stores);
    }

    JsonNode show(String id) throws IOException {
        return json.readTree(call(200, "GET", "/v2/images/" + id));
    }

    /** How many bytes a second a store takes at most, all writers together; null: as many as it can. Longshore's own call. */
    void limit(String store, @Nullable Long bytesPerSecond) throws IOException {
        ObjectNode body = json.createObjectNode().put("bytes_per_second", bytesPerSecond);
        call(200, "PATCH", "/longshore/v1/stores/" + store, json.writeValueAsBytes(body));
    }

    /** What a list holds. */
    JsonNode list(String query) throws IOException {
        return json.readTree(call(200, "GET", "/v2/images?" + query)).path("images");
    }

    /** The image's imports, in the words of the API: tasks. */
    JsonNode tasks(String id) throws IOException {
        return json.readTree(call(200, "GET", "/v2/images/" + id + "/tasks")).path("tasks");
    }

    /** Asks and looks at nothing but the status. */
    void touch(String path) throws IOException {
        HttpConnection.Text text = new HttpConnection.Text();
        ResponseHead head = http.exchange(endpoint.request("GET", path), null, piece -> {
            if (text.isSmall()) {
                text.accept(piece);
            }
        });
        require(200, head, "GET", path, text);
    }

    /** Downloads the image, keeping nothing. */
    Download download(String id) throws IOException {
        return download(http, endpoint, "/v2/images/" + id + "/file", target);
    }

    /** @param firstByteSeconds from the request on */
    record Download(long bytes, int crc32c, double firstByteSeconds) {}

    static Download download(HttpConnection http, Endpoint endpoint, String path, String target) throws IOException {
        CRC32C crc32c = new CRC32C();
        long[] seen = {0, 0};
        long start = System.nanoTime();
        ResponseHead head = http.exchange(endpoint.request("GET", path), null, piece -> {
            if (seen[0] == 0) {
                seen[1] = System.nanoTime() - start;
            }
            seen[0] += piece.remaining();
            crc32c.update(piece);
        });
        if (head.status() != 200) {
            throw new IOException(target + ": GET " + path + " answered " + head.status());
        }
        return new Download(seen[0], (int) crc32c.getValue(), seen[1] / 1e9);
    }

    /** Deletes the image; one that is gone already is as good. */
    void delete(String id) throws IOException {
        HttpConnection.Text text = new HttpConnection.Text();
        ResponseHead head = http.exchange(endpoint.request("DELETE", "/v2/images/" + id), null, text);
        if (head.status() != 404) {
            require(204, head, "DELETE", "/v2/images/" + id, text);
        }
        made.remove(id);
    }

    private void importBy(String id, ObjectNode method, List<String> stores) throws IOException {
        ObjectNode body = json.createObjectNode();
        body.set("method", method);
        body.set("stores", json.valueToTree(stores));
        call(202, "POST", "/v2/images/" + id + "/import", json.writeValueAsBytes(body));
    }

    private void send(String path, SourceImage image) throws IOException {
        HttpConnection.Text text = new HttpConnection.Text();
        try (FileChannel file = FileChannel.open(image.path(), StandardOpenOption.READ)) {
            byte[] head = endpoint.head("PUT", path, "application/octet-stream", image.sizeBytes());
            require(204, http.exchange(head, file, text), "PUT", path, text);
        }
    }

    private byte[] call(int wished, String method, String path) throws IOException {
        return call(wished, method, path, endpoint.request(method, path), new HttpConnection.Text());
    }

    private byte[] call(int wished, String method, String path, byte[] body) throws IOException {
        return call(wished, method, path, endpoint.request(method, path, body), new HttpConnection.Text());
    }

    private byte[] call(int wished, String method, String path, byte[] request, HttpConnection.Text text)
            throws IOException {
        require(wished, http.exchange(request, null, text), method, path, text);
        return text.bytes();
    }

    private void require(int wished, ResponseHead head, String method, String path, HttpConnection.Text said)
            throws IOException {
        if (head.status() != wished) {
            String text = said.toString().replaceAll("\\s+", " ").strip();
            throw new IOException(target + ": " + method + " " + path + " answered " + head.status() + ": "
                    + text.substring(0, Math.min(text.length(), SHOWN_CHARS)));
        }
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
