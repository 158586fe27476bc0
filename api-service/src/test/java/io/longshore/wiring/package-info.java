/** Proves that the configuration is read strictly. Start at {@code ConfigReaderTest}. */
@NullMarked
package io.longshore.wiring;

import org.jspecify.annotations.NullMarked;
