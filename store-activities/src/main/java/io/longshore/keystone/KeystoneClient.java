package io.longshore.keystone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.web.RetryAfter;
import io.longshore.web.ServerFaults;
import io.longshore.web.ServerHttp;
import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Asks one Keystone, version 3. Failures begin with {@code Keystone} and its address, and never tell what was sent. */
public final class KeystoneClient {

    private static final MediaType JSON = MediaType.get("application/json");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpUrl tokens;
    private final String name;
    private final OkHttpClient http;

    /** @param address with or without {@code /v3} at its end */
    public KeystoneClient(URI address, OkHttpClient http) {
        String root = address.toString().replaceFirst("/+$", "").replaceFirst("/v[0-9.]+$", "");
        this.tokens = HttpUrl.get(root + "/v3/auth/tokens");
        this.name = "Keystone at " + address.getRawAuthority();
        this.http = http;
    }

    /**
     * A new token. {@code FORBIDDEN} where Keystone does not know the credentials; {@code UNAVAILABLE} where it does not answer, or
     * answers what is none.
     */
    public KeystoneToken authenticate(KeystoneCredentials credentials) {
        Request request = new Request.Builder()
                .url(tokens)
                .post(RequestBody.create(body(credentials).toString(), JSON))
                .build();
        try (Response answer = http.newCall(request).execute()) {
            if (answer.code() != 201) {
                throw refused(credentials, answer);
            }
            String value = answer.header("X-Subject-Token");
            JsonNode token = MAPPER.readTree(answer.body().string()).path("token");
            if (value == null || token.isMissingNode()) {
                throw new ImageException(FailureKind.UNAVAILABLE, name + ": its answer holds no token");
            }
            return new KeystoneToken(
                    value, Instant.parse(token.path("expires_at").asText()), endpoints(token.path("catalog")));
        } catch (DateTimeException | IllegalArgumentException | com.fasterxml.jackson.core.JacksonException e) {
            throw new ImageException(FailureKind.UNAVAILABLE, name + ": its answer is not understood", e);
        } catch (IOException e) {
            throw new ImageException(FailureKind.UNAVAILABLE, name + ": " + ServerFaults.words(e), e);
        }
    }

    private ImageException refused(KeystoneCredentials credentials, Response answer) {
        return switch (answer.code()) {
            case 401, 403 ->
                new ImageException(
                        FailureKind.FORBIDDEN, name + ": refuses " + credentials + " (" + answer.code() + ")");
            case 400, 404 ->
                new ImageException(
                        FailureKind.INVALID, name + ": does not understand the request (" + answer.code() + ")");
            default ->
                new ImageException(
                        FailureKind.UNAVAILABLE,
                        name + ": gives no token (" + answer.code() + ")",
                        null,
                        RetryAfter.of(answer.headers(), ServerHttp.LONGEST_RETRY_AFTER));
        };
    }

    private static ObjectNode body(KeystoneCredentials credentials) {
        ObjectNode root = MAPPER.createObjectNode();
        ObjectNode auth = root.putObject("auth");
        ObjectNode identity = auth.putObject("identity");
        switch (credentials) {
            case KeystoneCredentials.Password password -> {
                identity.putArray("methods").add("password");
                ObjectNode user = identity.putObject("password").putObject("user");
                user.put("name", password.user()).put("password", password.password());
                user.putObject("domain").put("name", password.userDomain());
                ObjectNode project = auth.putObject("scope").putObject("project");
                project.put("name", password.project());
                project.putObject("domain").put("name", password.projectDomain());
            }
            case KeystoneCredentials.Application application -> {
                identity.putArray("methods").add("application_credential");
                identity.putObject("application_credential")
                        .put("id", application.id())
                        .put("secret", application.secret());
            }
        }
        return root;
    }

    private static List<KeystoneToken.Endpoint> endpoints(JsonNode catalog) {
        List<KeystoneToken.Endpoint> all = new ArrayList<>();
        for (JsonNode service : catalog) {
            for (JsonNode endpoint : service.path("endpoints")) {
                all.add(new KeystoneToken.Endpoint(
                        service.path("type").asText(),
                        endpoint.path("interface").asText(),
                        endpoint.path("region").asText(),
                        URI.create(endpoint.path("url").asText())));
            }
        }
        return all;
    }
}
