/**
 * The benchmark: any Image API v2, ours and others', measured over the wire by one client, in turn with the floors of the same work
 * without a service. Knows of Longshore only what a client and Temporal's history tell. Start at {@link Bench}; what is measured
 * stands in {@link Plan}, what a figure means in {@link Figure}.
 */
@NullMarked
package io.longshore.launch.bench;

import org.jspecify.annotations.NullMarked;
