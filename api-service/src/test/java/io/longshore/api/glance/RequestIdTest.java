package io.longshore.api.glance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class RequestIdTest {

    private static final String HEADER = "X-OpenStack-Request-ID";

    private final RunningApi api = RunningApi.shared();
    private final Client owner = api.owner();

    private Client.Answer named(String id) {
        return owner.call("GET", "/v2/info/stores", null, Map.of(HEADER, id));
    }

    @Test
    void everyAnswerHasOne() {
        String id = owner.get("/v2/info/stores").header(HEADER);
        assertThat(id).matches("req-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThat(owner.get("/v2/info/stores").header(HEADER)).isNotEqualTo(id);
    }

    @Test
    void theClientsOwnIsEchoed() {
        assertThat(named("req-11111111-2222-3333-4444-555555555555").header(HEADER))
                .isEqualTo("req-11111111-2222-3333-4444-555555555555");
        assertThat(named("mine").header(HEADER)).isEqualTo("req-mine");
        String longest = "x".repeat(64);
        assertThat(named(longest).header(HEADER)).isEqualTo("req-" + longest);
    }

    @Test
    void errorsHaveItToo() {
        var headers = Map.of(HEADER, "req-e");
        assertThat(owner.call("GET", "/v2/images/x", null, headers).header(HEADER))
                .isEqualTo("req-e");
        assertThat(owner.call("GET", "/v2/nothing", null, headers).header(HEADER))
                .isEqualTo("req-e");
        assertThat(owner.call("HEAD", "/v2/images", null, headers).header(HEADER))
                .isEqualTo("req-e");
        assertThat(owner.call("POST", "/v2/images", "[", headers).header(HEADER))
                .isEqualTo("req-e");
        assertThat(owner.call("GET", "/v2/images/%ff", null, headers).header(HEADER))
                .isEqualTo("req-e");
    }

    @Test
    void oneThatIsTooLongIsRefused() {
        var answer = named("x".repeat(65));
        assertThat(answer.status()).isEqualTo(431);
        assertThat(answer.header(HEADER)).startsWith("req-").hasSize(40);
        assertThat(answer.body()).startsWith("431 Request Header Fields Too Large\n\n");
    }

    @Test
    void oneThatCannotBePrintedIsRefused() {
        String headers = "Host: h\r\nX-Auth-Token: " + owner.token() + "\r\n" + HEADER + ": \u00e9\r\n";
        assertThat(RawRequest.send(api.server.port(), "GET /v2/info/stores HTTP/1.1", headers, "")
                        .status())
                .isEqualTo(400);
    }
}
