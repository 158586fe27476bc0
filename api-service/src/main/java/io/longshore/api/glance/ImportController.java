package io.longshore.api.glance;

import io.longshore.auth.AccessPolicy;
import io.longshore.image.Caller;
import io.longshore.image.Image;
import io.longshore.importing.ImportMethod;
import io.longshore.service.ImageQueries;
import io.longshore.service.Imports;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** Imports are asked for here; 202 means that the import is durable. */
@Controller
public final class ImportController {

    static final String STORE_HEADER = "X-Image-Meta-Store";

    private final Imports imports;
    private final ImageQueries images;
    private final AccessPolicy policy;
    private final JsonBodies bodies;
    private final List<String> methods;

    public ImportController(
            Imports imports, ImageQueries images, AccessPolicy policy, JsonBodies bodies, WireSettings settings) {
        this.imports = imports;
        this.images = images;
        this.policy = policy;
        this.bodies = bodies;
        this.methods = settings.importMethods();
    }

    @PostMapping("/v2/images/{image}/import")
    Reply accept(@PathVariable String image, HttpServletRequest request, RequestId requestId, Caller caller) {
        ImportBody body = ImportBody.parse(bodies.object(request, ImportBody.MOST_BYTES), methods);
        Image found = images.get(caller, image);
        Imports.Wish wish = new Imports.Wish(
                body.method(),
                body::stores,
                request.getHeader(STORE_HEADER),
                body.allStores(),
                body.allMustSucceed(),
                body.json(),
                caller.user(),
                caller.project(),
                requestId.value());
        imports.accept(found.id(), wish, i -> mayImport(caller, i, body.method()));
        return Reply.empty(202);
    }

    private void mayImport(Caller caller, Image image, ImportMethod method) {
        switch (method) {
            case ImportMethod.CopyImage ignored -> policy.copyImage(caller, image);
            case ImportMethod.GlanceDirect ignored -> policy.modifyImage(caller, image);
            case ImportMethod.WebDownload ignored -> policy.modifyImage(caller, image);
        }
    }
}
