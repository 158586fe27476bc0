/**
 * Deleting what nobody owns any more. Runs enter through their activity, the API for a first try at once; both through {@link
 * io.longshore.reclaim.Reclaimer}.
 */
@NullMarked
package io.longshore.reclaim;

import org.jspecify.annotations.NullMarked;
