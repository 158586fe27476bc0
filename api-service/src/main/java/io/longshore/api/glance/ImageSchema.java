package io.longshore.api.glance;

import io.longshore.image.ContainerFormat;
import io.longshore.image.DiskFormat;
import io.longshore.image.ImageId;
import io.longshore.image.Visibility;
import io.longshore.service.ImageDraft;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Which properties an image has on the wire, and what may be said of them: what {@code /v2/schemas/image} says, as code. */
final class ImageSchema {

    /** Names and texts of base properties and members. */
    static final int LONGEST_NAME = 255;

    private static final Set<String> READ_ONLY = Set.of(
            "created_at",
            "updated_at",
            "status",
            "checksum",
            "size",
            "virtual_size",
            "direct_url",
            "self",
            "file",
            "schema",
            "stores",
            "os_hash_algo",
            "os_hash_value");
    private static final Set<String> WRITABLE = Set.of(
            "id",
            "name",
            "visibility",
            "protected",
            "os_hidden",
            "owner",
            "container_format",
            "disk_format",
            "tags",
            "min_ram",
            "min_disk");
    private static final Set<String> RESERVED = Set.of("location", "deleted", "deleted_at");

    private ImageSchema() {}

    static boolean isReadOnly(String name) {
        return READ_ONLY.contains(name);
    }

    static boolean isReserved(String name) {
        return RESERVED.contains(name) || isProgress(name);
    }

    /** Told of an import, and by us alone. */
    static boolean isProgress(String name) {
        return name.startsWith("os_glance");
    }

    /** Whether every image has it. */
    static boolean isBase(String name) {
        return WRITABLE.contains(name) || READ_ONLY.contains(name) || name.equals("locations");
    }

    /** What saying {@code name} is {@code value} does to a draft; 400 where that cannot be said. */
    static Consumer<ImageDraft> words(String name, JsonNode value) {
        return switch (name) {
            case "name" -> {
                String text = textOrNull(name, value, LONGEST_NAME);
                yield draft -> draft.name(text);
            }
            case "owner" -> {
                String text = textOrNull(name, value, LONGEST_NAME);
                yield draft -> draft.owner(text);
            }
            case "visibility" -> {
                Visibility visibility = oneOf(name, value, Visibility::parse, Visibility.values());
                yield draft -> draft.visibility(visibility);
            }
            case "protected" -> {
                boolean truth = truth(name, value);
                yield draft -> draft.isProtected(truth);
            }
            case "os_hidden" -> {
                boolean truth = truth(name, value);
                yield draft -> draft.isHidden(truth);
            }
            case "disk_format" -> {
                DiskFormat format = value.isNull() ? null : oneOf(name, value, DiskFormat::parse, DiskFormat.values());
                yield draft -> draft.diskFormat(format);
            }
            case "container_format" -> {
                ContainerFormat format =
                        value.isNull() ? null : oneOf(name, value, ContainerFormat::parse, ContainerFormat.values());
                yield draft -> draft.containerFormat(format);
            }
            case "tags" -> {
                Set<String> tags = tags(value);
                yield draft -> draft.tags(tags);
            }
            case "min_ram" -> {
                int number = natural(name, value);
                yield draft -> draft.minRam(number);
            }
            case "min_disk" -> {
                int number = natural(name, value);
                yield draft -> draft.minDisk(number);
            }
            default -> {
                String text = custom(name, value);
                yield draft -> draft.properties().put(name, text);
            }
        };
    }

    /** An image id that the client has chosen. */
    static ImageId id(JsonNode value) {
        return ImageId.parse(text("id", value, Integer.MAX_VALUE))
                .orElseThrow(() -> mismatch("id", value, "is not a UUID", "pattern"));
    }

    /** A tag of a path. */
    static String tag(String tag) {
        if (tag.length() > LONGEST_NAME) {
            throw WireException.badRequest("Provided object does not match schema 'image': the tag is too long (255).");
        }
        return tag;
    }

    /** A property of the operator's own schema, or anybody's: always a string. */
    private static String custom(String name, JsonNode value) {
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw WireException.badRequest(
                    "The name of a property must have 1 to " + LONGEST_NAME + " characters: " + shortened(name));
        }
        return switch (name) {
            case "kernel_id", "ramdisk_id" -> {
                String id = textOrNull(name, value, Integer.MAX_VALUE);
                if (id != null && ImageId.parse(id).isEmpty()) {
                    throw mismatch(name, value, "is not a UUID", "pattern");
                }
                yield id == null ? "" : id;
            }
            case "cinder_encryption_key_deletion_policy" -> {
                String policy = text(name, value, Integer.MAX_VALUE);
                if (!policy.equals("on_image_deletion") && !policy.equals("do_not_delete")) {
                    throw mismatch(name, value, "is not one of ['on_image_deletion', 'do_not_delete']", "enum");
                }
                yield policy;
            }
            default -> text(name, value, Integer.MAX_VALUE);
        };
    }

    private static @Nullable String textOrNull(String name, JsonNode value, int longest) {
        return value.isNull() ? null : text(name, value, longest);
    }

    private static String text(String name, JsonNode value, int longest) {
        if (!value.isString()) {
            throw mismatch(name, value, "is not of type 'string'", "type");
        }
        if (value.asString().length() > longest) {
            throw mismatch(name, value, "is too long", "maxLength");
        }
        return value.asString();
    }

    private static boolean truth(String name, JsonNode value) {
        if (!value.isBoolean()) {
            throw mismatch(name, value, "is not of type 'boolean'", "type");
        }
        return value.asBoolean();
    }

    private static int natural(String name, JsonNode value) {
        if (!value.isIntegralNumber()) {
            throw mismatch(name, value, "is not of type 'integer'", "type");
        }
        if (value.bigIntegerValue().signum() < 0) {
            throw WireException.badRequest(
                    "Invalid value '" + value + "' for parameter '" + name + "': Cannot be a negative value");
        }
        if (!value.canConvertToInt()) {
            throw mismatch(name, value, "is greater than the maximum of " + Integer.MAX_VALUE, "maximum");
        }
        return value.intValue();
    }

    private static Set<String> tags(JsonNode value) {
        if (!value.isArray()) {
            throw mismatch("tags", value, "is not of type 'array'", "type");
        }
        Set<String> tags = new LinkedHashSet<>();
        value.forEach(tag -> tags.add(text("tags", tag, LONGEST_NAME)));
        return tags;
    }

    private static <T> T oneOf(String name, JsonNode value, Function<String, Optional<T>> parse, T[] all) {
        return parse.apply(text(name, value, Integer.MAX_VALUE))
                .orElseThrow(() -> mismatch(
                        name,
                        value,
                        "is not one of "
                                + Arrays.stream(all)
                                        .map(v -> "'" + v.toString().toLowerCase(java.util.Locale.ROOT) + "'")
                                        .collect(Collectors.joining(", ", "[", "]")),
                        "enum"));
    }

    private static WireException mismatch(String name, JsonNode value, String problem, String rule) {
        return WireException.badRequest("Provided object does not match schema 'image': " + shown(value) + " " + problem
                + "  Failed validating '" + rule + "' in schema['properties']['" + shortened(name) + "']");
    }

    private static String shown(JsonNode value) {
        return value.isString() ? "'" + shortened(value.asString()) + "'" : shortened(value.toString());
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_NAME + 1 ? text : text.substring(0, LONGEST_NAME) + "…";
    }
}
