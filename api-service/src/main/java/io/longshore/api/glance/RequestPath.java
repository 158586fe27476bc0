package io.longshore.api.glance;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The path of a request, decoded first and split then, so an encoded slash divides as a plain one does.
 *
 * @param segments at least one; an empty last one stands for a slash at the end
 */
record RequestPath(List<String> segments) {

    private static final String ATTRIBUTE = RequestPath.class.getName();

    static RequestPath parse(HttpServletRequest request) {
        String path = WireText.percentDecoded(request.getRequestURI(), false);
        return new RequestPath(
                List.of(path.substring(path.startsWith("/") ? 1 : 0).split("/", -1)));
    }

    String first() {
        return segments.getFirst();
    }

    /** The same path with another first segment. */
    RequestPath replacingFirst(String first) {
        List<String> moved = new ArrayList<>(segments);
        moved.set(0, first);
        return new RequestPath(List.copyOf(moved));
    }

    /** The same path below {@code first}. */
    RequestPath below(String first) {
        List<String> moved = new ArrayList<>(segments);
        moved.addFirst(first);
        return new RequestPath(List.copyOf(moved));
    }

    /** As a request line has it, with everything encoded that could be misread. */
    String encoded() {
        return segments.stream().map(WireText::segmentEncoded).collect(Collectors.joining("/", "/", ""));
    }

    void remember(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    static RequestPath of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof RequestPath path) {
            return path;
        }
        throw new IllegalStateException("the request did not come through the front door");
    }
}
