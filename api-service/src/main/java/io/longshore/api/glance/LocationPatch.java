package io.longshore.api.glance;

import io.longshore.image.ExpectedHash;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import io.longshore.service.ImageDraft;
import io.longshore.service.LocationDraft;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the operations of a PATCH do to locations. Whoever cannot see them cannot change them: 403. */
final class LocationPatch {

    private static final String END = "-";
    private static final String CHECKSUM = "checksum";
    private static final int MD5_DIGITS = 32;
    private static final int LONGEST_ALGORITHM = 64;
    private static final Set<String> VALIDATION = Set.of(CHECKSUM, LocationBody.ALGORITHM, LocationBody.VALUE);

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
                hashes(location));
    }

    private static LocationDraft.@Nullable SaidHashes hashes(JsonFields location) {
        return location.fields("validation_data").map(LocationPatch::validated).orElse(null);
    }

    /** Whether the values are hashes is another matter, and a conflict. */
    private static LocationDraft.SaidHashes validated(JsonFields validation) {
        LocationBody.requireOnly(validation.object(), VALIDATION);
        String checksum = validation.text(CHECKSUM, MD5_DIGITS).orElse(null);
        if (checksum != null && checksum.length() < MD5_DIGITS) {
            throw mismatch("checksum is shorter than " + MD5_DIGITS + " characters");
        }
        return new LocationDraft.SaidHashes(
                checksum == null ? null : checksum.toLowerCase(Locale.ROOT),
                new ExpectedHash(
                        validation.requiredText(LocationBody.ALGORITHM, LONGEST_ALGORITHM),
                        validation
                                .requiredText(LocationBody.VALUE, LocationBody.LONGEST_HASH)
                                .toLowerCase(Locale.ROOT)));
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
