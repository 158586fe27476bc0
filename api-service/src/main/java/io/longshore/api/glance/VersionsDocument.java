package io.longshore.api.glance;

import java.util.List;

/** The versions of the Image API that are spoken here: those of a Glance with several stores and without a cache. */
final class VersionsDocument {

    static final String PATH = "/v2/";

    private static final String CURRENT = "v2.17";

    /** In the order of the document. */
    private static final List<String> VERSIONS = List.of(
            "v2.15", "v2.13", "v2.12", "v2.11", "v2.10", "v2.9", "v2.8", CURRENT, "v2.7", "v2.6", "v2.5", "v2.4",
            "v2.3", "v2.2", "v2.1", "v2.0");

    private VersionsDocument() {}

    /** Whether {@code name} may stand in a path: any minor version means the same. */
    static boolean knows(String name) {
        return name.equals("v2") || VERSIONS.contains(name);
    }

    /** @param href the absolute link of {@link #PATH} */
    static byte[] bytes(String href) {
        return Json.bytes(json -> {
            json.writeStartObject();
            json.writeArrayPropertyStart("versions");
            for (String version : VERSIONS) {
                json.writeStartObject();
                json.writeStringProperty("id", version);
                json.writeStringProperty("status", version.equals(CURRENT) ? "CURRENT" : "SUPPORTED");
                json.writeArrayPropertyStart("links");
                json.writeStartObject();
                json.writeStringProperty("rel", "self");
                json.writeStringProperty("href", href);
                json.writeEndObject();
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }
}
