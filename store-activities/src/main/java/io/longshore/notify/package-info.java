/**
 * Telling the outside what happened to images. Whoever announces hands events over one by one; a sink is one class here. Start at {@link
 * io.longshore.notify.Notifier}.
 */
@NullMarked
package io.longshore.notify;

import org.jspecify.annotations.NullMarked;
