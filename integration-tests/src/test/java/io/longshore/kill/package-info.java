/**
 * The kill matrix: clients at work on a whole Longshore while everything that it stands on is killed, stopped, forgotten or broken, one
 * fault after another; and what must be true all the same. Enter through {@link io.longshore.kill.KillMatrix}.
 */
@NullMarked
package io.longshore.kill;

import org.jspecify.annotations.NullMarked;
