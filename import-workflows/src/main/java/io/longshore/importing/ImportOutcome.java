package io.longshore.importing;

import io.longshore.image.StoreId;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a run ended; the result that the Temporal UI shows.
 *
 * @param done stores that hold the image because of this import
 */
public record ImportOutcome(ImportPhase phase, List<StoreId> done, List<StoreFailure> failures) {

    /** One line for people. */
    public String summary() {
        String stores = done.stream().map(StoreId::value).collect(Collectors.joining(", "));
        String reasons = failures.stream().map(StoreFailure::reason).distinct().collect(Collectors.joining("; "));
        return phase.wire() + (stores.isEmpty() ? "" : "; in " + stores) + (reasons.isEmpty() ? "" : "; " + reasons);
    }
}
