package io.longshore.api.glance;

import static io.longshore.api.glance.ImportRequests.web;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.catalog.ImportEnd;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageId;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportId;
import io.longshore.importing.ImportPhase;
import io.longshore.importing.StoreFailure;
import io.longshore.service.ImageTask;
import io.longshore.service.Parameter;
import io.longshore.service.ProgressReader;
import io.longshore.service.Tasks;
import io.temporal.client.WorkflowClient;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Imports as tasks: of one image, and of all. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TasksTest {

    @TempDir
    static Path directory;

    private MovingApi api;
    private Client admin;
    private Client owner;
    private Images images;

    /** In the order of their coming: succeeded, failed, pending. */
    private final List<String> tasks = new ArrayList<>();

    private final List<String> imagesOfTasks = new ArrayList<>();

    @BeforeAll
    void start() {
        api = new MovingApi(directory);
        admin = api.admin();
        owner = api.owner();
        images = new Images(api, owner);
        String succeeded = images.stored("fast");
        ImportId copy = new Copies(api.catalog).copy(succeeded, true, "cheap");
        new Copies(api.catalog).land(copy, ImageId.of(succeeded), "cheap");
        api.catalog.runs().end(copy, 1, ImportEnd.Kind.SETTLED, List.of(), null);
        String failed = accepted("req-failed");
        ImportId fetch = ImportId.of(task(failed));
        api.catalog.runs().begin(fetch, "run");
        api.catalog
                .runs()
                .end(
                        fetch,
                        1,
                        ImportEnd.Kind.FAILED,
                        List.of(new StoreFailure(StoreId.of("fast"), FailureKind.STORE_FULL, "store fast: full")),
                        "store fast: full");
        String pending = accepted("req-pending");
        for (String image : List.of(succeeded, failed, pending)) {
            imagesOfTasks.add(image);
            tasks.add(task(image));
        }
    }

    @AfterAll
    void stop() {
        api.close();
    }

    private String accepted(String requestId) {
        String image = images.queued();
        assertThat(owner.call("POST", ImportRequests.of(image), web(""), Map.of("X-Openstack-Request-Id", requestId))
                        .status())
                .isEqualTo(202);
        return image;
    }

    private String task(String image) {
        return owner.get("/v2/images/" + image + "/tasks")
                .json()
                .at("/tasks/0/id")
                .asString();
    }

    @Test
    void theTasksOfAnImage() {
        var answer = owner.get("/v2/images/" + imagesOfTasks.get(1) + "/tasks");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.keys()).containsExactly("tasks");
        var task = answer.json().at("/tasks/0");
        assertThat(task.propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "type",
                        "status",
                        "owner",
                        "expires_at",
                        "created_at",
                        "updated_at",
                        "deleted_at",
                        "deleted",
                        "image_id",
                        "request_id",
                        "user_id",
                        "input",
                        "result",
                        "message");
        assertThat(task.get("type").asString()).isEqualTo("api_image_import");
        assertThat(task.get("status").asString()).isEqualTo("failure");
        assertThat(task.get("owner").asString()).isEqualTo(owner.project());
        assertThat(task.get("user_id").asString()).isEqualTo("u");
        assertThat(task.get("request_id").asString()).isEqualTo("req-failed");
        assertThat(task.get("created_at").asString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}");
        assertThat(task.get("expires_at").asString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}");
        assertThat(task.get("deleted").isBoolean()).isTrue();
        assertThat(task.get("deleted_at").isNull()).isTrue();
        assertThat(task.get("result").isNull()).isTrue();
        assertThat(task.get("message").asString()).isEqualTo("store fast: full");
        assertThat(task.get("input").propertyNames()).containsExactlyInAnyOrder("image_id", "import_req", "backend");
        var done = owner.get("/v2/images/" + imagesOfTasks.get(0) + "/tasks")
                .json()
                .at("/tasks/0");
        assertThat(done.get("status").asString()).isEqualTo("success");
        assertThat(done.get("result").toString()).isEqualTo("{\"image_id\":\"" + imagesOfTasks.get(0) + "\"}");
        assertThat(done.get("message").asString()).isEqualTo("Copied 0 MiB");
    }

    @Test
    void whoSeesTheTasksOfAnImage() {
        String image = imagesOfTasks.getFirst();
        assertThat(owner.get("/v2/images/" + images.queued() + "/tasks").body()).isEqualTo("{\"tasks\":[]}");
        for (Client stranger : List.of(api.owner(), owner.withRoles("other"))) {
            assertThat(stranger.get("/v2/images/" + image + "/tasks").body())
                    .isEqualTo("404 Not Found\n\nThe resource could not be found.\n\n   ");
        }
        assertThat(owner.withRoles("reader")
                        .get("/v2/images/" + image + "/tasks")
                        .status())
                .isEqualTo(200);
        for (String missing : List.of("x", UUID.randomUUID().toString())) {
            assertThat(admin.get("/v2/images/" + missing + "/tasks").status()).isEqualTo(404);
        }
    }

    @Test
    void oneTask() {
        var pending = admin.get("/v2/tasks/" + tasks.get(2));
        assertThat(pending.status()).isEqualTo(200);
        assertThat(pending.keys())
                .containsExactlyInAnyOrder(
                        "id",
                        "type",
                        "status",
                        "owner",
                        "created_at",
                        "updated_at",
                        "self",
                        "schema",
                        "input",
                        "message",
                        "result",
                        "image_id",
                        "request_id",
                        "user_id");
        assertThat(pending.text("status")).isEqualTo("pending");
        assertThat(pending.text("message")).isEmpty();
        assertThat(pending.text("self")).isEqualTo("/v2/tasks/" + tasks.get(2));
        assertThat(pending.text("schema")).isEqualTo("/v2/schemas/task");
        var ended = admin.get("/v2/tasks/" + tasks.get(1));
        assertThat(ended.text("expires_at")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(ended.keys()).hasSize(15);
        for (String missing : List.of("x", "%01", UUID.randomUUID().toString())) {
            var absent = admin.get("/v2/tasks/" + missing);
            assertThat(absent.status()).isEqualTo(404);
            assertThat(absent.body()).contains("Could not find task ");
        }
    }

    @Test
    void aListOfTasksAsksTemporalNothing() {
        String image = images.stored("fast");
        ImportId copy = new Copies(api.catalog).copy(image, true, "cheap");
        api.catalog.runs().planned(copy, 1, List.of(), null, null);
        WorkflowClient asked = (WorkflowClient) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {WorkflowClient.class}, (proxy, method, words) -> {
                    throw new AssertionError("asked: " + method);
                });
        Tasks list = new Tasks(api.catalog, new ProgressReader(api.catalog, asked));
        assertThat(list.page(List.of(new Parameter("image_id", image))).tasks())
                .extracting(ImageTask::phase)
                .containsExactly(ImportPhase.COPYING);
        assertThatThrownBy(() -> list.ofImage(ImageId.of(image))).hasMessageStartingWith("asked: ");
        api.catalog.imports().cancel(copy, "cancelled");
    }

    @Test
    void tasksAreAdminsBusiness() {
        for (Client other : List.of(owner, owner.withRoles("reader"), owner.withRoles("service"))) {
            for (String path : List.of("/v2/tasks", "/v2/tasks/" + tasks.getFirst(), "/v2/tasks?limit=x")) {
                assertThat(other.get(path).body())
                        .contains("You are not authorized to complete tasks_api_access action.");
            }
            assertThat(other.post("/v2/tasks", "{}").status()).isEqualTo(403);
        }
    }

    @Test
    void whatCannotBeDoneToTasks() {
        var deleted = admin.delete("/v2/tasks/" + tasks.getFirst());
        assertThat(deleted.status()).isEqualTo(405);
        assertThat(deleted.header("Allow")).isEqualTo("GET");
        assertThat(deleted.body()).endsWith("based on their expires_at property.");
        for (String body : List.of("", "{}", "[", "{\"type\": \"import\", \"input\": {}}", "{\"type\": 5}")) {
            assertThat(admin.post("/v2/tasks", body).status()).isEqualTo(400);
        }
        assertThat(admin.put("/v2/tasks/" + tasks.getFirst()).status()).isEqualTo(405);
    }

    private List<String> listed(String query) {
        var answer = admin.get("/v2/tasks" + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.each("tasks", "id");
    }

    private List<String> these(int... numbers) {
        List<String> named = new ArrayList<>();
        for (int number : numbers) {
            named.add(tasks.get(number));
        }
        return named;
    }

    @Test
    void newestFirst() {
        var list = admin.get("/v2/tasks");
        assertThat(list.each("tasks", "id")).isEqualTo(these(2, 1, 0));
        assertThat(list.text("first")).isEqualTo("/v2/tasks");
        assertThat(list.text("schema")).isEqualTo("/v2/schemas/tasks");
        assertThat(list.keys()).containsExactlyInAnyOrder("tasks", "first", "schema");
        assertThat(list.json().at("/tasks/0").propertyNames())
                .containsExactlyInAnyOrder(
                        "id", "type", "status", "owner", "created_at", "updated_at", "self", "schema");
        assertThat(list.json().at("/tasks/1").propertyNames()).contains("expires_at");
    }

    @Test
    void pages() {
        var first = admin.get("/v2/tasks?limit=2&sort_dir=asc");
        assertThat(first.each("tasks", "id")).isEqualTo(these(0, 1));
        assertThat(first.text("first")).isEqualTo("/v2/tasks?limit=2&sort_dir=asc");
        assertThat(first.text("next")).isEqualTo("/v2/tasks?limit=2&sort_dir=asc&marker=" + tasks.get(1));
        var second = admin.get(first.text("next"));
        assertThat(second.each("tasks", "id")).isEqualTo(these(2));
        assertThat(second.keys()).doesNotContain("next");
        assertThat(listed("?limit=0")).isEmpty();
        assertThat(listed("?limit=%2B1")).hasSize(1);
        assertThat(listed("?limit=99999999999999999999999")).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id",
                "type",
                "status",
                "owner",
                "image_id",
                "request_id",
                "user_id",
                "created_at",
                "updated_at",
                "expires_at"
            })
    void everyKeySortsBothWaysAndPages(String key) {
        List<String> ascending = listed("?sort_dir=asc&sort_key=" + key);
        assertThat(ascending).containsExactlyInAnyOrderElementsOf(tasks);
        assertThat(listed("?sort_key=" + key)).isEqualTo(ascending.reversed());
        for (String direction : List.of("asc", "desc")) {
            List<String> paged = new ArrayList<>();
            String next = "/v2/tasks?limit=1&sort_dir=" + direction + "&sort_key=" + key;
            while (!next.isEmpty()) {
                var page = admin.get(next);
                paged.addAll(page.each("tasks", "id"));
                next = page.text("next");
            }
            assertThat(paged).isEqualTo(direction.equals("asc") ? ascending : ascending.reversed());
        }
        if (!key.equals("type") && !key.equals("user_id") && !key.equals("owner")) {
            List<String> values = new ArrayList<>();
            for (String id : ascending) {
                String value = admin.get("/v2/tasks/" + id).text(key);
                values.add(value.isEmpty() ? "~" : value);
            }
            assertThat(values).isSorted();
        }
    }

    @Test
    void filters() {
        assertThat(listed("?status=pending")).isEqualTo(these(2));
        assertThat(listed("?status=processing")).isEmpty();
        assertThat(listed("?status=success")).isEqualTo(these(0));
        assertThat(listed("?status=failure")).isEqualTo(these(1));
        assertThat(listed("?status=success&status=failure"))
                .as("the last one counts")
                .isEqualTo(these(1));
        assertThat(listed("?type=import")).isEmpty();
        assertThat(listed("?owner=" + owner.project())).isEqualTo(these(2, 1));
        assertThat(listed("?owner=nobody")).isEmpty();
        assertThat(listed("?id=" + tasks.get(1))).isEqualTo(these(1));
        assertThat(listed("?id=x")).isEmpty();
        assertThat(listed("?image_id=" + imagesOfTasks.get(2))).isEqualTo(these(2));
        assertThat(listed("?image_id=x")).isEmpty();
        assertThat(listed("?request_id=req-failed&user_id=u")).isEqualTo(these(1));
        assertThat(listed("?nonsense=x")).as("ignored, as in Glance").hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limit=x              | limit param must be an integer",
                "limit=               | limit param must be an integer",
                "limit=1.5            | limit param must be an integer",
                "limit=-1             | limit param must be positive",
                "marker=x             | Invalid marker format",
                "marker=              | Invalid marker format",
                "marker=00000000-0000-4000-8000-000000000000 | Invalid marker",
                "sort_key=nonsense    | Invalid sort key: nonsense",
                "sort_key=            | Invalid sort key: ",
                "sort_key=CREATED_AT  | Invalid sort key: CREATED_AT",
                "sort_dir=up          | Invalid sort direction: up",
                "sort_dir=ASC         | Invalid sort direction: ASC",
                "status=done          | Invalid status value: done",
                "type=api_image_import | Invalid type value: api_image_import",
                "created_at=x         | Tasks cannot be filtered by 'created_at'",
                "owner=%00            | NUL",
                "owner=%F0%9F%98%80   | 4 byte unicode",
                "owner=%ff            | not UTF-8"
            })
    void whatMakesNoSenseIs400AndSaysWhat(String query, String words) {
        var refused = admin.get("/v2/tasks?" + query);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains(words);
    }
}
