package io.longshore.api.glance;

import io.longshore.image.Caller;
import io.longshore.image.ContentHashes;
import io.longshore.image.Image;
import io.longshore.image.ImageLocation;
import io.longshore.image.ImageStatus;
import io.longshore.image.StoreId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The image document. */
final class ImageView {

    static final String PATH = "/v2/images";

    private ImageView() {}

    static byte[] bytes(Image image, Caller caller, ShownLocations shown) {
        return Json.bytes(json -> write(json, image, caller, shown));
    }

    static void write(JsonGenerator json, Image image, Caller caller, ShownLocations shown) {
        String id = image.id().toString();
        ContentHashes hashes = image.hashes();
        json.writeStartObject();
        image.properties().forEach(json::writeStringProperty);
        progress(json, image);
        json.writeStringProperty("name", image.name());
        json.writeStringProperty(
                "disk_format",
                image.diskFormat() == null ? null : image.diskFormat().wire());
        json.writeStringProperty(
                "container_format",
                image.containerFormat() == null ? null : image.containerFormat().wire());
        json.writeStringProperty("visibility", image.visibility().wire());
        number(json, "size", image.sizeBytes());
        number(json, "virtual_size", image.virtualSizeBytes());
        json.writeStringProperty("status", image.status().wire());
        json.writeStringProperty("checksum", hashes == null ? null : hashes.md5());
        json.writeBooleanProperty("protected", image.isProtected());
        json.writeNumberProperty("min_ram", image.minRam());
        json.writeNumberProperty("min_disk", image.minDisk());
        json.writeStringProperty("owner", image.owner());
        json.writeBooleanProperty("os_hidden", image.isHidden());
        json.writeStringProperty("os_hash_algo", hashes == null ? null : ContentHashes.ALGORITHM);
        json.writeStringProperty("os_hash_value", hashes == null ? null : hashes.sha512());
        json.writeStringProperty("id", id);
        json.writeStringProperty("created_at", time(image.createdAt()));
        json.writeStringProperty("updated_at", time(image.updatedAt()));
        json.writeArrayPropertyStart("tags");
        image.tags().forEach(json::writeString);
        json.writeEndArray();
        json.writeStringProperty("self", PATH + "/" + id);
        json.writeStringProperty("file", PATH + "/" + id + "/file");
        json.writeStringProperty("schema", "/v2/schemas/image");
        boolean visible = image.status() != ImageStatus.DEACTIVATED || caller.isAdmin();
        locations(json, visible ? image.locations() : List.of(), shown);
        json.writeEndObject();
    }

    private static void locations(JsonGenerator json, List<ImageLocation> locations, ShownLocations shown) {
        if (!locations.isEmpty()) {
            json.writeStringProperty(
                    "stores",
                    locations.stream().map(location -> location.store().value()).collect(Collectors.joining(",")));
            if (shown.direct()) {
                json.writeStringProperty(
                        "direct_url",
                        locations.getFirst().url().withoutCredentials().value());
            }
        }
        if (shown.all()) {
            json.writeName("locations");
            LocationView.writeAll(json, locations);
        }
    }

    private static void progress(JsonGenerator json, Image image) {
        if (image.openImport() != null) {
            json.writeStringProperty("os_glance_import_task", image.openImport().toString());
        }
        stores(json, "os_glance_importing_to_stores", image.importingTo());
        stores(json, "os_glance_failed_import", image.failedImport());
    }

    private static void stores(JsonGenerator json, String name, @Nullable List<StoreId> stores) {
        if (stores != null) {
            json.writeStringProperty(
                    name, stores.stream().sorted().map(StoreId::value).collect(Collectors.joining(",")));
        }
    }

    private static void number(JsonGenerator json, String name, @Nullable Long value) {
        if (value == null) {
            json.writeNullProperty(name);
        } else {
            json.writeNumberProperty(name, value);
        }
    }

    /** As the Image API writes times: UTC, whole seconds. */
    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
