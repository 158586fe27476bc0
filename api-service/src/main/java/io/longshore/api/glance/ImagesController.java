package io.longshore.api.glance;

import io.longshore.image.Caller;
import io.longshore.image.Image;
import io.longshore.image.ImageId;
import io.longshore.service.ImageChanges;
import io.longshore.service.ImageQueries;
import io.longshore.service.StoreQueries;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;

/** Images: created, shown, listed, changed, tagged, deleted. */
@Controller
public final class ImagesController {

    private final ImageQueries queries;
    private final ImageChanges changes;
    private final StoreQueries stores;
    private final JsonBodies bodies;
    private final PublicEndpoint endpoint;
    private final String importMethods;
    private final ShownLocations shown;

    public ImagesController(
            ImageQueries queries,
            ImageChanges changes,
            StoreQueries stores,
            JsonBodies bodies,
            PublicEndpoint endpoint,
            WireSettings settings) {
        this.queries = queries;
        this.changes = changes;
        this.stores = stores;
        this.bodies = bodies;
        this.endpoint = endpoint;
        this.importMethods = String.join(",", settings.importMethods());
        this.shown = settings.locations();
    }

    @PostMapping("/v2/images")
    Reply create(HttpServletRequest request, Caller caller) {
        ImageBody body = ImageBody.parse(bodies.object(request));
        Image image = changes.create(caller, body.id(), body.words());
        Reply reply = Reply.json(201, ImageView.bytes(image, caller, shown))
                .with("Location", endpoint.link(request, ImageView.PATH + "/" + image.id()));
        if (!importMethods.isEmpty()) {
            reply.with("Openstack-Image-Import-Methods", importMethods);
        }
        return reply.with("Openstack-Image-Store-Ids", String.join(",", stores.writable()));
    }

    @GetMapping("/v2/images/{image}")
    Reply show(@PathVariable String image, Caller caller) {
        return Reply.json(200, ImageView.bytes(queries.get(caller, image), caller, shown));
    }

    @GetMapping("/v2/images")
    Reply list(QueryString query, Caller caller) {
        ImageQueries.Page page = queries.list(caller, query.parameters());
        ImageId next = page.next();
        return Reply.json(json -> {
            json.writeStartObject();
            json.writeArrayPropertyStart("images");
            page.images().forEach(image -> ImageView.write(json, image, caller, shown));
            json.writeEndArray();
            json.writeStringProperty("first", query.first(ImageView.PATH));
            json.writeStringProperty("schema", "/v2/schemas/images");
            if (next != null) {
                json.writeStringProperty("next", query.next(ImageView.PATH, next.toString()));
            }
            json.writeEndObject();
        });
    }

    @PatchMapping("/v2/images/{image}")
    Reply update(@PathVariable String image, HttpServletRequest request, Caller caller) {
        ImagePatch.Form form = ImagePatch.Form.of(request.getContentType());
        ImagePatch patch = ImagePatch.parse(
                bodies.array(request, "Request body must be a JSON array of operation objects."), form, shown);
        return Reply.json(200, ImageView.bytes(changes.update(caller, image, patch), caller, shown));
    }

    @DeleteMapping("/v2/images/{image}")
    Reply delete(@PathVariable String image, Caller caller) {
        changes.delete(caller, image);
        return Reply.empty(204);
    }

    @PostMapping("/v2/images/{image}/actions/deactivate")
    Reply deactivate(@PathVariable String image, Caller caller) {
        changes.deactivate(caller, image);
        return Reply.empty(204);
    }

    @PostMapping("/v2/images/{image}/actions/reactivate")
    Reply reactivate(@PathVariable String image, Caller caller) {
        changes.reactivate(caller, image);
        return Reply.empty(204);
    }

    @PutMapping("/v2/images/{image}/tags/{tag}")
    Reply tag(@PathVariable String image, @PathVariable String tag, Caller caller) {
        changes.addTag(caller, image, ImageSchema.tag(tag));
        return Reply.empty(204);
    }

    @DeleteMapping("/v2/images/{image}/tags/{tag}")
    Reply untag(@PathVariable String image, @PathVariable String tag, Caller caller) {
        changes.removeTag(caller, image, tag);
        return Reply.empty(204);
    }
}
