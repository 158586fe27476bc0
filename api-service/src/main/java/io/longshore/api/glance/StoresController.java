package io.longshore.api.glance;

import io.longshore.image.Caller;
import io.longshore.service.ImageChanges;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Single copies. */
@Controller
public final class StoresController {

    private final ImageChanges changes;

    public StoresController(ImageChanges changes) {
        this.changes = changes;
    }

    @DeleteMapping("/v2/stores/{store}/{image}")
    Reply delete(@PathVariable String store, @PathVariable String image, Caller caller) {
        changes.deleteCopy(caller, store, image);
        return Reply.empty(204);
    }
}
