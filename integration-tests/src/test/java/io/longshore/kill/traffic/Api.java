package io.longshore.kill.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longshore.kill.site.Disturbances;
import io.longshore.kill.site.Disturbances.Part;
import io.longshore.kill.site.Server;
import io.longshore.kill.site.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The public API. Every answer has a status that is legal for its call; what else comes, or does not come, needs the excuse of a
 * disturbance while the call was under way.
 */
public final class Api {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final List<Site.ApiAddress> apis;
    private final Disturbances disturbances;
    private final AtomicInteger next = new AtomicInteger();
    private final Set<Call> inFlight = ConcurrentHashMap.newKeySet();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong brokenOff = new AtomicLong();
    private final AtomicLong putOff = new AtomicLong();
    private final AtomicLong superseded = new AtomicLong();

    public Api(Site site) {
        this.apis = site.apis();
        this.disturbances = site.disturbances();
    }

    /** A call under way. */
    private record Call(String method, String path, long since, String api) {}

    /** An answer. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Reply(int status, byte[] body) {

        String text() {
            return new String(body, 0, Math.min(body.length, 2000), StandardCharsets.UTF_8);
        }

        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The paths of the calls that change something and are under way at that API. */
    public List<String> changesInFlight(Server api) {
        return inFlight.stream()
                .filter(c -> c.api().equals(api.name()) && !c.method().equals("GET"))
                .map(Call::path)
                .toList();
    }

    /** Calls that were answered as they must be. */
    public long answered() {
        return answered.get();
    }

    /** Calls that a killed API broke off. */
    public long brokenOff() {
        return brokenOff.get();
    }

    /** Calls that a zombie had to refuse. */
    public long superseded() {
        return superseded.get();
    }

    /** Calls that were told to come again. */
    public long putOff() {
        return putOff.get();
    }

    Reply get(String path, Integer... legal) {
        return call("GET", path, BodyPublishers.noBody(), Map.of("Accept", "application/json"), Legal.statuses(legal));
    }

    Reply delete(String path, Integer... legal) {
        return call("DELETE", path, BodyPublishers.noBody(), Map.of(), Legal.statuses(legal));
    }

    Reply post(String path, String json, Integer... legal) {
        return call(
                "POST",
                path,
                BodyPublishers.ofString(json),
                Map.of("Content-Type", "application/json"),
                Legal.statuses(legal));
    }

    /** {@link Disturbed} where that is an excuse; else every answer that is not {@code legal} is a {@link Divergence}. */
    Reply call(String method, String path, BodyPublisher body, Map<String, String> headers, Legal legal) {
        Site.ApiAddress api = balanced();
        var request = HttpRequest.newBuilder(URI.create(api.endpoint() + path))
                .method(method, body)
                .timeout(Duration.ofMinutes(3));
        headers.forEach(request::header);
        long since = System.nanoTime();
        Call call = new Call(method, path, since, api.server().name());
        inFlight.add(call);
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return judge(call, response, legal);
        } catch (IOException e) {
            if (disturbances.which(Part.API, since, System.nanoTime()).contains(call.api())) {
                if (!(e instanceof ConnectException)) {
                    brokenOff.incrementAndGet();
                }
                throw new Disturbed(method + " " + path + ": " + e);
            }
            throw new Divergence(method + " " + path + " got no answer though the API was up: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            inFlight.remove(call);
        }
    }

    /** As a load balancer would choose: one after another, but for those that have not answered for long. */
    private Site.ApiAddress balanced() {
        List<Site.ApiAddress> there =
                apis.stream().filter(a -> a.server().isAvailable()).toList();
        List<Site.ApiAddress> chosen = there.isEmpty() ? apis : there;
        return chosen.get(Math.floorMod(next.getAndIncrement(), chosen.size()));
    }

    private Reply judge(Call call, HttpResponse<byte[]> response, Legal legal) {
        Reply reply = new Reply(response.statusCode(), response.body());
        long now = System.nanoTime();
        if (legal.allows(reply.status(), disturbances.which(Part.STORE, call.since(), now))) {
            answered.incrementAndGet();
            return reply;
        }
        boolean database = disturbances.any(Part.DATABASE, call.since(), now);
        if (reply.status() == 410
                && disturbances.which(Part.LEASE, call.since(), now).contains(call.api())) {
            superseded.incrementAndGet();
            throw new Disturbed(call.method() + " " + call.path() + ": 410");
        }
        if (reply.status() == 503 && database) {
            if (response.headers().firstValue("Retry-After").isEmpty()) {
                throw new Divergence(call.method() + " " + call.path() + ": 503 without Retry-After");
            }
            putOff.incrementAndGet();
            throw new Disturbed(call.method() + " " + call.path() + ": 503");
        }
        throw new Divergence(call.method() + " " + call.path() + " answered " + reply.status() + " "
                + reply.text().replaceAll("\\s+", " ") + (database ? " (while the database was disturbed)" : ""));
    }
}
