/**
 * What a run did, told for people from its history, and whether today's workflow code decides the same. Reads histories from Temporal
 * or from files and changes neither. Start at {@link Account} for the telling and at {@link Replay} for the verdict.
 */
@NullMarked
package io.longshore.launch.replay;

import org.jspecify.annotations.NullMarked;
