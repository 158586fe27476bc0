/**
 * Images as files of a directory, named and laid out as Glance does: {@code <directory>/<image id>}, written in place, no temporary
 * names. Only the wiring enters, through {@link io.longshore.store.file.FileStoreFactory}. Start at {@code FileStore}; who owns the
 * bytes of an upload, and why a late writer is harmless, is in {@code FileUpload}.
 */
@NullMarked
package io.longshore.store.file;

import org.jspecify.annotations.NullMarked;
