package io.longshore.api.glance;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.ImageId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever comes in, the answer is one of the Image API's, in a body that can be read; and the next one is answered, too. */
final class NonsenseTest {

    private static final int REQUESTS = Integer.getInteger("nonsense.requests", 3_000);
    private static final Set<Integer> STATUSES =
            Set.of(200, 201, 202, 204, 206, 300, 302, 400, 401, 403, 404, 405, 409, 410, 413, 414, 415, 416, 431, 501);

    @TempDir
    static Path directory;

    @Test
    void nothingIsAnInternalError() {
        long seed = Long.getLong("nonsense.seed", System.nanoTime());
        System.out.println("nonsense from -Dnonsense.seed=" + seed);
        try (var api = new MovingApi(directory)) {
            Client owner = api.owner();
            Client admin = owner.withRoles("admin");
            List<String> tokens = List.of(
                    owner.token(),
                    owner.token(),
                    admin.token(),
                    admin.token(),
                    owner.withRoles("reader").token());
            var nonsense = new Nonsense(seed, ids(api, owner), tokens);
            Map<Integer, Integer> seen = new TreeMap<>();
            for (int i = 0; i < REQUESTS; i++) {
                Nonsense.Request request = nonsense.next();
                if (!request.line().contains("/events")) {
                    var answer = RawRequest.send(api.server.port(), request.line(), request.headers(), request.body());
                    check(seed, i, request, answer);
                    seen.merge(answer.status(), 1, Integer::sum);
                }
            }
            System.out.println("statuses: " + seen);
            assertThat(seen.keySet()).as("not all is nonsense").contains(200, 204, 400, 401, 403, 404, 405, 409);
            assertThat(owner.get("/healthcheck").status()).isEqualTo(200);
            assertThat(admin.get("/v2/images?limit=1000").status()).isEqualTo(200);
            assertThat(admin.get("/v2/tasks?limit=1000").status()).isEqualTo(200);
            String image = new Images(api, owner).uploaded("fast", "alive");
            assertThat(owner.get("/v2/images/" + image + "/file").body()).isEqualTo("alive");
        }
    }

    private static List<String> ids(MovingApi api, Client owner) {
        var images = new Images(api, owner);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.add(images.queued());
            ids.add(images.staged());
            ids.add(images.uploaded("fast", "0123456789"));
            String two = images.uploaded("cheap", "01234");
            images.copied(two, "fast", "01234");
            ids.add(two);
        }
        String copied = images.uploaded("fast", "x");
        String copy = new Copies(api.catalog).copy(copied, false, "cheap").toString();
        String deleted = images.queued();
        owner.delete("/v2/images/" + deleted);
        ids.addAll(List.of(
                copied, copy, deleted, UUID.randomUUID().toString(), "fast", "cheap", "image", owner.project()));
        assertThat(api.catalog.images().find(ImageId.of(copied))).isPresent();
        return ids;
    }

    private static void check(long seed, int nth, Nonsense.Request request, Client.Answer answer) {
        String context = "seed " + seed + ", request " + nth + ": " + request + "\nanswered " + answer;
        assertThat(STATUSES).as(context).contains(answer.status());
        String type = answer.header("Content-Type");
        if (answer.status() == 204 || request.line().startsWith("HEAD ")) {
            assertThat(answer.body()).as(context).isEmpty();
            return;
        }
        if (!answer.header("Content-Length").isEmpty() && !type.startsWith("application/octet-stream")) {
            assertThat(answer.bytes()).as(context).isEqualTo(Integer.parseInt(answer.header("Content-Length")));
        }
        if (type.startsWith("application/json")) {
            assertThat(answer.json().isContainer()).as(context).isTrue();
        } else if (answer.status() >= 400) {
            assertThat(type).as(context).startsWith("text/");
            assertThat(answer.body())
                    .as(context)
                    .contains(answer.status() + " ")
                    .doesNotContain("Exception", "java.", "io.longshore", "\tat ");
        }
        if (answer.status() != 300) {
            assertThat(answer.header("X-Openstack-Request-Id")).as(context).startsWith("req-");
        }
    }
}
