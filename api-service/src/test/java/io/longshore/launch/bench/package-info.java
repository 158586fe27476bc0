/** The benchmark measured: its figures, its floors, and a whole run against a small Image API of the tests' own. */
@NullMarked
package io.longshore.launch.bench;

import org.jspecify.annotations.NullMarked;
