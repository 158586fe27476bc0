package io.longshore.api.glance;

import io.longshore.image.Caller;
import io.longshore.service.StoreFacts;
import io.longshore.service.StoreQueries;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import tools.jackson.core.JsonGenerator;

/** What this service can do. */
@Controller
public final class InfoController {

    private final StoreQueries stores;
    private final WireSettings settings;

    public InfoController(StoreQueries stores, WireSettings settings) {
        this.stores = stores;
        this.settings = settings;
    }

    @GetMapping("/v2/info/import")
    Reply importMethods() {
        return Reply.json(json -> {
            json.writeStartObject();
            json.writeObjectPropertyStart("import-methods");
            json.writeStringProperty("description", "Import methods available.");
            json.writeStringProperty("type", "array");
            json.writeArrayPropertyStart("value");
            settings.importMethods().forEach(json::writeString);
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    @GetMapping("/v2/info/stores")
    Reply stores() {
        return stores(stores.list(), false);
    }

    @GetMapping("/v2/info/stores/detail")
    Reply detail(Caller caller) {
        return stores(stores.detail(caller), true);
    }

    @GetMapping("/v2/info/usage")
    Reply usage() {
        return Reply.json(json -> {
            json.writeStartObject();
            json.writeObjectPropertyStart("usage");
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    private static Reply stores(List<StoreFacts> stores, boolean whole) {
        return Reply.json(json -> {
            json.writeStartObject();
            json.writeArrayPropertyStart("stores");
            stores.forEach(store -> write(json, store, whole));
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, StoreFacts store, boolean whole) {
        json.writeStartObject();
        json.writeStringProperty("id", store.id());
        if (!store.description().isEmpty()) {
            json.writeStringProperty("description", store.description());
        }
        if (store.isDefault()) {
            json.writeStringProperty("default", "true");
        }
        if (store.isReadOnly()) {
            json.writeStringProperty("read-only", "true");
        }
        if (whole) {
            json.writeStringProperty("type", store.type());
            json.writeNumberProperty("weight", store.weight());
            json.writePOJOProperty("properties", store.properties());
        }
        json.writeEndObject();
    }
}
