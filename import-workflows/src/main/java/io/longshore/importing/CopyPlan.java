package io.longshore.importing;

import io.longshore.image.StoreId;
import java.util.List;

/**
 * One store's part of the plan.
 *
 * @param sources the stores to read from, in order; empty for {@link CopyWay#STAGED}
 * @param reason why this way, for people
 */
public record CopyPlan(StoreId target, CopyWay way, List<StoreId> sources, String reason) {}
