/** Proves launching with real processes, files and sockets. Start at {@code EmbeddedStackTest}. */
@NullMarked
package io.longshore.launch;

import org.jspecify.annotations.NullMarked;
