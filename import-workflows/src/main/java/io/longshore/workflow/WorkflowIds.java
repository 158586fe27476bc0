package io.longshore.workflow;

import io.longshore.image.ImageId;
import io.longshore.importing.ImportId;

/** The ids of runs: what an operator searches for. */
public final class WorkflowIds {

    private WorkflowIds() {}

    /** One run for each import; the image's id comes first, so that one prefix finds an image's whole story. */
    public static String ofImport(ImageId image, ImportId importId) {
        return image + "/" + importId;
    }

    /** At most one run at a time deletes what is left of an image. */
    public static String ofReclaim(ImageId image) {
        return image + "/reclaim";
    }
}
