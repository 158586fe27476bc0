package io.longshore.api.glance;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads JSON bodies, whatever their Content-Type says. A missing, malformed or undecodable body is 400, one that is too long 413; so are
 * characters that the Image API does not take, anywhere in it.
 */
public final class JsonBodies {

    private final int longestBytes;

    public JsonBodies(long longestBytes) {
        this.longestBytes = Math.toIntExact(longestBytes);
    }

    /** The body, which must be an object. */
    public ObjectNode object(HttpServletRequest request) {
        return object(request, longestBytes);
    }

    /** The body, which must be an object, and of at most {@code mostBytes}, or what is taken of any if that is less. */
    ObjectNode object(HttpServletRequest request, int mostBytes) {
        if (read(request, Math.min(mostBytes, longestBytes)) instanceof ObjectNode object) {
            return object;
        }
        throw WireException.badRequest("Request body must be a JSON object.");
    }

    /** The body, which must be an array; {@code otherwise} is said of any other. */
    public ArrayNode array(HttpServletRequest request, String otherwise) {
        if (read(request, longestBytes) instanceof ArrayNode array) {
            return array;
        }
        throw WireException.badRequest(otherwise);
    }

    private static JsonNode read(HttpServletRequest request, int mostBytes) {
        byte[] bytes = bytes(request, mostBytes);
        if (bytes.length == 0) {
            throw WireException.badRequest("Body expected in request.");
        }
        JsonNode body = parsed(WireText.utf8(bytes, "The body"));
        if (!body.isContainer()) {
            throw WireException.badRequest("Unexpected body type. Expected list/dict.");
        }
        check(body, "The body");
        return body;
    }

    private static byte[] bytes(HttpServletRequest request, int mostBytes) {
        if (request.getContentLengthLong() > mostBytes) {
            throw tooLong(mostBytes);
        }
        try {
            byte[] bytes = request.getInputStream().readNBytes(mostBytes + 1);
            if (bytes.length > mostBytes) {
                throw tooLong(mostBytes);
            }
            return bytes;
        } catch (IOException e) {
            throw WireException.badRequest("The body cannot be read.");
        }
    }

    private static WireException tooLong(int mostBytes) {
        return WireException.of(413, "The body is longer than " + mostBytes + " bytes.");
    }

    private static JsonNode parsed(String text) {
        try {
            JsonNode body = Json.read(text);
            if (!body.isMissingNode()) {
                return body;
            }
        } catch (JacksonException e) {
            // Its words quote the body; ours will do.
        }
        throw WireException.badRequest("Malformed JSON in request body.");
    }

    /** {@code name} is that of the field that {@code node} is the value of, or in a list of. */
    private static void check(JsonNode node, String name) {
        if (node.isString()) {
            WireText.checked(node.asString(), name);
        }
        if (node.isArray()) {
            node.forEach(element -> check(element, name));
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            WireText.checked(field.getKey(), "The name of a field");
            check(field.getValue(), "'" + field.getKey() + "'");
        }
    }
}
