/**
 * The driver contract: what a store promises, and nothing about how. The engine, the API and the tests know stores only through it;
 * drivers know nothing else of Longshore. Start at {@link io.longshore.store.Store}; what it must hold is in {@link
 * io.longshore.store.StorePromises}, proven for every driver by {@code StoreContract} in the tests.
 */
@NullMarked
package io.longshore.store;

import org.jspecify.annotations.NullMarked;
