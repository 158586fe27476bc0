package io.longshore.api.glance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

/** Requests for imports, of a project of their own and of an admin. */
final class ImportRequests {

    final MovingApi api;
    final Client admin;
    final Client owner;
    private final Images images;

    ImportRequests(MovingApi api) {
        this.api = api;
        admin = api.admin();
        owner = api.owner();
        images = new Images(api, owner);
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
        return images.queued();
    }

    String staged() {
        return images.staged();
    }

    String stored(String... stores) {
        return images.stored(stores);
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
