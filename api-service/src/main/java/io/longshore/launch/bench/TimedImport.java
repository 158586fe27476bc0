package io.longshore.launch.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;

/**
 * One import, watched from its request to its end.
 *
 * @param acceptSeconds from the request to its answer
 * @param doneSeconds from the answer until active in all targets with an empty importing list
 * @param releasedSeconds from the answer until it may be imported again
 */
record TimedImport(double acceptSeconds, double doneSeconds, double releasedSeconds, JsonNode image) {

    /** The request that starts it. */
    @FunctionalInterface
    interface Request {
        void send() throws IOException;
    }

    /** @param stores where the image is to be in the end */
    static TimedImport of(ImportWait wait, String id, List<String> stores, ImportWait.Pace pace, Request request)
            throws IOException {
        long start = System.nanoTime();
        request.send();
        double acceptSeconds = Meter.secondsSince(start);
        ImportWait.Landed landed = wait.until(id, stores, pace);
        return new TimedImport(acceptSeconds, landed.doneSeconds(), landed.releasedSeconds(), landed.image());
    }

    /** From the request to the end. */
    Sample sample() {
        return Sample.ofWall(acceptSeconds + doneSeconds)
                .with(Figure.ACCEPT, acceptSeconds)
                .with(Figure.RELEASED, acceptSeconds + releasedSeconds);
    }
}
