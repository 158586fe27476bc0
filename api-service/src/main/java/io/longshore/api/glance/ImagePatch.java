package io.longshore.api.glance;

import io.longshore.service.ImageDraft;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The changes of a PATCH, applied in order, all or none. Not quite JSON Patch: three operations, one level deep, and rules of the Image
 * API's own. {@code locations} can be changed where they are shown.
 */
final class ImagePatch implements Consumer<ImageDraft> {

    /** The two forms, by the media type of the body. */
    enum Form {
        /** {@code {"replace": "/name", "value": "x"}}; an {@code add} must be of something new. */
        V2_0("application/openstack-images-v2.0-json-patch"),
        /** {@code {"op": "replace", "path": "/name", "value": "x"}}. */
        V2_1("application/openstack-images-v2.1-json-patch");

        static final String TYPES = V2_0.type + ", " + V2_1.type;

        private final String type;

        Form(String type) {
            this.type = type;
        }

        /** The form of a body of that media type; any other is 415. */
        static Form of(@Nullable String contentType) {
            String type = contentType == null ? "" : contentType.split(";", 2)[0].strip();
            for (Form form : values()) {
                if (form.type.equalsIgnoreCase(type)) {
                    return form;
                }
            }
            throw WireException.unsupportedMediaType(contentType, TYPES);
        }
    }

    private enum Operation {
        ADD,
        REMOVE,
        REPLACE
    }

    private static final Map<String, Operation> OPERATIONS =
            Map.of("add", Operation.ADD, "remove", Operation.REMOVE, "replace", Operation.REPLACE);

    private final List<Consumer<ImageDraft>> changes;

    private ImagePatch(List<Consumer<ImageDraft>> changes) {
        this.changes = changes;
    }

    /** 400 for what makes no sense, 403 for what nobody may change; what depends on the image waits for {@link #accept}. */
    static ImagePatch parse(ArrayNode body, Form form, ShownLocations shown) {
        LocationPatch locations = new LocationPatch(shown);
        return new ImagePatch(
                body.valueStream().map(item -> change(item, form, locations)).toList());
    }

    /** 403 for removing what every image has; 409 for removing or replacing what is not there, or, in the old form, adding what is. */
    @Override
    public void accept(ImageDraft draft) {
        changes.forEach(change -> change.accept(draft));
    }

    private static Consumer<ImageDraft> change(JsonNode item, Form form, LocationPatch locations) {
        if (!(item instanceof ObjectNode fields)) {
            throw WireException.badRequest("Operations must be JSON objects.");
        }
        String word = switch (form) {
            case V2_0 -> onlyOperation(fields);
            case V2_1 -> operationNamed(fields);
        };
        Operation operation = OPERATIONS.get(word);
        if (operation == null) {
            throw WireException.badRequest(
                    "Invalid operation: `" + word + "`. It must be one of the following: add, remove, replace.");
        }
        PatchPath path =
                PatchPath.parse(text(fields, form == Form.V2_0 ? word : "path"), operation == Operation.REPLACE);
        JsonNode value = fields.get("value");
        if (operation == Operation.REMOVE) {
            return path.isLocation() ? locations.remove(path.position()) : draft -> remove(draft, path.root());
        }
        if (value == null) {
            throw WireException.badRequest("Operation \"" + word + "\" requires a member named \"value\".");
        }
        if (path.isLocation()) {
            return operation == Operation.REPLACE ? locations.replace(value) : locations.add(value);
        }
        Consumer<ImageDraft> words = ImageSchema.words(path.root(), value);
        return draft -> {
            requireRoom(draft, path.root(), operation, form);
            words.accept(draft);
        };
    }

    private static String onlyOperation(ObjectNode fields) {
        List<String> named = OPERATIONS.keySet().stream().filter(fields::has).toList();
        if (named.size() != 1) {
            throw WireException.badRequest(
                    "Operation objects must contain exactly one member named \"add\", \"remove\", or \"replace\".");
        }
        return named.getFirst();
    }

    private static String operationNamed(ObjectNode fields) {
        return text(fields, "op");
    }

    private static String text(ObjectNode fields, String name) {
        JsonNode value = fields.get(name);
        if (value == null || !value.isString()) {
            throw WireException.badRequest("Operation objects must contain a member named \"" + name + "\", a string.");
        }
        return value.asString();
    }

    private static void requireRoom(ImageDraft draft, String name, Operation operation, Form form) {
        boolean exists = ImageSchema.isBase(name) || draft.properties().containsKey(name);
        if (operation == Operation.REPLACE && !exists) {
            throw absent(name);
        }
        if (operation == Operation.ADD && form == Form.V2_0 && exists) {
            throw WireException.conflict("Property " + name + " already present.");
        }
    }

    private static void remove(ImageDraft draft, String name) {
        if (ImageSchema.isBase(name)) {
            throw WireException.denied("Property " + name + " may not be removed.");
        }
        if (draft.properties().remove(name) == null) {
            throw absent(name);
        }
    }

    private static WireException absent(String name) {
        return WireException.conflict("Property " + name + " does not exist.");
    }
}
