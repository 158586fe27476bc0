package io.longshore.importing;

import io.longshore.image.ImageId;
import io.longshore.image.StoreId;
import java.util.List;

/**
 * What was accepted with 202: the durable row of the catalog, from which everything else follows.
 *
 * @param targets the stores, each once, in the order of the request
 * @param allMustSucceed whether one store's failure undoes the whole
 * @param project who pays; {@code user} and {@code requestId}: who asked, for the task on the wire
 */
public record ImportRequest(
        ImportId id,
        ImageId imageId,
        ImportMethod method,
        List<StoreId> targets,
        boolean allMustSucceed,
        String project,
        String user,
        String requestId) {}
