/**
 * Images as objects of a Swift container, named and laid out as Glance does: {@code <container>/<image id>}, large ones as segments
 * {@code <image id>-00001}… beside a manifest that names their prefix. Only the wiring enters, through {@link
 * io.longshore.store.swift.SwiftStoreFactory}. Start at {@code SwiftStore}; who owns an upload is in {@code SwiftClaims}.
 */
@NullMarked
package io.longshore.store.swift;

import org.jspecify.annotations.NullMarked;
