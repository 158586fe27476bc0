package io.longshore.launch.bench;

import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Status and headers of an answer.
 *
 * @param headers names in lower case
 */
record ResponseHead(int status, Map<String, String> headers) {

    /** Reads everything up to the empty line. */
    static ResponseHead parse(String text) throws IOException {
        String[] lines = text.split("\r\n", -1);
        if (!lines[0].matches("HTTP/1\\.[01] [1-5]\\d\\d( .*)?")) {
            throw new IOException("no HTTP answer: " + lines[0]);
        }
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.put(
                        lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip());
            }
        }
        boolean old = lines[0].startsWith("HTTP/1.0");
        headers.putIfAbsent("connection", old ? "close" : "keep-alive");
        return new ResponseHead(Integer.parseInt(lines[0].substring(9, 12)), Map.copyOf(headers));
    }

    boolean endsConnection() {
        return headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT).contains("close");
    }

    boolean isChunked() {
        return headers.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .contains("chunked");
    }

    /** Whether there can be no body, whatever the headers say. */
    boolean isBare() {
        return status < 200 || status == 204 || status == 304;
    }

    OptionalLong contentLength() {
        String length = headers.get("content-length");
        return length == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(length));
    }
}
