package io.longshore.api.glance;

import io.longshore.auth.AccessPolicy;
import io.longshore.image.Caller;
import io.longshore.image.FailureKind;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.ImageStatus;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportMethod;
import io.longshore.service.Download;
import io.longshore.service.ImageData;
import io.longshore.service.ImageQueries;
import io.longshore.service.SentImages;
import io.longshore.service.StoreQueries;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;

/** Image data: sent into a store, sent into staging, read. */
@Controller
public final class ImageDataController {

    private static final String BYTES = "application/octet-stream";
    private static final String SIZE_HEADER = "X-OpenStack-Image-Size";
    private static final String BASE_HEADER = "X-OpenStack-Base-Image-Ref";

    private final ImageData data;
    private final ImageQueries images;
    private final StoreQueries stores;
    private final SentImages sent;
    private final AccessPolicy policy;
    private final boolean takesStaging;

    public ImageDataController(
            ImageData data,
            ImageQueries images,
            StoreQueries stores,
            SentImages sent,
            AccessPolicy policy,
            WireSettings settings) {
        this.data = data;
        this.images = images;
        this.stores = stores;
        this.sent = sent;
        this.policy = policy;
        this.takesStaging = settings.importMethods().contains(ImportMethod.GLANCE_DIRECT);
    }

    @PutMapping("/v2/images/{image}/file")
    Reply upload(@PathVariable String image, HttpServletRequest request, Caller caller) throws IOException {
        requireBytes(request);
        OptionalLong size = size(request);
        try {
            StoreId store = target(request, caller);
            Image found = images.get(caller, image);
            data.upload(found.id(), store, body(request, size), i -> policy.uploadImage(caller, i));
        } catch (ImageException e) {
            throw refusalOfUpload(e);
        }
        return Reply.empty(204);
    }

    /** Some are plain text whatever the client asks for; a store that cannot be written is gone for uploads. */
    private static RuntimeException refusalOfUpload(ImageException e) {
        int status = e.kind() == FailureKind.UNSUPPORTED ? 410 : GlanceErrors.status(e.kind());
        return status == 400 || status == 410 ? WireException.onlyText(status, e.getMessage()) : e;
    }

    private StoreId target(HttpServletRequest request, Caller caller) {
        return data.target(new ImageData.Target(
                request.getHeader(ImportController.STORE_HEADER),
                request.getHeader(BASE_HEADER),
                base -> images.find(caller, base.id().toString()).isPresent()));
    }

    @PutMapping("/v2/images/{image}/stage")
    Reply stage(@PathVariable String image, HttpServletRequest request, Caller caller) throws IOException {
        if (!takesStaging) {
            throw WireException.notFound();
        }
        requireBytes(request);
        OptionalLong size = size(request);
        Image found = images.get(caller, image);
        data.stage(found.id(), body(request, size), i -> policy.modifyImage(caller, i));
        return Reply.empty(204);
    }

    private static void requireBytes(HttpServletRequest request) {
        String type = request.getContentType();
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase(BYTES)) {
            throw WireException.unsupportedMediaType(type, null);
        }
    }

    /** The size that the client announces: by our header, else by the length of the body. */
    private static OptionalLong size(HttpServletRequest request) {
        String header = request.getHeader(SIZE_HEADER);
        if (header == null) {
            long length = request.getContentLengthLong();
            return length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
        }
        try {
            long size = Long.parseLong(header.strip());
            if (size >= 0) {
                return OptionalLong.of(size);
            }
        } catch (NumberFormatException notANumber) {
            // Refused below, like a negative one.
        }
        throw WireException.badRequest(SIZE_HEADER + " must be a number of bytes.");
    }

    private static ImageData.Body body(HttpServletRequest request, OptionalLong size) throws IOException {
        return new ImageData.Body(Channels.newChannel(request.getInputStream()), size);
    }

    @GetMapping("/v2/images/{image}/file")
    void download(
            @PathVariable String image,
            QueryString query,
            HttpServletRequest request,
            HttpServletResponse response,
            Caller caller)
            throws IOException {
        Image found = images.get(caller, image);
        policy.downloadImage(caller);
        if (found.status() == ImageStatus.DEACTIVATED && !caller.isAdmin()) {
            throw WireException.of(403, "The requested image has been deactivated. Image data download is forbidden.");
        }
        List<StoreId> preferred = preferred(query.last("prefer"));
        if (!found.status().hasData()) {
            response.setStatus(204);
            response.setContentLength(0);
            return;
        }
        Download download = data.open(
                found,
                preferred,
                size -> ByteRange.of(request, size).map(ByteRange::first).orElse(0L));
        Optional<ByteRange> range = ByteRange.of(request, download.sizeBytes());
        long first = range.map(ByteRange::first).orElse(0L);
        long length = range.map(ByteRange::length).orElse(download.sizeBytes());
        response.setStatus(range.isPresent() ? 206 : 200);
        range.ifPresent(r -> response.setHeader("Content-Range", r.header(download.sizeBytes())));
        response.setContentType(BYTES);
        if (found.hashes() != null) {
            response.setHeader("Content-Md5", found.hashes().md5());
        }
        response.setContentLengthLong(length);
        if (byKernel(request, download.file(), first, length)) {
            boolean begun = false;
            try {
                response.flushBuffer();
                begun = true;
            } finally {
                sent.ended(found, caller, begun ? length : 0, begun);
            }
            return;
        }
        try {
            download.sendTo(Channels.newChannel(response.getOutputStream()), first, length);
        } finally {
            sent.ended(found, caller, download.sentBytes(), download.sentBytes() == length);
        }
    }

    /**
     * Lets Tomcat send the file without it passing through us, where it can: plain HTTP, a file of some size. Tomcat begins when the
     * request is over for us, and tells nobody how far it came: whoever has the answer's head counts as having the whole.
     */
    private static boolean byKernel(HttpServletRequest request, Optional<Path> file, long first, long length) {
        boolean possible = Boolean.TRUE.equals(request.getAttribute("org.apache.tomcat.sendfile.support"));
        if (!possible || file.isEmpty() || length == 0) {
            return false;
        }
        @Nullable String path = canonical(file.get());
        if (path == null) {
            return false;
        }
        request.setAttribute("org.apache.tomcat.sendfile.filename", path);
        request.setAttribute("org.apache.tomcat.sendfile.start", first);
        request.setAttribute("org.apache.tomcat.sendfile.end", first + length);
        return true;
    }

    private static @Nullable String canonical(Path file) {
        try {
            return file.toFile().getCanonicalPath();
        } catch (IOException gone) {
            return null;
        }
    }

    private List<StoreId> preferred(@Nullable String prefer) {
        List<StoreId> preferred = new ArrayList<>();
        if (prefer != null) {
            for (String name : prefer.split(",", -1)) {
                if (stores.list().stream().noneMatch(store -> store.id().equals(name))) {
                    throw WireException.badRequest("Store for identifier " + name + " not found");
                }
                preferred.add(StoreId.of(name));
            }
        }
        return preferred;
    }
}
