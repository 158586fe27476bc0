/**
 * The copy engine: the only loop that moves bytes from a source to a store or to staging, and the only place that hashes and checks
 * them. It knows stores through their contract and nothing of catalog, Temporal or drivers. Start at {@link
 * io.longshore.transfer.Transfer}.
 */
@NullMarked
package io.longshore.transfer;

import org.jspecify.annotations.NullMarked;
