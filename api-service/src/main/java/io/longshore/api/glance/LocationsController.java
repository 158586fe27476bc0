package io.longshore.api.glance;

import io.longshore.image.Caller;
import io.longshore.service.Locations;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** Where copies lie, for services. */
@Controller
public final class LocationsController {

    private final Locations locations;
    private final JsonBodies bodies;

    public LocationsController(Locations locations, JsonBodies bodies) {
        this.locations = locations;
        this.bodies = bodies;
    }

    @PostMapping("/v2/images/{image}/locations")
    Reply add(@PathVariable String image, HttpServletRequest request, RequestId requestId, Caller caller) {
        LocationBody body = LocationBody.parse(bodies.object(request));
        locations.add(
                caller, image, new Locations.Wish(body.url(), body.expected(), body.input(image), requestId.value()));
        return Reply.empty(202);
    }

    @GetMapping("/v2/images/{image}/locations")
    Reply list(@PathVariable String image, Caller caller) {
        var list = locations.list(caller, image);
        return Reply.json(json -> LocationView.writeAll(json, list));
    }
}
