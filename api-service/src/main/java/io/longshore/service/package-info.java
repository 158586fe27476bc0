/**
 * The use cases: policy, catalog, stores and the workflow client brought together, free of any wire. Controllers enter here; nothing
 * here knows HTTP or SQL. Start at {@link io.longshore.service.Imports}; {@link io.longshore.service.Reconciler} is the loop that keeps
 * catalog and Temporal one.
 */
@NullMarked
package io.longshore.service;

import org.jspecify.annotations.NullMarked;
