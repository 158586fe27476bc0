package io.longshore.api.glance;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.wiring.ApiSettings;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VersionsTest {

    private final RunningApi api = RunningApi.shared();
    private final Client nobody = new Client(api.server.port(), "", "");
    private final Client owner = api.owner();

    @ParameterizedTest
    @CsvSource({
        "GET, /, 300",
        "POST, /, 300",
        "GET, /versions, 200",
        "GET, /versions/, 200",
        "GET, /v1, 300",
        "GET, /v1/images, 300",
        "GET, /v3, 300",
        "GET, /va.1/images, 300",
        "GET, /v2.99/images, 300",
        "GET, /v2.14/images, 300",
        "GET, /nothing, 300",
        "GET, //v2/images, 300"
    })
    void versionsAreToldToAnybody(String method, String path, int status) {
        var answer = nobody.call(method, path, null, Map.of());
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("X-Openstack-Request-Id")).isEmpty();
        assertThat(answer.each("versions", "id"))
                .containsExactly(
                        "v2.15", "v2.13", "v2.12", "v2.11", "v2.10", "v2.9", "v2.8", "v2.17", "v2.7", "v2.6", "v2.5",
                        "v2.4", "v2.3", "v2.2", "v2.1", "v2.0");
        answer.json().get("versions").forEach(version -> {
            assertThat(version.propertyNames()).containsExactlyInAnyOrder("id", "status", "links");
            assertThat(version.get("status").asString())
                    .isEqualTo(version.get("id").asString().equals("v2.17") ? "CURRENT" : "SUPPORTED");
            assertThat(version.get("links").toString())
                    .isEqualTo("[{\"rel\":\"self\",\"href\":\"http://127.0.0.1:" + api.server.port() + "/v2/\"}]");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"v2", "v2.0", "v2.9", "v2.15", "v2.17"})
    void minorVersionsMeanTheSame(String version) {
        String id = owner.create("{}").id();
        assertThat(owner.get("/" + version + "/images/" + id).id()).isEqualTo(id);
    }

    @Test
    void theAcceptHeaderMayNameTheVersion() {
        String id = owner.create("{}").id();
        var named = Map.of("Accept", "application/vnd.openstack.images-v2.5");
        assertThat(owner.call("GET", "/images/" + id, null, named).id()).isEqualTo(id);
        assertThat(owner.call("GET", "/v2/images/" + id, null, named).status()).isEqualTo(404);
        var unknown = Map.of("Accept", "application/vnd.openstack.images-v9");
        assertThat(owner.call("GET", "/images/" + id, null, unknown).status()).isEqualTo(300);
    }

    @Test
    void theRootOfTheApi() {
        var redirect = owner.get("/v2");
        assertThat(redirect.status()).isEqualTo(302);
        assertThat(redirect.header("Location")).isEqualTo("http://127.0.0.1:" + api.server.port() + "/v2/");
        assertThat(redirect.header("Content-Type")).isEqualTo("text/plain;charset=utf8");
        assertThat(redirect.body()).isEmpty();
        assertThat(nobody.get("/v2").status()).isEqualTo(401);
        assertThat(owner.get("/v2/").status()).isEqualTo(404);
        assertThat(owner.get("/v2.15/").status()).isEqualTo(404);
    }

    @Test
    void health() {
        var health = nobody.get("/healthcheck");
        assertThat(health.status()).isEqualTo(200);
        assertThat(health.body()).isEqualTo("OK");
        assertThat(health.header("Content-Type")).isEqualTo("text/plain;charset=UTF-8");
        assertThat(nobody.post("/healthcheck").status()).isEqualTo(405);
    }

    @Test
    void linksGoToThePublicEndpoint() {
        ApiSettings plain = ApiSettings.defaults();
        var wire = new WireSettings(
                URI.create("https://cloud.example/image/"),
                List.of(),
                1 << 20,
                plain.wire().retryAfter());
        var settings = new ApiSettings(plain.address(), 0, wire, plain.limits(), plain.copyImage());
        try (var elsewhere = new RunningApi(settings)) {
            Client caller = elsewhere.owner();
            assertThat(caller.get("/").body()).contains("\"https://cloud.example/image/v2/\"");
            assertThat(caller.get("/v2").header("Location")).isEqualTo("https://cloud.example/image/v2/");
            var created = caller.create("{}");
            assertThat(created.header("Location")).isEqualTo("https://cloud.example/image/v2/images/" + created.id());
            assertThat(created.headers()).doesNotContainKey("openstack-image-import-methods");
            assertThat(created.text("self")).isEqualTo("/v2/images/" + created.id());
        }
    }
}
