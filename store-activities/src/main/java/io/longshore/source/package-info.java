/**
 * Where an import's bytes come from: a page of the web, or the copies that stores hold already, one after another until one serves.
 * Used by {@code activity}; start at {@link io.longshore.source.Sources}.
 */
@NullMarked
package io.longshore.source;

import org.jspecify.annotations.NullMarked;
