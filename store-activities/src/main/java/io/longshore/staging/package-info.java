/**
 * Where bytes wait between their source and their stores: one directory, in which files are appended to by one writer, followed by
 * any number of readers while they grow, sealed when they are whole, and discarded. What lies there is found again after any crash.
 * Start at {@link io.longshore.staging.StagingArea}.
 */
@NullMarked
package io.longshore.staging;

import org.jspecify.annotations.NullMarked;
