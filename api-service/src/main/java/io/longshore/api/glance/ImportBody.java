package io.longshore.api.glance;

import io.longshore.image.StoreId;
import io.longshore.importing.ImportMethod;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The body of an import request, its types checked in the order in which Glance does; unknown members are ignored, as there.
 *
 * @param stores none where the body names none
 * @param json as it was sent
 */
record ImportBody(
        ImportMethod method, @Nullable List<String> stores, boolean allStores, boolean allMustSucceed, String json) {

    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_URI = 8192;

    static ImportBody parse(ObjectNode body, List<String> enabledMethods) {
        JsonFields fields = new JsonFields(body);
        ImportMethod method = method(fields, enabledMethods);
        boolean must = truth(fields, "all_stores_must_succeed", true);
        boolean all = truth(fields, "all_stores", false);
        return new ImportBody(method, stores(fields), all, must, body.toString());
    }

    private static ImportMethod method(JsonFields fields, List<String> enabled) {
        if (!fields.has("method")) {
            throw WireException.badRequest("Import request requires a 'method' field.");
        }
        JsonFields method = fields.fields("method").orElseThrow();
        if (!method.has("name")) {
            throw WireException.badRequest("Import request requires a 'name' field.");
        }
        JsonNode name = method.object().get("name");
        if (!name.isString() || !enabled.contains(name.asString())) {
            throw WireException.badRequest("Unknown import method name '" + shown(name) + "'.");
        }
        return switch (name.asString()) {
            case ImportMethod.GLANCE_DIRECT -> new ImportMethod.GlanceDirect();
            case ImportMethod.COPY_IMAGE -> new ImportMethod.CopyImage();
            case ImportMethod.WEB_DOWNLOAD ->
                new ImportMethod.WebDownload(uri(method).orElse(""));
            default -> throw WireException.badRequest("Unknown import method name '" + shown(name) + "'.");
        };
    }

    /** A missing address is judged like an empty one, after everything else: then it does not pass the filter. */
    private static Optional<String> uri(JsonFields method) {
        JsonNode uri = method.object().get("uri");
        return uri == null || uri.isNull() ? Optional.empty() : method.text("uri", LONGEST_URI);
    }

    private static boolean truth(JsonFields fields, String name, boolean otherwise) {
        return fields.truth(name).orElse(otherwise);
    }

    private static @Nullable List<String> stores(JsonFields fields) {
        List<String> stores = fields.texts("stores").orElse(null);
        if (stores == null) {
            return null;
        }
        if (stores.isEmpty()) {
            throw WireException.badRequest("'stores' is empty: name at least one store, or leave it out.");
        }
        for (String store : stores) {
            if (store.length() > LONGEST_NAME) {
                throw WireException.badRequest("'stores' has a name longer than " + LONGEST_NAME + " characters.");
            }
        }
        return List.copyOf(stores);
    }

    /** The id of a store that a client names; a name that no store can have is as unknown as any other. */
    static StoreId store(String name) {
        if (name.isBlank()) {
            throw WireException.of(409, "Store for identifier " + name + " not found");
        }
        return StoreId.of(name);
    }

    private static String shown(JsonNode name) {
        String text = name.isString() ? name.asString() : name.toString();
        return text.length() > LONGEST_NAME ? text.substring(0, LONGEST_NAME) + "…" : text;
    }
}
