package io.longshore.api.glance;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One path of the API and what can be done to it.
 *
 * @param segments {@code {}} stands for any one that is not empty
 * @param verbs in the order in which {@code Allow} names them
 */
record Route(List<String> segments, List<Verb> verbs) {

    private static final String ANY = "{}";

    /** A method, and whether its request may have a body here. */
    enum Verb {
        GET("GET", false),
        POST("POST", true),
        ACT("POST", false),
        PUT("PUT", true),
        MARK("PUT", false),
        PATCH("PATCH", true),
        DELETE("DELETE", false);

        private final String method;
        private final boolean takesBody;

        Verb(String method, boolean takesBody) {
            this.method = method;
            this.takesBody = takesBody;
        }

        String method() {
            return method;
        }

        boolean takesBody() {
            return takesBody;
        }
    }

    static Route of(String path, Verb... verbs) {
        return new Route(List.of(path.substring(1).split("/")), List.of(verbs));
    }

    boolean matches(List<String> path) {
        if (path.size() != segments.size()) {
            return false;
        }
        for (int i = 0; i < path.size(); i++) {
            String wanted = segments.get(i);
            if (wanted.equals(ANY) ? path.get(i).isEmpty() : !wanted.equals(path.get(i))) {
                return false;
            }
        }
        return true;
    }

    Optional<Verb> verb(String method) {
        return verbs.stream().filter(v -> v.method().equals(method)).findFirst();
    }

    /** The value of {@code Allow}. */
    String allow() {
        return verbs.stream().map(Verb::method).collect(Collectors.joining(", "));
    }
}
