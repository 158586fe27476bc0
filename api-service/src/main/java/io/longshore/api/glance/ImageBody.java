package io.longshore.api.glance;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.service.ImageDraft;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the body of a create says.
 *
 * @param id chosen by the client; none: it leaves that to us
 */
record ImageBody(@Nullable ImageId id, Consumer<ImageDraft> words) {

    /** 400 for what the schema does not allow, then 403 for what is not the client's to say. */
    static ImageBody parse(ObjectNode body) {
        ImageId id = null;
        List<Consumer<ImageDraft>> words = new ArrayList<>();
        for (Map.Entry<String, JsonNode> property : body.properties()) {
            String name = property.getKey();
            if (name.equals("id")) {
                id = ImageSchema.id(property.getValue());
            } else if (!ImageSchema.isReadOnly(name) && !name.equals("locations")) {
                words.add(ImageSchema.words(name, property.getValue()));
            }
        }
        body.propertyNames().forEach(ImageBody::requireWritable);
        return new ImageBody(id, draft -> words.forEach(w -> w.accept(draft)));
    }

    private static void requireWritable(String name) {
        if (ImageSchema.isReadOnly(name)) {
            throw new ImageException(FailureKind.FORBIDDEN, "Attribute '" + name + "' is read-only.");
        }
        if (ImageSchema.isProgress(name)) {
            throw WireException.denied("Attribute '" + name + "' is reserved.");
        }
        if (ImageSchema.isReserved(name) || name.equals("locations")) {
            throw new ImageException(FailureKind.FORBIDDEN, "Attribute '" + name + "' is reserved.");
        }
    }
}
