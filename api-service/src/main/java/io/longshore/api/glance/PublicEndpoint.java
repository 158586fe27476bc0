package io.longshore.api.glance;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** How clients reach the API, for absolute links. */
public final class PublicEndpoint {

    private final @Nullable String configured;

    /** @param configured by the operator; none: whatever a request was sent to */
    public PublicEndpoint(@Nullable URI configured) {
        this.configured = configured == null ? null : configured.toString().replaceAll("/+$", "");
    }

    /** {@code path}, which begins with a slash, as an absolute link for whoever sent {@code request}. */
    public String link(HttpServletRequest request, String path) {
        if (configured != null) {
            return configured + path;
        }
        String host = request.getHeader("Host");
        String authority =
                host == null || host.isBlank() ? request.getServerName() + ":" + request.getServerPort() : host;
        return request.getScheme() + "://" + authority + path;
    }
}
