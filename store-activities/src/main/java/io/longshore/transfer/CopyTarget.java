package io.longshore.transfer;

import io.longshore.image.ObjectUrl;
import io.longshore.store.Store;
import io.longshore.store.Upload;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a copy goes.
 *
 * @param url the address that {@code upload} writes to
 * @param upload begun or resumed by the caller, who closes or aborts it when the copy fails
 * @param pace how fast this process may write to the store
 */
public record CopyTarget(Store store, ObjectUrl url, Upload upload, Pace pace) {

    String name() {
        return "store " + store.describe().id();
    }

    Optional<Path> path() {
        return store.localFiles().map(files -> files.path(url));
    }
}
