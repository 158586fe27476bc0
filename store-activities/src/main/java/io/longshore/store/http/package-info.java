/**
 * Images on the web, read where they are and never written: their addresses are their locations. Uses {@code store} and {@code web}
 * alone; start at {@link io.longshore.store.http.HttpStoreFactory}.
 */
@NullMarked
package io.longshore.store.http;

import org.jspecify.annotations.NullMarked;
