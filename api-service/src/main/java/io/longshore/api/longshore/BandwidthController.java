package io.longshore.api.longshore;

import io.longshore.api.glance.JsonBodies;
import io.longshore.api.glance.Reply;
import io.longshore.api.glance.WireException;
import io.longshore.image.Caller;
import io.longshore.service.StoreBandwidths;
import io.longshore.service.StoreBandwidths.Bandwidth;
import jakarta.servlet.http.HttpServletRequest;
import java.util.OptionalLong;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How fast stores may be written to. */
@Controller
public final class BandwidthController {

    private static final String FIELD = "bytes_per_second";

    private final StoreBandwidths bandwidths;
    private final JsonBodies bodies;

    public BandwidthController(StoreBandwidths bandwidths, JsonBodies bodies) {
        this.bandwidths = bandwidths;
        this.bodies = bodies;
    }

    @GetMapping("/longshore/v1/stores")
    Reply list(Caller caller) {
        var all = bandwidths.list(caller);
        return Reply.json(json -> {
            json.writeStartObject();
            json.writeArrayPropertyStart("stores");
            all.forEach(one -> write(json, one));
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    @GetMapping("/longshore/v1/stores/{store}")
    Reply show(@PathVariable String store, Caller caller) {
        Bandwidth one = bandwidths.show(caller, store);
        return Reply.json(json -> write(json, one));
    }

    /** {@code {"bytes_per_second": n}}, or null for no limit; answers as {@link #show}. */
    @PatchMapping("/longshore/v1/stores/{store}")
    Reply change(@PathVariable String store, HttpServletRequest request, Caller caller) {
        bandwidths.show(caller, store);
        bandwidths.limit(caller, store, limit(bodies.object(request)));
        return show(store, caller);
    }

    private static OptionalLong limit(ObjectNode body) {
        for (String name : body.propertyNames()) {
            if (!name.equals(FIELD)) {
                throw WireException.badRequest("Of a store, only '" + FIELD + "' can be changed.");
            }
        }
        JsonNode limit = body.get(FIELD);
        if (limit == null) {
            throw WireException.badRequest("'" + FIELD + "' is missing.");
        }
        if (limit.isNull()) {
            return OptionalLong.empty();
        }
        if (!limit.isIntegralNumber() || !limit.canConvertToLong() || limit.asLong() < 1) {
            throw WireException.badRequest(
                    "'" + FIELD + "' must be a whole number of bytes per second, at least 1, or null for no limit.");
        }
        return OptionalLong.of(limit.asLong());
    }

    private static void write(JsonGenerator json, Bandwidth bandwidth) {
        json.writeStartObject();
        json.writeStringProperty("id", bandwidth.store().value());
        if (bandwidth.bytesPerSecond() == null) {
            json.writeNullProperty(FIELD);
        } else {
            json.writeNumberProperty(FIELD, bandwidth.bytesPerSecond());
        }
        json.writeNumberProperty("writers", bandwidth.writers());
        json.writeEndObject();
    }
}
