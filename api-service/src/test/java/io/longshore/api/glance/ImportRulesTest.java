package io.longshore.api.glance;

import static io.longshore.api.glance.ImportRequests.copy;
import static io.longshore.api.glance.ImportRequests.web;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Which imports an image, its stores and its other imports allow, to whom, and who refuses first. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ImportRulesTest {

    @TempDir
    static Path directory;

    private MovingApi api;
    private ImportRequests requests;
    private Client admin;
    private Client owner;

    @BeforeAll
    void start() {
        api = new MovingApi(directory);
        requests = new ImportRequests(api);
        admin = requests.admin;
        owner = requests.owner;
    }

    @AfterAll
    void stop() {
        api.close();
    }

    @Test
    void statesThatDoNotAllowTheMethod() {
        String direct = "{\"method\": {\"name\": \"glance-direct\"}}";
        String queued = requests.queued();
        requests.refused(
                owner, queued, direct, 409, "Image needs to be staged before 'glance-direct' method can be used");
        requests.refused(admin, queued, copy(""), 409, "Only images with status active can be targeted for copying");
        String staged = requests.staged();
        requests.refused(
                owner, staged, web(""), 409, "Image needs to be in 'queued' state to use 'web-download' method");
        requests.refused(admin, staged, copy(""), 409, "Only images with status active can be targeted for copying");
        String active = requests.stored("fast");
        requests.refused(owner, active, direct, 409, "Image with status active cannot be target for import");
        requests.refused(owner, active, web(""), 409, "Image with status active cannot be target for import");
        assertThat(owner.post("/v2/images/" + active + "/actions/deactivate").status())
                .isEqualTo(204);
        requests.refused(admin, active, copy(", \"stores\": [\"cheap\"]"), 409, "Only images with status active");
        String importing = requests.queued();
        assertThat(owner.post(ImportRequests.of(importing), web("")).status()).isEqualTo(202);
        requests.refused(owner, importing, web(""), 409, "Image needs to be in 'queued' state");
        requests.refused(owner, importing, web(", \"stores\": [\"fast\"]"), 409, "Image needs to be in 'queued' state");
    }

    @Test
    void formatsAreNeeded() {
        String neither = owner.create("{}").id();
        requests.refused(owner, neither, web(""), 409, "'container_format' needs to be set before import");
        String one = owner.create("{\"container_format\": \"bare\"}").id();
        requests.refused(owner, one, web(""), 409, "'disk_format' needs to be set before import");
    }

    @Test
    void whoMayImport() {
        String image = requests.queued();
        Client stranger = api.stranger("member", "reader");
        requests.refused(stranger, image, web(""), 404, "No image found with ID " + image);
        requests.refused(
                owner.withRoles("reader"),
                image,
                web(""),
                403,
                "You are not authorized to complete modify_image action.");
        String active = requests.stored("fast");
        String toCheap = copy(", \"stores\": [\"cheap\"]");
        requests.refused(owner, active, toCheap, 403, "You are not authorized to complete copy_image action.");
        assertThat(admin.patch(active, "[{\"op\": \"replace\", \"path\": \"/visibility\", \"value\": \"community\"}]")
                        .status())
                .isEqualTo(200);
        requests.refused(stranger, active, toCheap, 403, "copy_image");
        requests.refused(new Client(owner.port(), "", ""), active, toCheap, 401, "could not verify");
        assertThat(admin.post(ImportRequests.of(active), toCheap).status()).isEqualTo(202);
        for (String id : List.of(UUID.randomUUID().toString(), "not-a-uuid")) {
            assertThat(owner.post(ImportRequests.of(id), web("")).body()).contains("No image found with ID " + id);
        }
    }

    /** The body, the image, its state, the caller, the stores, the address: whoever fails first answers. */
    @Test
    void theOrderOfTheChecks() {
        String missing = UUID.randomUUID().toString();
        assertThat(owner.post(ImportRequests.of(missing), "{\"method\": {}}").status())
                .isEqualTo(400);
        assertThat(owner.post(ImportRequests.of(missing), web(", \"all_stores\": 1"))
                        .status())
                .isEqualTo(400);
        assertThat(owner.post(ImportRequests.of(missing), web(", \"stores\": []"))
                        .status())
                .isEqualTo(404);
        assertThat(owner.post(ImportRequests.of(missing), web(", \"stores\": [\"nowhere\"]"))
                        .status())
                .isEqualTo(404);
        String active = requests.stored("fast");
        Client reader = owner.withRoles("reader");
        requests.refused(reader, active, web(", \"stores\": \"fast\""), 409, "status active");
        String formless = owner.create("{}").id();
        requests.refused(reader, formless, web(""), 409, "'container_format' needs to be set");
        String image = requests.queued();
        requests.refused(reader, image, web(", \"stores\": \"fast\""), 403, "modify_image");
        requests.refused(reader, image, web(", \"stores\": [\"nowhere\"]"), 403, "modify_image");
        requests.refused(owner, image, web(", \"stores\": [\"nowhere\"]").replace("http:", "ftp:"), 409, "nowhere");
    }

    @Test
    void copiesThatAreThereAlready() {
        String image = requests.stored("fast");
        String present = "Image is already present at store 'fast'";
        requests.refused(admin, image, copy(""), 400, present);
        requests.refused(admin, image, copy(", \"stores\": [\"fast\"]"), 400, present);
        requests.refused(admin, image, copy(", \"stores\": [\"cheap\", \"fast\"]"), 400, present);
        requests.refused(admin, image, copy(""), Map.of("X-Image-Meta-Store", "fast"), 400, present);
        requests.refused(admin, image, copy(", \"stores\": [\"fast\", \"nowhere\"]"), 409, "nowhere not found");
        requests.refused(admin, image, copy(", \"stores\": [\"web\", \"fast\"]"), 409, "read-only");
    }

    /** That it could not be written either is of no account. */
    @Test
    void aCopyInAStoreThatIsOnlyReadIsThereToo() {
        String image = requests.stored("web", "fast");
        String present = "Image is already present at store '";
        requests.refused(admin, image, copy(", \"stores\": [\"web\"]"), 400, present + "web'");
        requests.refused(admin, image, copy(", \"stores\": [\"cheap\", \"web\"]"), 400, present + "web'");
        requests.refused(admin, image, copy(", \"stores\": [\"fast\", \"web\"]"), 400, present + "fast'");
        requests.refused(admin, image, copy(""), Map.of("X-Image-Meta-Store", "web"), 400, present + "web'");
        requests.refused(admin, image, copy(", \"stores\": [\"web\", \"nowhere\"]"), 409, "nowhere not found");
    }

    @Test
    void oneCopyAtATime() {
        String image = requests.stored("fast");
        assertThat(admin.post(ImportRequests.of(image), copy(", \"stores\": [\"cheap\"]"))
                        .status())
                .isEqualTo(202);
        assertThat(admin.get("/v2/images/" + image).text("status")).isEqualTo("active");
        String copying = "Image is already being copied to store 'cheap'";
        requests.refused(admin, image, copy(", \"stores\": [\"cheap\"]"), 400, copying);
        requests.refused(admin, image, copy(", \"stores\": [\"reliable\", \"cheap\"]"), 400, copying);
        requests.refused(admin, image, copy(""), Map.of("X-Image-Meta-Store", "cheap"), 400, copying);
        requests.refused(
                admin, image, copy(", \"stores\": [\"reliable\", \"fast\"]"), 400, "already present at store 'fast'");
        requests.refused(
                admin, image, copy(", \"stores\": [\"reliable\", \"nowhere\", \"cheap\"]"), 409, "nowhere not found");
        requests.refused(admin, image, copy(", \"stores\": [\"reliable\"]"), 409, "Image has active task");
        requests.refused(admin, image, copy(", \"all_stores\": true"), 409, "Image has active task");
        Map<String, String> header = Map.of("X-Image-Meta-Store", "cheap");
        for (String contradiction : List.of(
                copy(", \"all_stores\": true"),
                copy(", \"all_stores\": true, \"stores\": [\"cheap\"]"),
                copy(", \"stores\": [\"cheap\"]"))) {
            requests.refused(admin, image, contradiction, header, 409, "Image has active task");
        }
    }

    @Test
    void allStoresMeansTheOthers() {
        String image = requests.stored("fast");
        assertThat(admin.post(ImportRequests.of(image), copy(", \"all_stores\": true"))
                        .status())
                .isEqualTo(202);
        assertThat(admin.get("/v2/images/" + image).text("os_glance_importing_to_stores"))
                .isEqualTo("cheap,reliable");
    }

    @Test
    void nothingToDoLeavesNoTrace() {
        String image = requests.stored("fast", "cheap", "reliable");
        String before = api.everythingOf(image);
        var answer = admin.post(ImportRequests.of(image), copy(", \"all_stores\": true"));
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body()).isEmpty();
        assertThat(api.everythingOf(image)).isEqualTo(before);
    }

    /** Nova's hosts all ask at once for the same copy: one is told that it is coming, the others that it is. */
    @Test
    void atOnce() throws Exception {
        String copied = requests.stored("fast");
        assertThat(statuses(admin, copied, copy(", \"stores\": [\"cheap\"]")))
                .containsExactly(202, 400, 400, 400, 400, 400, 400, 400);
        String fetched = requests.queued();
        assertThat(statuses(owner, fetched, web(""))).containsExactly(202, 409, 409, 409, 409, 409, 409, 409);
        assertThat(owner.get("/v2/images/" + fetched + "/tasks").json().get("tasks"))
                .hasSize(1);
    }

    private static List<Integer> statuses(Client caller, String image, String body) throws Exception {
        try (var callers = Executors.newFixedThreadPool(8)) {
            List<Callable<Integer>> calls = Collections.nCopies(
                    8, () -> caller.post(ImportRequests.of(image), body).status());
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> answer : callers.invokeAll(calls)) {
                statuses.add(answer.get());
            }
            Collections.sort(statuses);
            return statuses;
        }
    }
}
