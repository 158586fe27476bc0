package io.longshore.service;

import io.longshore.image.ImageId;
import io.longshore.importing.ImportId;

/** Makes the run of an import read its row, which has changed. */
@FunctionalInterface
public interface RunTeller {

    /** Returns at once and does not fail: a run that is not told finds out at its next write. Repeatable. */
    void tell(ImageId image, ImportId importId);
}
