/**
 * How fast this process may write to each store: its share of what all processes together may. Whoever moves bytes into a store enters
 * through {@link io.longshore.bandwidth.StoreBandwidth} and leaves when it is done.
 */
@NullMarked
package io.longshore.bandwidth;

import org.jspecify.annotations.NullMarked;
