/**
 * Who asks, and what they may do. Tokens become {@link io.longshore.image.Caller}s by an {@link io.longshore.auth.Authenticator}, at the
 * door ({@link io.longshore.auth.AuthFilter}); {@link io.longshore.auth.AccessPolicy} holds every rule, by Glance's names. Use cases and
 * controllers may enter; nothing here knows catalog or stores.
 */
@NullMarked
package io.longshore.auth;

import org.jspecify.annotations.NullMarked;
