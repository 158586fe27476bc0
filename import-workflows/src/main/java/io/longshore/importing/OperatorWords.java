package io.longshore.importing;

import io.longshore.image.StoreId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has been said to a running import, as its row in the catalog has it, by operators and by whoever looks after runs.
 *
 * @param over why the run must stop now (cancelled, image deleted, ended by the reconciler); none: go on
 * @param skipped targets given up by an operator
 * @param retries how often an operator asked for an immediate retry, by store
 * @param epoch under which the import goes on
 * @param unserved the import's place, where its host is lost, or leaves it to another one: whoever waits there for a turn waits for nobody
 */
public record OperatorWords(
        @Nullable String over,
        List<StoreId> skipped,
        Map<StoreId, Integer> retries,
        int epoch,
        @Nullable StagingPlace unserved) {

    /** The place is served. */
    public OperatorWords(@Nullable String over, List<StoreId> skipped, Map<StoreId, Integer> retries, int epoch) {
        this(over, skipped, retries, epoch, null);
    }
}
