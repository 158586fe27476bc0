package io.longshore.api.glance;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The name of one request, chosen by the client or by us; it goes back with the answer and stands in an import's task. */
public record RequestId(String value) {

    static final String HEADER = "X-Openstack-Request-Id";

    private static final String ATTRIBUTE = RequestId.class.getName();
    private static final String PREFIX = "req-";
    private static final int LONGEST_GIVEN = 64;

    /** Names the request: as it says itself, where that can be. */
    static void assign(HttpServletRequest request, HttpServletResponse response) {
        String given = given(request);
        RequestId id = given == null || refusal(given) != null
                ? new RequestId(PREFIX + UUID.randomUUID())
                : new RequestId(given.startsWith(PREFIX) ? given : PREFIX + given);
        request.setAttribute(ATTRIBUTE, id);
        response.setHeader(HEADER, id.value());
    }

    /** Fails where the request names itself as no request may be named. */
    static void check(HttpServletRequest request) {
        String given = given(request);
        WireException refusal = given == null ? null : refusal(given);
        if (refusal != null) {
            throw refusal;
        }
    }

    private static @Nullable String given(HttpServletRequest request) {
        String header = request.getHeader(HEADER);
        return header == null || header.isBlank() ? null : header;
    }

    private static @Nullable WireException refusal(String given) {
        if (given.length() > LONGEST_GIVEN) {
            return WireException.of(431, "The request id is longer than " + LONGEST_GIVEN + " characters.");
        }
        return given.chars().allMatch(c -> c > ' ' && c < 127)
                ? null
                : WireException.badRequest("The request id has characters that are not printable ASCII.");
    }

    /** Puts the name on an answer that was begun anew; a request that has none gets one. */
    static void repeat(HttpServletRequest request, HttpServletResponse response) {
        if (request.getAttribute(ATTRIBUTE) instanceof RequestId id) {
            response.setHeader(HEADER, id.value());
        } else {
            assign(request, response);
        }
    }

    /** The name for logs; a request may fail before it has one. */
    static String shown(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof RequestId id ? id.value() : "-";
    }

    /** The name of a request that is being answered. */
    public static RequestId of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof RequestId id) {
            return id;
        }
        throw new IllegalStateException("the request has not been named");
    }
}
