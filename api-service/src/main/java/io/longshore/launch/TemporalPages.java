package io.longshore.launch;

import io.longshore.image.ImageId;
import io.longshore.importing.ImportId;
import io.longshore.workflow.SearchAttributes;
import io.longshore.workflow.WorkflowIds;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Addresses of the Temporal Web UI.
 *
 * @param base without a slash at its end
 */
record TemporalPages(String base, String namespace) {

    /** The run that carries an import. */
    String run(ImageId image, ImportId importId) {
        return workflows() + "/" + encoded(WorkflowIds.ofImport(image, importId));
    }

    /** Every import that waits for a store to get well. */
    String stuckCopies() {
        return workflows() + "?query=" + encoded(SearchAttributes.STUCK_COPIES);
    }

    private String workflows() {
        return base + "/namespaces/" + encoded(namespace) + "/workflows";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
