package io.longshore.api.glance;

import io.longshore.image.ExpectedHash;
import io.longshore.image.ObjectUrl;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the body of {@code POST /v2/images/{id}/locations} says. */
record LocationBody(ObjectUrl url, @Nullable ExpectedHash expected) {

    private static final Set<String> ALGORITHMS = Set.of("md5", "sha1", "sha256", "sha512");
    static final String ALGORITHM = "os_hash_algo";
    static final String VALUE = "os_hash_value";
    private static final String VALIDATION = "validation_data";
    static final int LONGEST_HASH = 128;

    /** 400 for anything that is not in the schema. */
    static LocationBody parse(ObjectNode body) {
        requireOnly(body, Set.of("url", VALIDATION));
        JsonFields fields = new JsonFields(body);
        ObjectUrl url = ObjectUrl.of(fields.requiredText("url", ImageSchema.LONGEST_NAME));
        Optional<JsonFields> validation = fields.fields(VALIDATION);
        validation.ifPresent(v -> requireOnly(v.object(), Set.of(ALGORITHM, VALUE)));
        return new LocationBody(url, validation.flatMap(LocationBody::expected).orElse(null));
    }

    /** Both or neither; whether the value fits its algorithm is not looked at. */
    private static Optional<ExpectedHash> expected(JsonFields validation) {
        Optional<String> algorithm = validation.text(ALGORITHM, ImageSchema.LONGEST_NAME);
        Optional<String> value = validation.text(VALUE, LONGEST_HASH);
        if (algorithm.isPresent() != value.isPresent()) {
            throw WireException.badRequest(ALGORITHM + " and " + VALUE + " must be given together.");
        }
        if (algorithm.isPresent() && !ALGORITHMS.contains(algorithm.get())) {
            throw WireException.badRequest("'" + ALGORITHM + "' is not one of ['sha1', 'sha256', 'sha512', 'md5']");
        }
        return algorithm.map(a -> new ExpectedHash(a, value.orElseThrow().toLowerCase(Locale.ROOT)));
    }

    /** The input of the task that this is, JSON, without credentials. */
    String input(String image) {
        byte[] input = Json.bytes(json -> {
            json.writeStartObject();
            json.writeStringProperty("image_id", image);
            json.writeStringProperty("loc_url", url.toString());
            json.writeObjectPropertyStart(VALIDATION);
            if (expected != null) {
                json.writeStringProperty(ALGORITHM, expected.algorithm());
                json.writeStringProperty(VALUE, expected.value());
            }
            json.writeEndObject();
            json.writeEndObject();
        });
        return new String(input, StandardCharsets.UTF_8);
    }

    /** 400 for anything else in {@code object}. */
    static void requireOnly(ObjectNode object, Set<String> known) {
        object.propertyNames().stream()
                .filter(name -> !known.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw WireException.badRequest("Additional properties are not allowed ('"
                            + (name.length() > ImageSchema.LONGEST_NAME ? "…" : name) + "' was unexpected)");
                });
    }

    /** What a location's metadata says: objects, arrays and strings, however deep; 400 for anything else. */
    static Map<String, Object> metadata(JsonNode node) {
        Map<String, Object> map = new LinkedHashMap<>();
        node.properties().forEach(entry -> map.put(entry.getKey(), value(entry.getValue())));
        return map;
    }

    private static Object value(JsonNode node) {
        if (node.isString()) {
            return node.asString();
        }
        if (node.isObject()) {
            return metadata(node);
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            node.forEach(item -> list.add(value(item)));
            return list;
        }
        throw WireException.badRequest("The metadata of a location may hold objects, arrays and strings only.");
    }
}
