/** The engine under test: real servers and processes, and a client that speaks the public API alone. */
@NullMarked
package io.longshore.support;

import org.jspecify.annotations.NullMarked;
