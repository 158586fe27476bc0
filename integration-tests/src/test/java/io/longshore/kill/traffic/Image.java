package io.longshore.kill.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** An image as the API shows it. */
record Image(JsonNode json) {

    String id() {
        return json.get("id").asText();
    }

    String status() {
        return json.get("status").asText();
    }

    boolean hasOpenImport() {
        return json.has("os_glance_import_task");
    }

    boolean hasSize() {
        return json.hasNonNull("size");
    }

    TreeSet<String> stores() {
        return list("stores");
    }

    TreeSet<String> failed() {
        return list("os_glance_failed_import");
    }

    TreeSet<String> importing() {
        return list("os_glance_importing_to_stores");
    }

    boolean isOf(Content content) {
        return json.get("size").asLong() == content.size()
                && json.get("checksum").asText().equals(content.md5())
                && json.get("os_hash_value").asText().equals(content.sha512());
    }

    /** Nothing is known of any bytes. */
    boolean isBlank() {
        return !hasSize()
                && !json.hasNonNull("checksum")
                && !json.hasNonNull("os_hash_value")
                && !json.hasNonNull("virtual_size");
    }

    private TreeSet<String> list(String property) {
        String text = json.has(property) ? json.get(property).asText() : "";
        return new TreeSet<>(text.isEmpty() ? List.of() : Arrays.asList(text.split(",", -1)));
    }

    @Override
    public String toString() {
        return json.toString();
    }
}
