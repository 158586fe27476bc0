package io.longshore.api.glance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

/** Requests for imports, of a project of their own and of an admin; and images in every state that imports begin with. */
final class ImportRequests {

    static final Map<String, String> BYTES = Map.of("Content-Type", "application/octet-stream");

    final MovingApi api;
    final Client admin;
    final Client owner;

    ImportRequests(MovingApi api) {
        this.api = api;
        admin = api.admin();
        owner = api.owner();
    }

    static String of(String image) {
        return "/v2/images/" + image + "/import";
    }

    /** A body that asks for a web-download which the filter lets pass. */
    static String web(String more) {
        return "{\"method\": {\"name\": \"web-download\", \"uri\": \"http://127.0.0.1/i\"}" + more + "}";
    }

    static String copy(String more) {
        return "{\"method\": {\"name\": \"copy-image\"}" + more + "}";
    }

    String queued() {
        return owner.create("{\"disk_format\": \"raw\", \"container_format\": \"bare\"}")
                .id();
    }

    String staged() {
        String image = queued();
        assertThat(owner.call("PUT", "/v2/images/" + image + "/stage", "bytes", BYTES)
                        .status())
                .isEqualTo(204);
        return image;
    }

    String stored(String... stores) {
        String image = queued();
        new Copies(api.catalog).store(image, stores);
        return image;
    }

    void refused(Client caller, String image, String body, Map<String, String> headers, int status, String words) {
        String before = api.everythingOf(image);
        var answer = caller.call("POST", of(image), body, headers);
        assertThat(answer.status()).as(body + headers + answer.body()).isEqualTo(status);
        assertThat(answer.body()).startsWith(status + " ").contains(words);
        assertThat(answer.header("X-Openstack-Request-Id")).startsWith("req-");
        assertThat(api.everythingOf(image)).as("nothing has changed").isEqualTo(before);
    }

    void refused(Client caller, String image, String body, int status, String words) {
        refused(caller, image, body, Map.of(), status, words);
    }
}
