package io.longshore.importing;

import io.longshore.image.StoreId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has been said to a running import, as its row in the catalog has it.
 *
 * @param over why the run must stop now (cancelled, image deleted, ended by the reconciler); none: go on
 * @param skipped targets given up by an operator
 * @param retries how often an operator asked for an immediate retry, by store
 * @param epoch under which the import goes on
 */
public record OperatorWords(@Nullable String over, List<StoreId> skipped, Map<StoreId, Integer> retries, int epoch) {}
