/**
 * What an import is, and every decision about it that needs no I/O: values and pure functions, tested without a server. Used by all
 * other rooms; uses only {@code image}. Start at {@link io.longshore.importing.ImportRequest}, then {@link
 * io.longshore.importing.ImportPlan}.
 */
@NullMarked
package io.longshore.importing;

import org.jspecify.annotations.NullMarked;
