package io.longshore.api.glance;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The first filter: answers what needs no authentication (versions, health), brings every spelling of the version to {@code /v2}, and
 * turns whatever the later filters throw into an answer.
 */
public final class FrontDoor extends HttpFilter {

    private static final String MEDIA_TYPE = "application/vnd.openstack.images-";

    private static final String IMAGE_API = "v2";

    /** First segments that are no version of the Image API and are ours all the same. */
    private static final Set<String> OWN = Set.of("longshore");

    private final transient PublicEndpoint endpoint;
    private final transient GlanceErrors errors;

    public FrontDoor(PublicEndpoint endpoint, GlanceErrors errors) {
        this.endpoint = endpoint;
        this.errors = errors;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            RequestPath path = RequestPath.parse(request);
            switch (path.first()) {
                case "versions" -> versions(request, response, 200);
                case "healthcheck" -> health(request, response);
                default -> negotiate(path, request, response, chain);
            }
        } catch (RuntimeException | ServletException e) {
            errors.write(request, response, e);
        }
    }

    private void negotiate(
            RequestPath path, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Optional<RequestPath> versioned = versioned(path, request.getHeader("Accept"));
        if (versioned.isEmpty()) {
            versions(request, response, 300);
            return;
        }
        versioned.get().remember(request);
        RequestId.assign(request, response);
        chain.doFilter(new Canonical(request, versioned.get().encoded()), response);
    }

    private static Optional<RequestPath> versioned(RequestPath path, @Nullable String accept) {
        if (accept != null && accept.startsWith(MEDIA_TYPE)) {
            boolean known = VersionsDocument.knows(accept.substring(MEDIA_TYPE.length()));
            return known ? Optional.of(path.below(IMAGE_API)) : Optional.empty();
        }
        if (OWN.contains(path.first())) {
            return Optional.of(path);
        }
        return VersionsDocument.knows(path.first()) ? Optional.of(path.replacingFirst(IMAGE_API)) : Optional.empty();
    }

    private void versions(HttpServletRequest request, HttpServletResponse response, int status) throws IOException {
        Reply.json(status, VersionsDocument.bytes(endpoint.link(request, VersionsDocument.PATH)))
                .write(response);
    }

    private static void health(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!Set.of("GET", "HEAD").contains(request.getMethod())) {
            throw WireException.methodNotAllowed(request.getMethod(), "GET, HEAD");
        }
        Reply.text("OK").write(response);
    }

    /** The request under its canonical path: what the servlet's own routing sees. */
    private static final class Canonical extends HttpServletRequestWrapper {

        private final String uri;

        Canonical(HttpServletRequest request, String uri) {
            super(request);
            this.uri = uri;
        }

        @Override
        public String getRequestURI() {
            return uri;
        }

        @Override
        public String getServletPath() {
            return uri;
        }
    }
}
