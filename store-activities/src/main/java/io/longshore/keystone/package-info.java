/**
 * Keystone, the identity service: tokens for those whom the operator's configuration names, and the addresses of the other services.
 * Used by {@code store.swift}; start at {@link io.longshore.keystone.KeystoneClient}.
 */
@NullMarked
package io.longshore.keystone;

import org.jspecify.annotations.NullMarked;
