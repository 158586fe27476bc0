package io.longshore.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longshore.launch.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A Keystone, and a gateway of a Ceph cluster that lets in whom it knows: Swift as OpenStack has it, plain HTTP. */
public final class KeystoneGateway implements AutoCloseable {

    /** A user of {@link #PROJECT}, in the domain {@code Default}. */
    public static final String USER = "glance";

    public static final String PROJECT = "service";
    public static final String REGION = "RegionOne";

    private static final String ADMIN_PASSWORD = "keystone-admin-secret";
    private static final String USER_PASSWORD = "keystone-user-secret";
    private static final String APPLICATION_SECRET = "keystone-application-secret";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path directory;
    private final int keystonePort = FreePorts.next();
    private final int gatewayPort = FreePorts.next();
    private final ChildProcess keystone;
    private final ChildProcess gateway;
    private final String applicationId;

    /**
     * Everything is up when this returns.
     *
     * @param tokens how long each is good for
     */
    public KeystoneGateway(CephServer ceph, Path directory, Duration tokens) {
        this.directory = directory;
        Path configuration = configure(tokens);
        Map<String, String> environment = Map.of("OS_KEYSTONE_CONFIG_FILES", configuration.toString());
        manage(configuration, "db_sync");
        manage(configuration, "fernet_setup", "--keystone-user", user(), "--keystone-group", user());
        manage(
                configuration,
                "bootstrap",
                "--bootstrap-password",
                ADMIN_PASSWORD,
                "--bootstrap-public-url",
                address().toString(),
                "--bootstrap-region-id",
                REGION);
        keystone = new ChildProcess(
                List.of("keystone-wsgi-public", "--host", "127.0.0.1", "--port", Integer.toString(keystonePort)),
                environment,
                directory.resolve("keystone.out"));
        gateway = new ChildProcess(
                List.of(
                        "radosgw",
                        "-f",
                        "-c",
                        ceph.conf().toString(),
                        "-n",
                        "client.rgw",
                        "--log-file=" + directory.resolve("gateway.log"),
                        "--rgw-frontends=beast endpoint=127.0.0.1:" + gatewayPort,
                        "--rgw-keystone-url=http://127.0.0.1:" + keystonePort,
                        "--rgw-keystone-api-version=3",
                        "--rgw-keystone-admin-user=admin",
                        "--rgw-keystone-admin-password=" + ADMIN_PASSWORD,
                        "--rgw-keystone-admin-domain=Default",
                        "--rgw-keystone-admin-project=admin",
                        "--rgw-keystone-accepted-roles=member"),
                Map.of(),
                directory.resolve("gateway.out"));
        try {
            keystone.awaitListening(keystonePort);
            applicationId = populate();
            gateway.awaitListening(gatewayPort);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private Path configure(Duration tokens) {
        try {
            Files.createDirectories(directory.resolve("fernet"));
            return Files.writeString(directory.resolve("keystone.conf"), """
                    [DEFAULT]
                    log_file = %1$s/keystone.log
                    [database]
                    connection = sqlite:///%1$s/keystone.db
                    [fernet_tokens]
                    key_repository = %1$s/fernet
                    [token]
                    expiration = %2$d
                    [identity]
                    password_hash_rounds = 4
                    [cache]
                    enabled = false
                    """.formatted(directory, tokens.toSeconds()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void manage(Path configuration, String... words) {
        Commands.run(
                Map.of(),
                Stream.concat(Stream.of("keystone-manage", "--config-file", configuration.toString()), Stream.of(words))
                        .toList());
    }

    private static String user() {
        return System.getProperty("user.name");
    }

    /** Makes the user and the catalog of services; the id of the user's application credential. */
    private String populate() {
        String admin = token("admin", ADMIN_PASSWORD, "admin");
        String service = post(admin, "/services", "{'service':{'type':'object-store','name':'swift'}}")
                .at("/service/id")
                .asText();
        post(
                admin,
                "/endpoints",
                "{'endpoint':{'service_id':'" + service + "','interface':'public','region_id':'" + REGION
                        + "','url':'http://127.0.0.1:" + gatewayPort + "/swift/v1'}}");
        String project = post(admin, "/projects", "{'project':{'name':'" + PROJECT + "'}}")
                .at("/project/id")
                .asText();
        String user = post(admin, "/users", "{'user':{'name':'" + USER + "','password':'" + USER_PASSWORD + "'}}")
                .at("/user/id")
                .asText();
        JsonNode roles = call("GET", admin, "/roles?name=member", "");
        call(
                "PUT",
                admin,
                "/projects/" + project + "/users/" + user + "/roles/"
                        + roles.at("/roles/0/id").asText(),
                "");
        return post(
                        token(USER, USER_PASSWORD, PROJECT),
                        "/users/" + user + "/application_credentials",
                        "{'application_credential':{'name':'images','secret':'" + APPLICATION_SECRET + "'}}")
                .at("/application_credential/id")
                .asText();
    }

    private String token(String user, String password, String project) {
        String domain = "'domain':{'id':'default'}";
        HttpResponse<String> answer = send(
                "POST",
                "",
                "/auth/tokens",
                "{'auth':{'identity':{'methods':['password'],'password':{'user':{'name':'" + user + "'," + domain
                        + ",'password':'" + password + "'}}},'scope':{'project':{'name':'" + project + "'," + domain
                        + "}}}}");
        return answer.headers().firstValue("X-Subject-Token").orElseThrow(() -> new AssertionError(answer.body()));
    }

    private JsonNode post(String token, String path, String json) {
        return call("POST", token, path, json);
    }

    private JsonNode call(String method, String token, String path, String json) {
        HttpResponse<String> answer = send(method, token, path, json);
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
        try {
            return new ObjectMapper().readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> send(String method, String token, String path, String json) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(address() + path))
                            .header("Content-Type", "application/json")
                            .header("X-Auth-Token", token)
                            .timeout(PATIENCE)
                            .method(method, BodyPublishers.ofString(json.replace('\'', '"')))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Where tokens are given out. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + keystonePort + "/v3");
    }

    /** How many, to whomever. */
    public long tokensGiven() {
        try (Stream<String> lines = Files.lines(directory.resolve("keystone.out"))) {
            return lines.filter(line -> line.contains("\"POST /v3/auth/tokens")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String password() {
        return USER_PASSWORD;
    }

    public String applicationId() {
        return applicationId;
    }

    public String applicationSecret() {
        return APPLICATION_SECRET;
    }

    @Override
    public void close() {
        gateway.kill();
        keystone.kill();
    }
}
