package io.longshore.api.glance;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The last filter, behind the door: lets through what {@link Routes} knows, so that no controller and no framework is asked what it was
 * not made for. What is neither there nor of the Image API passes as it is: to nobody, unless somebody adds a controller.
 */
public final class RouteFilter extends HttpFilter {

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH");
    private static final String IMAGE_API = "v2";

    private final transient PublicEndpoint endpoint;

    public RouteFilter(PublicEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        RequestId.check(request);
        String method = request.getMethod();
        if (!METHODS.contains(method)) {
            throw WireException.of(501, "The method " + method + " is not implemented.");
        }
        List<String> path = RequestPath.of(request).segments();
        if (path.equals(List.of(IMAGE_API))) {
            toDirectory(request, response);
            return;
        }
        Optional<Route> route = Routes.find(path);
        if (route.isPresent()) {
            check(route.get(), method, request);
        } else if (path.getFirst().equals(IMAGE_API)) {
            throw WireException.notFound();
        }
        chain.doFilter(request, response);
    }

    private static void check(Route route, String method, HttpServletRequest request) {
        Route.Verb verb = route.verb(method).orElseThrow(() -> WireException.methodNotAllowed(method, route.allow()));
        if (!verb.takesBody()) {
            requireNoBody(request);
        }
    }

    private void toDirectory(HttpServletRequest request, HttpServletResponse response) {
        response.setStatus(302);
        response.setHeader("Location", endpoint.link(request, VersionsDocument.PATH));
        response.setContentType("text/plain; charset=utf8");
        response.setContentLength(0);
    }

    private static void requireNoBody(HttpServletRequest request) {
        boolean unannounced = request.getContentLengthLong() < 0 && request.getHeader("Transfer-Encoding") != null;
        if (request.getContentLengthLong() > 0 || (unannounced && hasBytes(request))) {
            throw WireException.badRequest("A body is not expected here.");
        }
    }

    private static boolean hasBytes(HttpServletRequest request) {
        try {
            return request.getInputStream().read() >= 0;
        } catch (IOException e) {
            throw WireException.badRequest("The body cannot be read.");
        }
    }
}
