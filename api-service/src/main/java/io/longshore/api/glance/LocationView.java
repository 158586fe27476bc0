package io.longshore.api.glance;

import io.longshore.image.ImageLocation;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** Where copies lie, as the wire shows it: addresses, with the store among their metadata. */
final class LocationView {

    private LocationView() {}

    /** As an array, in the order given. */
    static void writeAll(JsonGenerator json, List<ImageLocation> locations) {
        json.writeStartArray();
        for (ImageLocation location : locations) {
            json.writeStartObject();
            json.writeStringProperty("url", location.url().withoutCredentials().value());
            json.writeName("metadata");
            json.writeStartObject();
            location.metadata().forEach(json::writePOJOProperty);
            json.writeStringProperty("store", location.store().value());
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
