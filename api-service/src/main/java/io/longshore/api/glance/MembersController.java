package io.longshore.api.glance;

import io.longshore.image.Caller;
import io.longshore.service.Members;
import io.longshore.service.Membership;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import tools.jackson.core.JsonGenerator;

/** With whom an image is shared. */
@Controller
public final class MembersController {

    private static final Set<String> STATUSES = Set.of("pending", "accepted", "rejected");
    private static final int LONGEST_STATUS = 20;

    private final Members members;
    private final JsonBodies bodies;

    public MembersController(Members members, JsonBodies bodies) {
        this.members = members;
        this.bodies = bodies;
    }

    @PostMapping("/v2/images/{image}/members")
    Reply add(@PathVariable String image, HttpServletRequest request, Caller caller) {
        String member = new JsonFields(bodies.object(request)).requiredText("member", ImageSchema.LONGEST_NAME);
        return one(members.add(caller, image, member));
    }

    @GetMapping("/v2/images/{image}/members")
    Reply list(@PathVariable String image, Caller caller) {
        var list = members.list(caller, image);
        return Reply.json(json -> {
            json.writeStartObject();
            json.writeArrayPropertyStart("members");
            list.forEach(member -> write(json, member));
            json.writeEndArray();
            json.writeStringProperty("schema", "/v2/schemas/members");
            json.writeEndObject();
        });
    }

    @GetMapping("/v2/images/{image}/members/{member}")
    Reply show(@PathVariable String image, @PathVariable String member, Caller caller) {
        return one(members.get(caller, image, member));
    }

    @PutMapping("/v2/images/{image}/members/{member}")
    Reply update(@PathVariable String image, @PathVariable String member, HttpServletRequest request, Caller caller) {
        String status = new JsonFields(bodies.object(request)).requiredText("status", LONGEST_STATUS);
        if (!STATUSES.contains(status)) {
            throw WireException.badRequest(
                    "Invalid 'status' " + status + ": it must be pending, accepted or rejected.");
        }
        return one(members.setStatus(caller, image, member, status));
    }

    @DeleteMapping("/v2/images/{image}/members/{member}")
    Reply remove(@PathVariable String image, @PathVariable String member, Caller caller) {
        members.remove(caller, image, member);
        return Reply.bare();
    }

    private static Reply one(Membership member) {
        return Reply.json(json -> write(json, member));
    }

    private static void write(JsonGenerator json, Membership member) {
        json.writeStartObject();
        json.writeStringProperty("member_id", member.member());
        json.writeStringProperty("image_id", member.imageId().toString());
        json.writeStringProperty("status", member.status());
        json.writeStringProperty("created_at", ImageView.time(member.createdAt()));
        json.writeStringProperty("updated_at", ImageView.time(member.updatedAt()));
        json.writeStringProperty("schema", "/v2/schemas/member");
        json.writeEndObject();
    }
}
