/**
 * What an image is: values only, no behaviour that needs the world. Everyone may enter; this room knows nobody but the JDK and
 * Jackson's annotations. Start at {@link io.longshore.image.Image}, then {@link io.longshore.image.FailureKind}.
 */
@NullMarked
package io.longshore.image;

import org.jspecify.annotations.NullMarked;
