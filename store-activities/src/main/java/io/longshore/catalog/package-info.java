/**
 * The catalog: PostgreSQL through JDBI, and SQL nowhere else. It is the authority; every change that depends on state is one
 * transaction that first locks the image's row. Activities and the API's use cases enter through {@link
 * io.longshore.catalog.Catalog}; the tables stand in {@code db/migration}, where each change is a file of its own.
 */
@NullMarked
package io.longshore.catalog;

import org.jspecify.annotations.NullMarked;
