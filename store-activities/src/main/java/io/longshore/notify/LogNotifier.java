package io.longshore.notify;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes each event as one line to the log {@code longshore.events}. */
public final class LogNotifier implements Notifier {

    private static final Logger LOG = LoggerFactory.getLogger("longshore.events");

    @Override
    public void send(ImageEvent event) {
        LOG.info("{} {} {} {}", event.priority(), event.type(), event.imageId(), event.payload());
    }
}
