package io.longshore.api.glance;

import static io.longshore.api.glance.Route.Verb.ACT;
import static io.longshore.api.glance.Route.Verb.DELETE;
import static io.longshore.api.glance.Route.Verb.GET;
import static io.longshore.api.glance.Route.Verb.MARK;
import static io.longshore.api.glance.Route.Verb.PATCH;
import static io.longshore.api.glance.Route.Verb.POST;
import static io.longshore.api.glance.Route.Verb.PUT;

import java.util.List;
import java.util.Optional;

/**
 * Every path of the Image API, and of our own beside it. A path that is not here is 404, a method that is not here 405, a body where none is taken 400: before
 * any controller is asked, and whatever the framework would say by itself.
 */
final class Routes {

    private static final List<Route> ALL = List.of(
            Route.of("/v2/images", GET, POST),
            Route.of("/v2/images/{}", GET, PATCH, DELETE),
            Route.of("/v2/images/{}/file", GET, PUT),
            Route.of("/v2/images/{}/stage", PUT),
            Route.of("/v2/images/{}/import", POST),
            Route.of("/v2/images/{}/tasks", GET),
            Route.of("/v2/images/{}/locations", POST, GET),
            Route.of("/v2/images/{}/actions/deactivate", ACT),
            Route.of("/v2/images/{}/actions/reactivate", ACT),
            Route.of("/v2/images/{}/tags/{}", MARK, DELETE),
            Route.of("/v2/images/{}/members", GET, POST),
            Route.of("/v2/images/{}/members/{}", GET, PUT, DELETE),
            Route.of("/v2/stores/{}/{}", DELETE),
            Route.of("/v2/tasks", GET, POST),
            Route.of("/v2/tasks/{}", GET, DELETE),
            Route.of("/v2/info/import", GET),
            Route.of("/v2/info/stores", GET),
            Route.of("/v2/info/stores/detail", GET),
            Route.of("/v2/info/usage", GET),
            Route.of("/v2/schemas/image", GET),
            Route.of("/v2/schemas/images", GET),
            Route.of("/v2/schemas/member", GET),
            Route.of("/v2/schemas/members", GET),
            Route.of("/v2/schemas/task", GET),
            Route.of("/v2/schemas/tasks", GET),
            Route.of("/v2/cache", GET, DELETE),
            Route.of("/v2/cache/clean", ACT),
            Route.of("/v2/cache/prune", ACT),
            Route.of("/v2/cache/nodes/{}", GET),
            Route.of("/v2/cache/{}", MARK, DELETE),
            Route.of("/longshore/v1/imports/{}", GET),
            Route.of("/longshore/v1/imports/{}/events", GET),
            Route.of("/longshore/v1/imports/{}/cancel", ACT),
            Route.of("/longshore/v1/imports/{}/skip/{}", ACT),
            Route.of("/longshore/v1/imports/{}/retry/{}", ACT));

    private Routes() {}

    static Optional<Route> find(List<String> segments) {
        for (Route route : ALL) {
            if (route.matches(segments)) {
                return Optional.of(route);
            }
        }
        return Optional.empty();
    }

    static List<Route> all() {
        return ALL;
    }
}
