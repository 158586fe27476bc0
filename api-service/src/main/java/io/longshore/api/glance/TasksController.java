package io.longshore.api.glance;

import io.longshore.auth.AccessPolicy;
import io.longshore.image.Caller;
import io.longshore.service.ImageQueries;
import io.longshore.service.ImageTask;
import io.longshore.service.Tasks;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** What the Image API shows as tasks. They are asked for by {@link ImportController} and {@link LocationsController} alone. */
@Controller
public final class TasksController {

    private static final String PATH = "/v2/tasks";

    private final Tasks tasks;
    private final ImageQueries images;
    private final AccessPolicy policy;

    public TasksController(Tasks tasks, ImageQueries images, AccessPolicy policy) {
        this.tasks = tasks;
        this.images = images;
        this.policy = policy;
    }

    @GetMapping("/v2/images/{image}/tasks")
    Reply ofImage(@PathVariable String image, Caller caller) {
        List<ImageTask> found =
                images.find(caller, image).map(i -> tasks.ofImage(i.id())).orElseThrow(WireException::notFound);
        return Reply.json(json -> {
            json.writeStartObject();
            json.writeArrayPropertyStart("tasks");
            found.forEach(task -> TaskView.row(json, task));
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    @GetMapping(PATH)
    Reply list(QueryString query, Caller caller) {
        policy.tasksApiAccess(caller);
        Tasks.Page page = tasks.page(query.parameters());
        return Reply.json(json -> {
            json.writeStartObject();
            json.writeArrayPropertyStart("tasks");
            page.tasks().forEach(task -> TaskView.item(json, task));
            json.writeEndArray();
            json.writeStringProperty("first", query.first(PATH));
            json.writeStringProperty("schema", "/v2/schemas/tasks");
            if (page.next() != null) {
                json.writeStringProperty("next", query.next(PATH, page.next()));
            }
            json.writeEndObject();
        });
    }

    @GetMapping(PATH + "/{task}")
    Reply show(@PathVariable String task, Caller caller) {
        policy.tasksApiAccess(caller);
        ImageTask found = tasks.find(task).orElseThrow(() -> WireException.of(404, "Could not find task " + task));
        return Reply.json(json -> TaskView.whole(json, found));
    }

    @PostMapping(PATH)
    @SuppressWarnings("DoNotCallSuggester") // what is asked for by HTTP is refused by HTTP
    Reply create(Caller caller) {
        policy.tasksApiAccess(caller);
        throw WireException.badRequest(
                "Tasks cannot be created here: ask for imports by POST /v2/images/{image_id}/import.");
    }

    @DeleteMapping(PATH + "/{task}")
    @SuppressWarnings("DoNotCallSuggester") // likewise
    Reply delete(@PathVariable String task, Caller caller) {
        throw WireException.notPermitted(
                "This operation is currently not permitted on Glance Tasks. They are auto deleted after reaching the"
                        + " time based on their expires_at property.",
                "GET");
    }
}
