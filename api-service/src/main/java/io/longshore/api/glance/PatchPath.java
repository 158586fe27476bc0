package io.longshore.api.glance;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.util.ArrayList;
import java.util.List;

/**
 * What an operation of a PATCH is about.
 *
 * @param root the property
 * @param isLocation whether it is about locations, which have a level more
 * @param position of the location that is meant, or {@code -}; empty where none is
 */
record PatchPath(String root, boolean isLocation, String position) {

    private static final String LOCATIONS = "locations";

    /**
     * Reads a JSON pointer: 400 where it is none or goes too deep, 403 where nobody may change what it points at.
     *
     * @param whole whether the operation is about a property as a whole, even {@code locations}
     */
    static PatchPath parse(String pointer, boolean whole) {
        List<String> steps = steps(pointer);
        String root = steps.getFirst();
        if (ImageSchema.isReadOnly(root) || root.equals("id")) {
            throw new ImageException(FailureKind.FORBIDDEN, "Attribute '" + root + "' is read-only.");
        }
        if (ImageSchema.isReserved(root)) {
            throw new ImageException(FailureKind.FORBIDDEN, "Attribute '" + root + "' is reserved.");
        }
        boolean location = root.equals(LOCATIONS);
        if (steps.size() != (location && !whole ? 2 : 1)) {
            throw WireException.badRequest("Invalid JSON pointer for this resource: '" + pointer + "'");
        }
        if (steps.size() == 2 && !steps.get(1).matches("-|\\d{1,9}")) {
            throw WireException.badRequest("Invalid JSON pointer for this resource: '" + pointer
                    + "': an index or - must follow " + LOCATIONS);
        }
        return new PatchPath(root, location, steps.size() == 2 ? steps.get(1) : "");
    }

    private static List<String> steps(String pointer) {
        if (!pointer.startsWith("/")) {
            throw WireException.badRequest("Pointer `" + pointer + "` does not start with \"/\".");
        }
        List<String> steps = new ArrayList<>();
        for (String step : pointer.substring(1).split("/", -1)) {
            if (step.isEmpty()) {
                throw WireException.badRequest("Pointer `" + pointer + "` has an empty segment.");
            }
            if (step.replace("~0", "").replace("~1", "").contains("~")) {
                throw WireException.badRequest(
                        "Pointer `" + pointer + "` contains \"~\" which is not part of a recognized escape sequence.");
            }
            steps.add(step.replace("~1", "/").replace("~0", "~"));
        }
        return steps;
    }
}
