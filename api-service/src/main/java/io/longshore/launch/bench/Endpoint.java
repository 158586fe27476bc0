package io.longshore.launch.bench;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where requests go, and how they begin.
 *
 * @param prefix stands before each path
 */
record Endpoint(
        String host, int port, String prefix, @Nullable String token) {

    static Endpoint of(URI url, @Nullable String token) {
        String path = url.getPath() == null ? "" : url.getPath();
        return new Endpoint(
                url.getHost(),
                url.getPort() < 0 ? 80 : url.getPort(),
                path.endsWith("/") ? path.substring(0, path.length() - 1) : path,
                token);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(host, port);
    }

    /** A request without a body. */
    byte[] request(String method, String path) {
        return head(method, path).append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A request with a small body. */
    byte[] request(String method, String path, byte[] json) {
        byte[] head = head(method, path, "application/json", json.length);
        byte[] whole = new byte[head.length + json.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(json, 0, whole, head.length, json.length);
        return whole;
    }

    /** A request whose body follows. */
    byte[] head(String method, String path, String contentType, long contentBytes) {
        return head(method, path)
                .append("Content-Type: ")
                .append(contentType)
                .append("\r\nContent-Length: ")
                .append(contentBytes)
                .append("\r\n\r\n")
                .toString()
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private StringBuilder head(String method, String path) {
        StringBuilder head = new StringBuilder(256)
                .append(method)
                .append(' ')
                .append(prefix)
                .append(path)
                .append(" HTTP/1.1\r\nHost: ")
                .append(host)
                .append(':')
                .append(port)
                .append("\r\nAccept: */*\r\n");
        return token == null
                ? head
                : head.append("X-Auth-Token: ").append(token).append("\r\n");
    }
}
