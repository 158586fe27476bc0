/** Use cases over a real catalog. */
@NullMarked
package io.longshore.service;

import org.jspecify.annotations.NullMarked;
