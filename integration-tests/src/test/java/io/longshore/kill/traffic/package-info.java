/**
 * What clients do while things go wrong: journeys of images through the public API alone, and the source that downloads come from.
 * Every answer and every outcome is held against what it may be. Start reading at {@link io.longshore.kill.traffic.Journey}.
 */
@NullMarked
package io.longshore.kill.traffic;

import org.jspecify.annotations.NullMarked;
