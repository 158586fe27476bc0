package io.longshore.notify;

/** A sink for notifications. */
public interface Notifier {

    /**
     * Delivers one event, or throws; then it is offered again later, and nothing of the same image before. Events of one image come in
     * order; any may come twice.
     */
    void send(ImageEvent event);
}
