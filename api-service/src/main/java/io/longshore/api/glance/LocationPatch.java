package io.longshore.api.glance;

import io.longshore.image.ExpectedHash;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import io.longshore.service.ImageDraft;
import io.longshore.service.LocationDraft;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the operations of a PATCH do to locations. Whoever cannot see them cannot change them: 403. */
final class LocationPatch {

    private static final String END = "-";

    private final ShownLocations shown;

    LocationPatch(ShownLocations shown) {
        this.shown = shown;
    }

    /** 400 where {@code value} is no location. */
    Consumer<ImageDraft> add(JsonNode value) {
        LocationDraft.Said location = said(value);
        return shown.all() ? draft -> draft.locations().add(location) : invisible("add");
    }

    /** 400 where {@code value} is no list of locations; 403 for an empty one. */
    Consumer<ImageDraft> replace(JsonNode value) {
        if (!value.isArray()) {
            throw mismatch("locations is not of type 'array'");
        }
        if (value.isEmpty()) {
            return draft -> {
                throw WireException.denied("Cannot set locations to empty list.");
            };
        }
        if (!shown.all()) {
            return invisible("update");
        }
        List<LocationDraft.Said> locations =
                value.valueStream().map(LocationPatch::said).toList();
        return draft -> draft.locations().replace(locations);
    }

    /** @param position as in the path */
    Consumer<ImageDraft> remove(String position) {
        if (!shown.all()) {
            return invisible("remove");
        }
        int index = position.equals(END) ? LocationDraft.END : Integer.parseInt(position);
        return draft -> draft.locations().remove(index);
    }

    private static LocationDraft.Said said(JsonNode value) {
        if (!(value instanceof ObjectNode fields && fields.has("url") && fields.has("metadata"))) {
            throw mismatch("a location must have url and metadata");
        }
        JsonFields location = new JsonFields(fields);
        JsonNode metadata = fields.get("metadata");
        if (!metadata.isObject()) {
            throw mismatch("a location's metadata is not of type 'object'");
        }
        return new LocationDraft.Said(
                ObjectUrl.of(location.requiredText("url", ImageSchema.LONGEST_NAME)),
                LocationBody.metadata(metadata),
                expected(location));
    }

    private static @Nullable ExpectedHash expected(JsonFields location) {
        return location.fields("validation_data")
                .flatMap(LocationBody::expected)
                .orElse(null);
    }

    private static WireException mismatch(String problem) {
        return WireException.badRequest("Provided object does not match schema 'image': " + problem);
    }

    private static Consumer<ImageDraft> invisible(String what) {
        return draft -> {
            throw new ImageException(
                    FailureKind.FORBIDDEN, "It's not allowed to " + what + " locations if locations are invisible.");
        };
    }
}
