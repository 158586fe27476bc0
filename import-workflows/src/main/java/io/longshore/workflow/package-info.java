/**
 * The promises, and the contracts that they call. Workflows decide and keep no clock, no configuration and no I/O of their own;
 * activities, implemented elsewhere, do. Start at {@link io.longshore.workflow.ImportImageWorkflow}; {@link
 * io.longshore.workflow.ActivityStubs} holds the only timeouts, retries and queues in the system.
 */
@NullMarked
package io.longshore.workflow;

import org.jspecify.annotations.NullMarked;
