package io.longshore.api.glance;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.wiring.ApiSettings;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

final class RoutesTest {

    private static final String ID = "00000000-0000-4000-8000-000000000000";

    private final RunningApi api = RunningApi.shared();
    private final Client admin = api.admin();

    private static String path(Route route) {
        return "/" + String.join("/", route.segments()).replace("{}", ID);
    }

    static Stream<Route> routes() {
        return Routes.all().stream();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void whatIsNotRoutedIs405(Route route) {
        for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE")) {
            if (route.verb(method).isEmpty()) {
                var answer = admin.call(method, path(route), null, Map.of());
                assertThat(answer.status()).as(method + " " + path(route)).isEqualTo(405);
                assertThat(answer.header("Allow")).isEqualTo(route.allow());
                assertThat(answer.body())
                        .isEqualTo("405 Method Not Allowed\n\nThe method " + method
                                + " is not allowed for this resource. \n\n ");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void headIs405AndOptionsIs501(Route route) {
        var head = admin.call("HEAD", path(route), null, Map.of());
        assertThat(head.status()).isEqualTo(405);
        assertThat(head.header("Allow")).isEqualTo(route.allow()).doesNotContain("HEAD");
        assertThat(head.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(head.header("Content-Length")).isEqualTo("0");
        assertThat(admin.call("OPTIONS", path(route), null, Map.of()).status()).isEqualTo(501);
    }

    @ParameterizedTest
    @MethodSource("routes")
    void bodiesAreRefusedWhereNoneIsTaken(Route route) {
        for (Route.Verb verb : route.verbs()) {
            if (!verb.takesBody()) {
                String method = verb.method();
                var answer = admin.call(method, path(route), "{}", Map.of());
                assertThat(answer.status()).as(method + " " + path(route)).isEqualTo(400);
                String chunked = "Host: h\r\nX-Auth-Token: " + admin.token() + "\r\nTransfer-Encoding: chunked\r\n";
                String line = method + " " + path(route) + " HTTP/1.1";
                assertThat(RawRequest.send(api.server.port(), line, chunked, "2\r\n{}\r\n0\r\n\r\n")
                                .status())
                        .isEqualTo(400);
                assertThat(RawRequest.send(api.server.port(), line, chunked, "0\r\n\r\n")
                                .status())
                        .as("an empty body is no body")
                        .isNotEqualTo(400);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v2/images | GET, POST",
                "/v2/images/" + ID + " | GET, PATCH, DELETE",
                "/v2/images/" + ID + "/file | GET, PUT",
                "/v2/images/" + ID + "/members/m | GET, PUT, DELETE",
                "/v2/images/" + ID + "/tags/t | PUT, DELETE",
                "/v2/tasks/" + ID + " | GET, DELETE"
            })
    void allowNamesMethodsInGlancesOrder(String path, String allow) {
        assertThat(admin.call("HEAD", path, null, Map.of()).header("Allow")).isEqualTo(allow);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "FOO", "PROPFIND", "get", "LINK"})
    void otherMethodsAre501(String method) {
        String headers = "Host: h\r\nX-Auth-Token: " + admin.token() + "\r\n";
        for (String path : List.of("/v2/images", "/v2/nothing", "/v2")) {
            var answer = RawRequest.send(api.server.port(), method + " " + path + " HTTP/1.1", headers, "");
            assertThat(answer.status()).isEqualTo(501);
            assertThat(answer.body()).startsWith("501 Not Implemented\n\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2/nothing",
                "/v2/images/",
                "/v2/images/" + ID + "/",
                "/v2/images/" + ID + "/nothing",
                "/v2/images/" + ID + "/tags/",
                "/v2/images/" + ID + "/actions/other",
                "/v2/images/" + ID + "/members/",
                "/v2/stores/fast",
                "/v2/info",
                "/v2/info/nothing",
                "/v2/schemas/nothing",
                "/v2/schemas/metadefs/namespaces",
                "/v2/metadefs/namespaces",
                "/v2//images",
                "/longshore/nothing"
            })
    void otherPathsAre404(String path) {
        for (String method : List.of("GET", "DELETE", "HEAD")) {
            assertThat(admin.call(method, path, null, Map.of()).status())
                    .as(method + " " + path)
                    .isEqualTo(404);
        }
        assertThat(admin.get(path).body()).isEqualTo("404 Not Found\n\nThe resource could not be found.\n\n   ");
    }

    @Controller
    static final class Own {

        @GetMapping("/longshore/v1/hello")
        Reply hello(RequestId id) {
            return Reply.json(json -> json.writeString(id.value()));
        }
    }

    @Test
    void ourOwnPathsPassTheDoorAndAreTheirControllersAffair() {
        try (var own = new RunningApi(ApiSettings.defaults(), more -> more.registerBean(Own.class))) {
            Client caller = own.owner();
            var hello = caller.get("/longshore/v1/hello");
            assertThat(hello.body()).isEqualTo("\"" + hello.header("X-Openstack-Request-Id") + "\"");
            assertThat(new Client(caller.port(), "", "")
                            .get("/longshore/v1/hello")
                            .status())
                    .isEqualTo(401);
            var put = caller.put("/longshore/v1/hello");
            assertThat(put.status()).isEqualTo(405);
            assertThat(put.header("Allow")).isEqualTo("GET");
            assertThat(caller.call("OPTIONS", "/longshore/v1/hello", null, Map.of())
                            .status())
                    .isEqualTo(501);
        }
    }

    @Test
    void everyControllerStandsInTheTable() {
        var patterns = api.server
                .bean(RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet();
        assertThat(patterns).isNotEmpty();
        patterns.forEach(info -> info.getPatternValues()
                .forEach(pattern -> assertThat(Routes.all())
                        .as(pattern)
                        .anySatisfy(route -> assertThat(route.segments().size() == pattern.split("/", -1).length - 1
                                        && info.getMethodsCondition().getMethods().stream()
                                                .allMatch(m ->
                                                        route.verb(m.name()).isPresent())
                                        && matches(route, pattern))
                                .isTrue())));
    }

    /** A variable of a controller may stand for several fixed names of the table. */
    private static boolean matches(Route route, String pattern) {
        String[] steps = pattern.substring(1).split("/", -1);
        for (int i = 0; i < steps.length; i++) {
            String fixed = route.segments().get(i);
            boolean variable = steps[i].startsWith("{");
            if (!variable && !fixed.equals(steps[i])) {
                return false;
            }
        }
        return true;
    }
}
