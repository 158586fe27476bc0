package io.longshore.api.glance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import tools.jackson.databind.JsonNode;

/** The documents that clients read to know what an image, a member, a task may say. */
@Controller
public final class SchemasController {

    private final Map<String, byte[]> schemas;

    public SchemasController() {
        JsonNode image = resource("image");
        JsonNode member = resource("member");
        JsonNode task = resource("task");
        schemas = new TreeMap<>(Map.of(
                "image", bytes(image),
                "member", bytes(member),
                "task", bytes(task),
                "images", bytes(collection("images", image)),
                "members", bytes(collection("members", member)),
                "tasks", bytes(collection("tasks", withoutContent(task)))));
    }

    @GetMapping("/v2/schemas/{name}")
    Reply schema(@PathVariable String name) {
        byte[] schema = schemas.get(name);
        if (schema == null) {
            throw WireException.notFound();
        }
        return Reply.json(200, schema);
    }

    /** The schema of a list, around that of its items. */
    private static JsonNode collection(String name, JsonNode item) {
        JsonNode collection = resource(name);
        collection.withObjectProperty("properties").withObjectProperty(name).set("items", item);
        return collection;
    }

    /** Lists of tasks leave out what only one task shows. */
    private static JsonNode withoutContent(JsonNode task) {
        JsonNode shorter = task.deepCopy();
        shorter.withObjectProperty("properties").remove(java.util.List.of("input", "result", "message"));
        return shorter;
    }

    private static byte[] bytes(JsonNode schema) {
        return schema.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode resource(String name) {
        try (InputStream in = SchemasController.class.getResourceAsStream("schemas/" + name + ".json")) {
            if (in == null) {
                throw new IllegalStateException("the schema of " + name + " is not in this build");
            }
            return Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
