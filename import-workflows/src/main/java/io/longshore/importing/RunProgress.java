package io.longshore.importing;

import io.longshore.image.StoreId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the run itself knows: the answer of its query {@code progress}. Live bytes are not in it: workflow code never sees them.
 *
 * @param waitingFor why nothing moves, where the run knows
 */
public record RunProgress(ImportPhase phase, @Nullable String waitingFor, List<Copy> copies) {

    /**
     * @param round counted from 1
     * @param reason why the last round failed
     */
    public record Copy(
            StoreId store,
            StoreState state,
            int round,
            @Nullable String reason,
            String way) {}
}
