/**
 * Our own API beside the Image API, under {@code /longshore/v1}: how far imports are, and operators' words to them. Start at {@link
 * io.longshore.api.longshore.ImportsController}.
 */
@NullMarked
package io.longshore.api.longshore;

import org.jspecify.annotations.NullMarked;
