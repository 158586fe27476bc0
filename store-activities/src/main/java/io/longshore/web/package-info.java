/**
 * The one HTTP client for addresses that come from outside. Every address, every redirect's too, is checked against the {@link
 * io.longshore.importing.UriPolicy}, and the address that was checked is the one connected to; answers are bounded in size and time.
 * Used by {@code source}, {@code store.http} and {@code service}; start at {@link io.longshore.web.WebClient}.
 */
@NullMarked
package io.longshore.web;

import org.jspecify.annotations.NullMarked;
