package io.longshore.api.glance;

import io.longshore.importing.ImportMethod;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The body of an import request, its types checked in the order in which Glance does; unknown members are ignored, as there.
 *
 * @param json as it was sent, but for user information in the address
 */
record ImportBody(ImportMethod method, JsonFields fields, boolean allStores, boolean allMustSucceed, String json) {

    /** It is kept with the import, and shown with its task. */
    static final int MOST_BYTES = 64 << 10;

    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_URI = 8192;
    private static final Pattern USER_INFORMATION = Pattern.compile("(?s)^([^/?#]*//)[^/?#]*@");

    static ImportBody parse(ObjectNode body, List<String> enabledMethods) {
        JsonFields fields = new JsonFields(body);
        ImportMethod method = method(fields, enabledMethods);
        boolean must = truth(fields, "all_stores_must_succeed", true);
        boolean all = truth(fields, "all_stores", false);
        return new ImportBody(method, fields, all, must, withoutSecret(body));
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

    /** The names that the body gives, empty where it gives none: for when it is their turn to be refused. */
    Optional<List<String>> stores() {
        return fields.texts("stores").map(ImportBody::checked);
    }

    private static List<String> checked(List<String> stores) {
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

    /** Addresses with user information are fetched by no method, but clients may send them with any. */
    private static String withoutSecret(ObjectNode body) {
        if (body.get("method") instanceof ObjectNode method
                && method.get("uri") instanceof StringNode uri
                && USER_INFORMATION.matcher(uri.asString()).find()) {
            ObjectNode shown = body.deepCopy();
            shown.withObject("/method")
                    .put("uri", USER_INFORMATION.matcher(uri.asString()).replaceFirst("$1"));
            return shown.toString();
        }
        return body.toString();
    }

    private static String shown(JsonNode name) {
        String text = name.isString() ? name.asString() : name.toString();
        return text.length() > LONGEST_NAME ? text.substring(0, LONGEST_NAME) + "…" : text;
    }
}
