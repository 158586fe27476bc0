package io.longshore.api.glance;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.wiring.ApiSettings;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

final class ErrorsTest {

    private final RunningApi api = RunningApi.shared();
    private final Client owner = api.owner();

    private Client.Answer accepting(String path, String accept) {
        return owner.call("GET", path, null, Map.of("Accept", accept));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/*                                | text/html;charset=UTF-8",
                "text/html                          | text/html;charset=UTF-8",
                "text/*;q=0.5                       | text/html;charset=UTF-8",
                "application/xhtml+xml, */*;q=0.8   | text/html;charset=UTF-8",
                "application/json                   | application/json",
                "APPLICATION/JSON; charset=utf-8    | application/json",
                "application/json, */*              | application/json",
                "text/html, application/json        | text/html;charset=UTF-8",
                "text/html;q=0.5, application/json  | application/json",
                "application/json;q=0, */*          | text/html;charset=UTF-8",
                "text/plain                         | text/plain;charset=UTF-8",
                "image/png                          | text/plain;charset=UTF-8",
                "///;;q=x,                          | text/plain;charset=UTF-8"
            })
    void theClientChoosesTheForm(String accept, String type) {
        assertThat(accepting("/v2/images/x", accept).header("Content-Type")).isEqualTo(type);
    }

    @Test
    void withoutAcceptItIsPlainText() {
        var answer = owner.get("/v2/images/x");
        assertThat(answer.header("Content-Type")).isEqualTo("text/plain;charset=UTF-8");
        assertThat(answer.body()).isEqualTo("404 Not Found\n\nNo image found with ID x\n\n   ");
        var denied = owner.create("{\"os_glance_import_task\": \"x\"}");
        assertThat(denied.body()).isEqualTo("""
                403 Forbidden

                Access was denied to this resource.

                 Attribute 'os_glance_import_task' is reserved. \s""");
    }

    @Test
    void htmlHasItsPartsOnLinesOfTheirOwnAndEscaped() {
        assertThat(accepting("/v2/images/%3Cb%3E%26'%22", "*/*").body()).isEqualTo("""
                <html>
                 <head>
                  <title>404 Not Found</title>
                 </head>
                 <body>
                  <h1>404 Not Found</h1>
                  No image found with ID &lt;b&gt;&amp;&#x27;&quot;<br /><br />


                 </body>
                </html>""");
        var denied = owner.call("POST", "/v2/images", "{\"os_glance\": \"x\"}", Map.of("Accept", "*/*"));
        assertThat(denied.body().lines())
                .contains(
                        "  <title>403 Forbidden</title>",
                        "  Access was denied to this resource.<br /><br />",
                        "Attribute &#x27;os_glance&#x27; is reserved.");
    }

    @Test
    void jsonHasAMessageACodeAndATitle() {
        var json = accepting("/v2/images/x", "application/json").json();
        assertThat(json.toString())
                .isEqualTo(
                        "{\"message\":\"No image found with ID x\",\"code\":\"404 Not Found\",\"title\":\"Not Found\"}");
    }

    @Test
    void whatIsTooMuchIsAlwaysPlainText() {
        String tags = IntStream.range(0, 129).mapToObj(i -> "\"" + i + "\"").collect(Collectors.joining(","));
        var answer =
                owner.call("POST", "/v2/images", "{\"tags\": [" + tags + "]}", Map.of("Accept", "application/json"));
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.header("Content-Type")).isEqualTo("text/plain;charset=UTF-8");
        assertThat(answer.body()).startsWith("413 Request Entity Too Large\n\n");
    }

    @ParameterizedTest
    @CsvSource({"''", "nonsense", "a:b"})
    void withoutAValidTokenNothingGoes(String token) {
        Client stranger = new Client(api.server.port(), token, "");
        var answer = stranger.get("/v2/images");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Spoken realm=\"test\"");
        assertThat(answer.body())
                .startsWith("401 Unauthorized\n\nThis server could not verify")
                .endsWith(".\n\n   ");
        assertThat(stranger.get("/v2/nothing").status()).isEqualTo(401);
        assertThat(stranger.call("OPTIONS", "/v2/images", null, Map.of()).status())
                .isEqualTo(401);
        assertThat(stranger.create("{}").status()).isEqualTo(401);
    }

    @Test
    void identityHeadersFromOutsideAreIgnored() {
        var pretended = Map.of(
                "X-Identity-Status", "Confirmed",
                "X-User-Id", "root",
                "X-Project-Id", "admin",
                "X-Tenant-Id", "admin",
                "X-Roles", "admin",
                "X-Service-Roles", "service");
        assertThat(owner.call("GET", "/v2/info/stores/detail", null, pretended).status())
                .isEqualTo(403);
        assertThat(owner.call("POST", "/v2/images", "{}", pretended).text("owner"))
                .isEqualTo(owner.project());
        assertThat(new Client(api.server.port(), "", "")
                        .call("GET", "/v2/images", null, pretended)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aServiceTokenAddsTheRoleOfItsHolder() {
        assertThat(serviceToken("s:services:service").status()).isEqualTo(200);
        assertThat(serviceToken("s:services:member").status()).isEqualTo(403);
        assertThat(serviceToken("nonsense").status()).isEqualTo(401);
    }

    private Client.Answer serviceToken(String token) {
        return owner.call("GET", "/v2/info/stores/detail", null, Map.of("X-Service-Token", token));
    }

    @Test
    void anIdentityServiceThatIsAwayIs503() {
        var answer = new Client(api.server.port(), "away", "").get("/v2/images");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("5");
        assertThat(answer.body()).contains("the identity service does not answer");
    }

    @Controller
    static final class Failing {

        @GetMapping("/longshore/fail/{kind}")
        Reply fail(@PathVariable String kind) {
            if (kind.equals("upload")) {
                throw WireException.onlyText(410, "gone");
            }
            if (kind.equals("task")) {
                throw WireException.notPermitted("not so", "GET");
            }
            if (kind.equals("unforeseen")) {
                throw new IllegalStateException("a secret");
            }
            throw new ImageException(
                    FailureKind.valueOf(kind),
                    "first\nsecond",
                    null,
                    kind.equals("DRAINING") ? Duration.ofSeconds(42) : null);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyKindHasItsStatus(FailureKind kind) {
        int status = switch (kind) {
            case INVALID, UNSUPPORTED, CORRUPT, SOURCE_LOST -> 400;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case ALREADY_EXISTS, IN_USE, CONFLICT, SOURCE_CHANGED -> 409;
            case SUPERSEDED, STAGING_LOST -> 410;
            case TOO_LARGE, STORE_FULL, STAGING_FULL -> 413;
            case UNAVAILABLE, SOURCE_UNAVAILABLE, CATALOG_AWAY, DRAINING -> 503;
            case INTERNAL -> 500;
        };
        var answer = Fails.API.owner().get("/longshore/fail/" + kind);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers().containsKey("retry-after")).isEqualTo(status == 503);
        if (kind == FailureKind.DRAINING) {
            assertThat(answer.header("Retry-After")).isEqualTo("42");
        }
        assertThat(answer.body().contains("\n\nfirst second\n\n")).isEqualTo(status != 500);
    }

    @Test
    void whatNobodyForesawTellsNothing() {
        var answer = Fails.API.owner().get("/longshore/fail/unforeseen");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo("""
                500 Internal Server Error

                The server has either erred or is incapable of performing the requested operation.

                  \s""");
    }

    @Test
    void formsThatOnlySomeRoutesUse() {
        Client caller = Fails.API.owner();
        var upload = caller.call("GET", "/longshore/fail/upload", null, Map.of("Accept", "application/json"));
        assertThat(upload.body()).isEqualTo("410 Gone\n\ngone\n\n   ");
        var task = caller.get("/longshore/fail/task");
        assertThat(task.header("Allow")).isEqualTo("GET");
        assertThat(task.body()).isEqualTo("405 Method Not Allowed\n\nnot so");
    }

    private static final class Fails {
        static final RunningApi API = new RunningApi(ApiSettings.defaults(), more -> more.registerBean(Failing.class));
    }
}
