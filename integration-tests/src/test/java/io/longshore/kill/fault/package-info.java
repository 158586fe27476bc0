/**
 * What goes wrong: each kind of fault, how it strikes something that is at work, how it is undone, and how one sees that work went on.
 * Start reading at {@link io.longshore.kill.fault.Fault}; the kinds and how often they come are in {@code FaultKind}.
 */
@NullMarked
package io.longshore.kill.fault;

import org.jspecify.annotations.NullMarked;
