package io.longshore.api.glance;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** What a controller answers when all is well: status, headers and a body that is ready to be sent. */
public final class Reply {

    private static final byte[] EMPTY = {};

    private final int status;
    private final @Nullable String contentType;
    private final byte[] body;
    private final Map<String, String> headers = new LinkedHashMap<>();

    private Reply(int status, @Nullable String contentType, byte[] body) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
    }

    /** 200 with the JSON that {@code writer} writes. */
    public static Reply json(Consumer<JsonGenerator> writer) {
        return json(200, Json.bytes(writer));
    }

    public static Reply json(int status, byte[] json) {
        return new Reply(status, "application/json", json);
    }

    static Reply text(String text) {
        return new Reply(200, "text/plain; charset=UTF-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** No body; of the type that Glance says even so. */
    public static Reply empty(int status) {
        return new Reply(status, "text/html; charset=UTF-8", EMPTY);
    }

    /** 204 of no type at all. */
    public static Reply bare() {
        return new Reply(204, null, EMPTY);
    }

    /** Adds a header. */
    public Reply with(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Sends the answer. */
    void write(HttpServletResponse response) throws IOException {
        response.setStatus(status);
        headers.forEach(response::setHeader);
        if (contentType != null) {
            response.setContentType(contentType);
        }
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
