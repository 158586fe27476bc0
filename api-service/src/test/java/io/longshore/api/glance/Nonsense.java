package io.longshore.api.glance;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Requests that mean harm, or nothing: the same ones from the same seed. Bytes are written as Latin-1. */
final class Nonsense {

    /** One of them, as it goes over the wire. */
    record Request(String line, String headers, String body) {}

    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "X");
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "x",
            "fast",
            "reliable",
            "cheap",
            "web",
            "nowhere",
            "os_glance_staging_store",
            "os_glance_import_task",
            "queued",
            "active",
            "raw",
            "bare",
            "public",
            "all",
            "true",
            "null",
            "0",
            "-1",
            "1e309",
            "18446744073709551616",
            "created_at",
            "asc",
            "in:a,\"b",
            "gt:2020-01-01T00:00:00Z",
            "eq:",
            "'; drop table images; --",
            "%s%n%x",
            "${jndi:ldap://127.0.0.1/}",
            "../../../etc/passwd",
            "a/b",
            "\u00e9",
            "\u00ff\u00fe",
            "http://127.0.0.1/i",
            "http://u:p@127.0.0.1/",
            "http://[::1]/",
            "http://169.254.169.254/",
            "file:///etc/passwd",
            "bytes=0-1",
            "bytes=-",
            "bytes 0-1/2",
            "application/json",
            "application/octet-stream",
            "application/openstack-images-v2.1-json-patch",
            "application/openstack-images-v2.0-json-patch",
            "application/vnd.openstack.images-v2.9",
            "text/html;q=0.1,*/*",
            "/name",
            "/tags/-",
            "/locations/0",
            "~2",
            "x".repeat(300),
            "y".repeat(9000));
    private static final List<String> FIELDS = List.of(
            "method",
            "name",
            "uri",
            "stores",
            "all_stores",
            "all_stores_must_succeed",
            "id",
            "status",
            "tags",
            "visibility",
            "disk_format",
            "container_format",
            "min_ram",
            "protected",
            "owner",
            "member",
            "op",
            "path",
            "value",
            "add",
            "replace",
            "remove",
            "locations",
            "url",
            "metadata",
            "validation_data",
            "type",
            "input",
            "");
    private static final List<String> HEADERS = List.of(
            "Content-Type",
            "Accept",
            "Range",
            "Content-Range",
            "If-Range",
            "If-None-Match",
            "X-Image-Meta-Store",
            "X-OpenStack-Image-Size",
            "X-OpenStack-Base-Image-Ref",
            "X-Openstack-Request-Id",
            "Content-Encoding",
            "Accept-Encoding",
            "X-Http-Method-Override",
            "Forwarded",
            "Cookie",
            "Origin");
    private static final List<String> PARAMETERS = List.of(
            "limit",
            "marker",
            "sort",
            "sort_key",
            "sort_dir",
            "name",
            "id",
            "status",
            "visibility",
            "member_status",
            "owner",
            "tag",
            "size_min",
            "created_at",
            "protected",
            "os_hidden",
            "prefer",
            "type",
            "image_id",
            "any");

    private final Random random;
    private final List<String> ids;
    private final List<String> tokens;

    /**
     * @param ids that may stand in paths and texts, besides those that mean nothing
     * @param tokens of callers
     */
    Nonsense(long seed, List<String> ids, List<String> tokens) {
        this.random = new Random(seed);
        this.ids = ids;
        this.tokens = tokens;
    }

    Request next() {
        Route route = of(Routes.all());
        String method = random.nextInt(6) == 0 ? of(METHODS) : of(route.verbs()).method();
        String path = route.segments().stream()
                .map(segment -> segment.equals("{}") ? segment() : random.nextInt(100) == 0 ? segment() : segment)
                .collect(Collectors.joining("/", "/", ""));
        String query = random.nextInt(3) == 0 ? "?" + times(4, () -> of(PARAMETERS) + "=" + encoded(text()), "&") : "";
        boolean takesBody = route.verb(method).filter(Route.Verb::takesBody).isPresent();
        String body = random.nextInt(10) < (takesBody ? 9 : 1) ? body() : "";
        String headers = "Host: h\r\n"
                + (random.nextInt(30) == 0 ? "" : "X-Auth-Token: " + of(tokens) + "\r\n")
                + (random.nextInt(3) == 0 ? "Content-Type: " + typeFor(method) + "\r\n" : "")
                + times(2, () -> of(HEADERS) + ": " + text() + "\r\n", "");
        if (random.nextInt(8) == 0) {
            String length = Integer.toHexString(body.length());
            boolean broken = random.nextInt(4) == 0;
            return new Request(
                    method + " " + path + query + " HTTP/1.1",
                    headers + "Transfer-Encoding: chunked\r\n",
                    (body.isEmpty() ? "" : length + "\r\n" + body + "\r\n") + (broken ? "zz\r\n" : "0\r\n\r\n"));
        }
        return new Request(
                method + " " + path + query + " HTTP/1.1",
                headers + (body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n"),
                body);
    }

    private static String typeFor(String method) {
        return switch (method) {
            case "PUT" -> "application/octet-stream";
            case "PATCH" -> "application/openstack-images-v2.1-json-patch";
            default -> "application/json";
        };
    }

    private String segment() {
        return random.nextInt(5) == 0 ? encoded(text()) : of(ids);
    }

    private String text() {
        return random.nextInt(5) == 0 ? of(ids) : of(TEXTS);
    }

    /** Sometimes a whole request that is nearly right, sometimes anything; sometimes a byte of it is another. */
    private String body() {
        String body = switch (random.nextInt(14)) {
            case 0 -> text();
            case 1 -> "{\"method\":{\"name\":\"web-download\",\"uri\":" + json(2) + "},\"stores\":" + json(1) + "}";
            case 2 -> "{\"method\":{\"name\":\"copy-image\"},\"stores\":[\"cheap\"],\"all_stores\":" + json(3) + "}";
            case 3 ->
                "[{\"op\":\"" + of(List.of("add", "replace", "remove", "move")) + "\",\"path\":" + json(3)
                        + ",\"value\":" + json(1) + "}]";
            case 4, 5 ->
                "{\"disk_format\":\"raw\",\"container_format\":\"bare\",\"" + of(FIELDS) + "\":" + json(0) + "}";
            case 6, 7, 8, 9 -> "{\"disk_format\":\"raw\",\"container_format\":\"bare\",\"x\":\"" + of(ids) + "\"}";
            case 10, 11 ->
                "{\"method\":{\"name\":\"" + of(List.of("copy-image", "glance-direct", "web-download"))
                        + "\",\"uri\":\"http://127.0.0.1/\"},\"all_stores_must_succeed\":" + json(3) + "}";
            default -> json(0);
        };
        if (body.isEmpty() || random.nextInt(5) > 0) {
            return body;
        }
        var broken = new StringBuilder(body);
        broken.setCharAt(random.nextInt(body.length()), (char) random.nextInt(256));
        return broken.toString();
    }

    private String json(int depth) {
        return switch (random.nextInt(depth > 3 ? 5 : 8)) {
            case 0 -> "null";
            case 1 -> of(List.of("true", "false", "0", "-1", "1.5", "1e999", "9".repeat(30), "9".repeat(80)));
            case 2 -> of(List.of("\"\\u0000\"", "\"\\ud83d\"", "\"\\ud83d\\ude00\"", "[[[[]]]]", "[".repeat(70)));
            case 3, 4 -> "\"" + text().replace("\"", "\\\"") + "\"";
            case 5 -> "[" + times(3, () -> json(depth + 1), ",") + "]";
            default -> "{" + times(4, () -> "\"" + of(FIELDS) + "\":" + json(depth + 1), ",") + "}";
        };
    }

    private interface Piece {
        String make();
    }

    private String times(int most, Piece piece, String between) {
        return IntStream.range(0, random.nextInt(most + 1))
                .mapToObj(i -> piece.make())
                .collect(Collectors.joining(between));
    }

    private <T> T of(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Percent-encoded, now and then not quite. */
    private String encoded(String text) {
        if (random.nextInt(20) == 0) {
            return of(List.of("%00", "%ff", "%zz", "%", "%F0%9F%98%80", "%2e%2e%2f", ";x=y", "\\", "{}"));
        }
        return WireText.segmentEncoded(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    }
}
