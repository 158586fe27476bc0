/** Proofs about the whole: the walls between the rooms, and imports on real servers. */
@NullMarked
package io.longshore;

import org.jspecify.annotations.NullMarked;
