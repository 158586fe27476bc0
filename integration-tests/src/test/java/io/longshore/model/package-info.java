/**
 * The contract as a small machine, and clients that hold every answer against it. What an image may be is a set of states, for an
 * import moves on by itself; a call's answer leaves those that explain it. Start reading at {@link io.longshore.model.Call}.
 */
@NullMarked
package io.longshore.model;

import org.jspecify.annotations.NullMarked;
