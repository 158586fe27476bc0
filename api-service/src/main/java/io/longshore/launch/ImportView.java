package io.longshore.launch;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An import's progress as the API tells it.
 *
 * @param phase {@code succeeded}, {@code failed} and {@code cancelled} are final
 * @param fetch the reading of the source; none where there is none, or it is over
 */
record ImportView(
        String importId,
        String phase,
        @Nullable String waitingFor,
        @Nullable String reason,
        List<Copy> stores,
        @Nullable Copy fetch) {

    private static final Set<String> FINAL = Set.of("succeeded", "failed", "cancelled");

    /**
     * One store's copy, or the fetch.
     *
     * @param totalBytes none while unknown
     */
    record Copy(
            String store,
            String state,
            long doneBytes,
            @Nullable Long totalBytes,
            @Nullable Long bytesPerSecond,
            int attempts,
            @Nullable String reason,
            @Nullable Instant nextRetryAt,
            @Nullable String waitingFor,
            @Nullable String check) {}

    static ImportView of(JsonNode node) {
        List<Copy> stores = new ArrayList<>();
        node.path("stores").forEach(store -> stores.add(copy(store)));
        JsonNode fetch = node.path("fetch");
        return new ImportView(
                node.path("import").asText(),
                node.path("phase").asText(),
                text(node, "waiting_for"),
                text(node, "reason"),
                stores,
                fetch.isObject() ? copy(fetch) : null);
    }

    boolean isOver() {
        return FINAL.contains(phase);
    }

    boolean hasSucceeded() {
        return phase.equals("succeeded");
    }

    private static Copy copy(JsonNode node) {
        String retry = text(node, "next_retry_at");
        return new Copy(
                node.path("store").asText(),
                node.path("state").asText(),
                node.path("done_bytes").asLong(),
                number(node, "total_bytes"),
                number(node, "rate_bytes_per_second"),
                node.path("attempts").asInt(),
                text(node, "reason"),
                retry == null ? null : Instant.parse(retry),
                text(node, "waiting_for"),
                text(node, "check"));
    }

    private static @Nullable String text(JsonNode node, String field) {
        return node.path(field).isTextual() ? node.path(field).asText() : null;
    }

    private static @Nullable Long number(JsonNode node, String field) {
        return node.path(field).isNumber() ? node.path(field).asLong() : null;
    }
}
