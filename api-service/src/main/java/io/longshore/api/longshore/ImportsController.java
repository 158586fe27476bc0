package io.longshore.api.longshore;

import io.longshore.api.glance.Json;
import io.longshore.api.glance.Reply;
import io.longshore.api.glance.WireException;
import io.longshore.image.Caller;
import io.longshore.image.StoreId;
import io.longshore.service.ImportAccess;
import io.longshore.service.ImportAccess.Seen;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** Imports: how far they are, and what operators say to them. An image's id stands for its newest import. */
@Controller
public final class ImportsController {

    private static final String IMPORT = "/longshore/v1/imports/{id}";

    private final ImportAccess imports;

    public ImportsController(ImportAccess imports) {
        this.imports = imports;
    }

    @GetMapping(IMPORT)
    Reply show(@PathVariable String id, Caller caller) {
        Seen seen = imports.see(caller, id);
        return Reply.json(json -> ProgressView.write(json, imports.progress(seen)));
    }

    /** Server-sent events: the progress whenever it has changed, until the import has ended or the client has gone. */
    @GetMapping(IMPORT + "/events")
    void events(@PathVariable String id, Caller caller, HttpServletResponse response) throws IOException {
        Seen seen = imports.see(caller, id);
        response.setStatus(200);
        response.setContentType("text/event-stream");
        response.setHeader("Cache-Control", "no-store");
        OutputStream out = response.getOutputStream();
        byte[][] last = {new byte[0]};
        imports.follow(seen, progress -> {
            byte[] now = Json.bytes(json -> ProgressView.write(json, progress));
            boolean changed = !Arrays.equals(now, last[0]);
            last[0] = now;
            out.write(
                    changed
                            ? ("event: progress\ndata: " + new String(now, StandardCharsets.UTF_8) + "\n\n")
                                    .getBytes(StandardCharsets.UTF_8)
                            : ": still here\n\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
        });
    }

    @PostMapping(IMPORT + "/cancel")
    Reply cancel(@PathVariable String id, Caller caller) {
        imports.cancel(caller, id);
        return Reply.empty(202);
    }

    @PostMapping(IMPORT + "/skip/{store}")
    Reply skip(@PathVariable String id, @PathVariable String store, Caller caller) {
        imports.skip(caller, id, store(store));
        return Reply.empty(202);
    }

    @PostMapping(IMPORT + "/retry/{store}")
    Reply retry(@PathVariable String id, @PathVariable String store, Caller caller) {
        imports.retry(caller, id, store(store));
        return Reply.empty(202);
    }

    private static StoreId store(String name) {
        if (name.isBlank()) {
            throw WireException.notFound();
        }
        return StoreId.of(name);
    }
}
