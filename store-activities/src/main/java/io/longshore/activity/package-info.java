/**
 * The activities: what a run asks to be done, done with stores, staging and catalog. The only Temporal code of this module. Each worker
 * process enters through {@link io.longshore.activity.ImportWorker}; failures leave through {@code ActivityFailures}, and nowhere else
 * do exceptions become Temporal's.
 */
@NullMarked
package io.longshore.activity;

import org.jspecify.annotations.NullMarked;
