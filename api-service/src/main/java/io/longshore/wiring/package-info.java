/**
 * How the house is put together: the configuration, as records, and its strict reader. Everybody may be used here; nobody but {@code
 * launch} may use it. Start at {@link io.longshore.wiring.EngineConfig}, then {@link io.longshore.wiring.ConfigReader}; every key is
 * explained in {@code longshore-reference.yaml} beside it.
 */
@NullMarked
package io.longshore.wiring;

import org.jspecify.annotations.NullMarked;
