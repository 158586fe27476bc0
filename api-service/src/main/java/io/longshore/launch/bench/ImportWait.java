package io.longshore.launch.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Waits for an import as a client must: by showing the image again and again. */
final class ImportWait {

    /** How long to pause between two looks: short enough to see the end when it comes, long enough not to be the load. */
    enum Pace {
        /** A tenth of what was waited already, 2 to 50 ms. */
        TIGHT(Duration.ofMillis(2)),
        /** 50 ms. */
        CALM(Duration.ofMillis(50));

        private static final long LONGEST_NANOS = Duration.ofMillis(50).toNanos();

        private final long shortestNanos;

        Pace(Duration shortest) {
            this.shortestNanos = shortest.toNanos();
        }

        long pauseNanos(long waitedNanos) {
            return Math.clamp(waitedNanos / 10, shortestNanos, LONGEST_NANOS);
        }
    }

    private final ImageClient client;
    private final Duration patience;

    ImportWait(ImageClient client, Duration patience) {
        this.client = client;
        this.patience = patience;
    }

    /**
     * The end of an import.
     *
     * @param doneSeconds from the call of {@link #until} to active in all targets with an empty importing list
     * @param releasedSeconds until the image may be imported again, too
     * @param image as it was then
     */
    record Landed(double doneSeconds, double releasedSeconds, JsonNode image) {}

    /** Call it right after the import was answered. An import that fails, or is not done in time, is an {@link IOException}. */
    Landed until(String id, List<String> stores, Pace pace) throws IOException {
        long start = System.nanoTime();
        double doneSeconds = -1;
        while (true) {
            JsonNode image = client.show(id);
            long waitedNanos = System.nanoTime() - start;
            double seconds = waitedNanos / 1e9;
            if (doneSeconds < 0 && isDone(image, stores)) {
                doneSeconds = seconds;
            }
            if (!image.has("os_glance_import_task")) {
                if (doneSeconds >= 0) {
                    return new Landed(doneSeconds, seconds, image);
                }
                if (isSet(image, "os_glance_failed_import") && !isSet(image, "os_glance_importing_to_stores")) {
                    throw new IOException("import of " + id + " failed in "
                            + image.path("os_glance_failed_import").asText());
                }
            }
            if (waitedNanos > patience.toNanos()) {
                throw new IOException(
                        "import of " + id + " is not done after " + patience.toSeconds() + " s: " + image);
            }
            LockSupport.parkNanos(pace.pauseNanos(waitedNanos));
        }
    }

    static boolean isDone(JsonNode image, List<String> stores) {
        return "active".equals(image.path("status").asText())
                && List.of(image.path("stores").asText().split(",", -1)).containsAll(stores)
                && !isSet(image, "os_glance_importing_to_stores");
    }

    private static boolean isSet(JsonNode image, String property) {
        @Nullable JsonNode value = image.get(property);
        return value != null && !value.asText().isEmpty();
    }
}
