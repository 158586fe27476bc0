package io.longshore.api.glance;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The members of a JSON object, with their types checked: one that is there and of another type, null too, is 400 and named. Unknown
 * members are nobody's business.
 */
public record JsonFields(ObjectNode object) {

    public boolean has(String name) {
        return object.has(name);
    }

    /** A string, at most {@code longest} characters. */
    public Optional<String> text(String name, int longest) {
        return member(name).map(value -> {
            if (!value.isString()) {
                throw WireException.badRequest("'" + name + "' must be a string.");
            }
            if (value.asString().length() > longest) {
                throw WireException.badRequest("'" + name + "' is longer than " + longest + " characters.");
            }
            return value.asString();
        });
    }

    /** A string that is not empty, and must be there. */
    public String requiredText(String name, int longest) {
        return text(name, longest)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> WireException.badRequest("'" + name + "' is missing or empty."));
    }

    public Optional<Boolean> truth(String name) {
        return member(name).map(value -> {
            if (!value.isBoolean()) {
                throw WireException.badRequest("'" + name + "' must be boolean value only");
            }
            return value.asBoolean();
        });
    }

    public Optional<JsonFields> fields(String name) {
        return member(name).map(value -> {
            if (value instanceof ObjectNode fields) {
                return new JsonFields(fields);
            }
            throw WireException.badRequest("'" + name + "' must be an object.");
        });
    }

    /** A list of strings. */
    public Optional<List<String>> texts(String name) {
        return member(name).map(value -> {
            List<String> texts = new ArrayList<>();
            if (value.isArray() && value.valueStream().allMatch(JsonNode::isString)) {
                value.forEach(item -> texts.add(item.asString()));
                return texts;
            }
            throw WireException.badRequest("'" + name + "' must be a list of strings.");
        });
    }

    private Optional<JsonNode> member(String name) {
        return Optional.ofNullable(object.get(name));
    }
}
