/**
 * Where everything starts: the command line, the servers that the demo brings along, the demo itself. May use every room; nobody may
 * use it. Start at {@link io.longshore.launch.Main}; what a role starts is put together in {@code wiring}.
 */
@NullMarked
package io.longshore.launch;

import org.jspecify.annotations.NullMarked;
