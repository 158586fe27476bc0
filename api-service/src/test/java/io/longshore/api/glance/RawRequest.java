package io.longshore.api.glance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A request exactly as it is written here, for what no HTTP client would send. Bytes are written as Latin-1. */
final class RawRequest {

    private RawRequest() {}

    /** Sends {@code line} with headers that the test gives, and reads until the server closes. */
    static Client.Answer send(int port, String line, String headers, String body) {
        String request = line + "\r\n" + headers + "Connection: close\r\n\r\n" + body;
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return parse(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("no answer to " + line, e);
        }
    }

    private static Client.Answer parse(String answer) {
        int end = answer.indexOf("\r\n\r\n");
        String[] head = answer.substring(0, end).split("\r\n", -1);
        Map<String, String> headers = new HashMap<>();
        Arrays.stream(head).skip(1).forEach(line -> {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        });
        return new Client.Answer(Integer.parseInt(head[0].substring(9, 12)), headers, answer.substring(end + 4));
    }
}
