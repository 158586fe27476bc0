package io.longshore.store.swift;

import com.fasterxml.jackson.databind.JsonNode;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.web.PushedBody;
import io.longshore.web.ServerHttp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** The calls to the server, one method each; every failure has a kind. */
final class SwiftServer {

    private static final int PAGE = 1000;
    private static final Set<String> REPEATABLE = Set.of("GET", "HEAD", "DELETE");

    private final SwiftAuth auth;
    private final OkHttpClient http;
    private final OkHttpClient patient;
    private final SwiftFailures failures;

    /** @param patient for calls whose work grows with the object */
    SwiftServer(SwiftAuth auth, OkHttpClient http, OkHttpClient patient, SwiftFailures failures) {
        this.auth = auth;
        this.http = http;
        this.patient = patient;
        this.failures = failures;
    }

    /** The same server, whose failures blame a source. */
    SwiftServer ofReading() {
        return new SwiftServer(auth, http, patient, failures.ofReading());
    }

    SwiftFailures failures() {
        return failures;
    }

    /**
     * What the server says of an object.
     *
     * @param manifest the container and prefix of its segments; none where it is no dynamic large object
     * @param isStatic whether it is a static large object, which knows its segments itself
     */
    record Found(long sizeBytes, String tag, @Nullable String manifest, boolean isStatic) {}

    /** One row of a container's listing. */
    record Listed(String name, long sizeBytes) {}

    /** The object, if there is one. {@code UNAVAILABLE} where there is no container. */
    Optional<Found> find(SwiftLocation at) {
        try (Response answer = call(http, at.place(), session -> head(session, at))) {
            if (answer.code() == 404) {
                requireContainer(at);
                return Optional.empty();
            }
            require(at.place(), answer);
            return Optional.of(SwiftAnswers.found(answer));
        }
    }

    private static Request.Builder head(SwiftSession session, SwiftLocation at) {
        // Of several replicas the one that was written last: an earlier one would know nothing.
        return new Request.Builder()
                .url(url(session, at))
                .header("X-Newest", "true")
                .head();
    }

    /** An answer to HEAD has no words: a missing container looks like a missing object. */
    private void requireContainer(SwiftLocation at) {
        try (Response answer = call(
                http,
                at.container(),
                session -> new Request.Builder()
                        .url(container(session, at.container()).build())
                        .head())) {
            if (answer.code() == 404) {
                throw failures.of(FailureKind.UNAVAILABLE, at.place(), "the container does not exist");
            }
        }
    }

    /** The object's bytes from {@code offset} on; empty where it ends before. The caller closes it. */
    Optional<Response> get(SwiftLocation at, long offset) {
        Response answer = call(http, at.place(), session -> {
            Request.Builder request = new Request.Builder().url(url(session, at));
            return offset > 0 ? request.header("Range", "bytes=" + offset + "-") : request;
        });
        if (answer.code() == 416) {
            answer.close();
            return Optional.empty();
        }
        if (offset > 0 && answer.code() == 200) {
            answer.close();
            throw failures.of(FailureKind.UNAVAILABLE, at.place(), "the server does not begin where it was asked to");
        }
        if (!answer.isSuccessful()) {
            try (answer) {
                throw failures.refused(at.place(), answer);
            }
        }
        return Optional.of(answer);
    }

    /** Whether the container is there, or was made. */
    void makeContainer(String container) {
        try (Response answer = call(
                http,
                container,
                session -> new Request.Builder()
                        .url(container(session, container).build())
                        .put(RequestBody.EMPTY))) {
            require(container, answer);
        }
    }

    /** Keeps a small object. */
    void put(SwiftLocation at, Consumer<Request.Builder> headers) {
        try (Response answer = call(http, at.place(), session -> {
            Request.Builder request =
                    new Request.Builder().url(url(session, at)).put(RequestBody.EMPTY);
            headers.accept(request);
            return request;
        })) {
            requireIntoContainer(at, answer);
        }
    }

    /**
     * Sends an object's bytes and answers its tag, their MD5. What fails of the sender is thrown as it is; {@code UNAVAILABLE} where other
     * bytes arrived.
     */
    String send(SwiftLocation at, Supplier<PushedBody> bytes) {
        SwiftSession session = session(null);
        Sending sending = new Sending(at, bytes);
        try {
            return sending.to(session);
        } catch (ImageException e) {
            if (!sending.wasRefusedUnread()) {
                throw e;
            }
            return sending.to(session(session));
        }
    }

    private final class Sending {

        private final SwiftLocation at;
        private final Supplier<PushedBody> bytes;
        private boolean refusedUnread;

        Sending(SwiftLocation at, Supplier<PushedBody> bytes) {
            this.at = at;
            this.bytes = bytes;
        }

        boolean wasRefusedUnread() {
            return refusedUnread;
        }

        String to(SwiftSession session) {
            PushedBody body = bytes.get();
            // The server says no before a byte is sent: a connection broken in mid-body would lose its reason.
            Request request = new Request.Builder()
                    .url(url(session, at))
                    .header("X-Auth-Token", session.token())
                    .header("Expect", "100-continue")
                    .put(body)
                    .build();
            try (Response answer = http.newCall(request).execute()) {
                refusedUnread = answer.code() == 401 && !body.isBegun();
                requireIntoContainer(at, answer);
                String tag = SwiftAnswers.tag(answer);
                if (body.isContradictedBy(tag)) {
                    throw failures.of(FailureKind.UNAVAILABLE, at.place(), "what arrived is not what was sent");
                }
                return tag;
            } catch (IOException e) {
                @Nullable RuntimeException sender = body.failure();
                if (sender != null) {
                    throw sender;
                }
                throw body.isWrongLength()
                        ? failures.of(FailureKind.CORRUPT, at.place(), body.sent() + " bytes came, not those announced")
                        : failures.of(at.place(), e);
            }
        }
    }

    /** Has the server copy an object. */
    void copy(SwiftLocation from, SwiftLocation to) {
        try (Response answer = call(
                patient,
                from.place(),
                session -> new Request.Builder()
                        .url(url(session, from))
                        .header(
                                "Destination",
                                SwiftManifest.encoded(to.container()) + "/" + SwiftManifest.encoded(to.object()))
                        .method("COPY", null))) {
            require(from.place(), answer);
        }
    }

    /** The segments of a static large object, in order. */
    List<SwiftLocation> staticSegments(SwiftLocation at) {
        return staticSegments(at, row -> true);
    }

    /** The same without those that are large objects themselves. */
    List<SwiftLocation> plainSegments(SwiftLocation at) {
        return staticSegments(at, row -> !row.path("sub_slo").asBoolean());
    }

    private List<SwiftLocation> staticSegments(SwiftLocation at, Predicate<JsonNode> wanted) {
        try (Response answer = call(
                http,
                at.place(),
                session -> new Request.Builder()
                        .url(url(session, at)
                                .newBuilder()
                                .addQueryParameter("multipart-manifest", "get")
                                .build()))) {
            require(at.place(), answer);
            return SwiftAnswers.segments(answer, wanted);
        } catch (IOException e) {
            throw failures.of(at.place(), e);
        }
    }

    /** Deletes one object; absent is success. */
    void delete(SwiftLocation at) {
        try (Response answer = call(
                patient,
                at.place(),
                session -> new Request.Builder().url(url(session, at)).delete())) {
            if (answer.code() != 404) {
                require(at.place(), answer);
            }
        }
    }

    /** Deletes a static large object with its segments; absent is success. */
    void deleteStatic(SwiftLocation at) {
        try (Response answer = call(
                patient,
                at.place(),
                session -> new Request.Builder()
                        .url(url(session, at)
                                .newBuilder()
                                .addQueryParameter("multipart-manifest", "delete")
                                .build())
                        .header("Accept", "application/json")
                        .delete())) {
            if (answer.code() != 404) {
                require(at.place(), answer);
                SwiftAnswers.left(answer).ifPresent(left -> {
                    throw failures.of(FailureKind.UNAVAILABLE, at.place(), left);
                });
            }
        } catch (IOException e) {
            throw failures.of(at.place(), e);
        }
    }

    /** All objects whose names begin with {@code prefix}, in order. */
    List<Listed> list(String container, String prefix) {
        List<Listed> all = new ArrayList<>();
        List<Listed> page;
        do {
            page = page(container, prefix, all.isEmpty() ? "" : all.getLast().name(), PAGE);
            all.addAll(page);
        } while (page.size() == PAGE);
        return all;
    }

    /** The next objects after {@code marker}. */
    List<Listed> page(String container, String prefix, String marker, int limit) {
        try (Response answer = call(
                http,
                container,
                session -> new Request.Builder()
                        .url(container(session, container)
                                .addQueryParameter("format", "json")
                                .addQueryParameter("prefix", prefix)
                                .addQueryParameter("marker", marker)
                                .addQueryParameter("limit", Integer.toString(limit))
                                .build()))) {
            if (answer.code() == 404) {
                throw failures.of(FailureKind.UNAVAILABLE, container, "the container does not exist");
            }
            require(container, answer);
            return SwiftAnswers.listing(answer);
        } catch (IOException e) {
            throw failures.of(container, e);
        }
    }

    private void requireIntoContainer(SwiftLocation at, Response answer) {
        if (answer.code() == 404) {
            throw failures.of(FailureKind.UNAVAILABLE, at.place(), "the container does not exist");
        }
        require(at.place(), answer);
    }

    private void require(String place, Response answer) {
        if (!answer.isSuccessful()) {
            throw failures.refused(place, answer);
        }
    }

    /** A call that may be repeated: with a new token, where the one there was is not taken any more. */
    private Response call(OkHttpClient client, String place, Order order) {
        SwiftSession session = session(null);
        Response answer = execute(client, place, order, session);
        if (answer.code() != 401) {
            return answer;
        }
        answer.close();
        return execute(client, place, order, session(session));
    }

    private Response execute(OkHttpClient client, String place, Order order, SwiftSession session) {
        try {
            Request request =
                    order.with(session).header("X-Auth-Token", session.token()).build();
            boolean isRepeatable = REPEATABLE.contains(request.method());
            return (isRepeatable ? ServerHttp.repeating(client) : client)
                    .newCall(request)
                    .execute();
        } catch (IOException e) {
            throw failures.of(place, e);
        }
    }

    @FunctionalInterface
    private interface Order {
        Request.Builder with(SwiftSession session);
    }

    private SwiftSession session(@Nullable SwiftSession refused) {
        try {
            return auth.session(refused);
        } catch (ImageException e) {
            throw failures.of(e);
        }
    }

    private static HttpUrl.Builder container(SwiftSession session, String container) {
        return session.account().newBuilder().addPathSegment(container);
    }

    private static HttpUrl url(SwiftSession session, SwiftLocation at) {
        return container(session, at.container()).addPathSegment(at.object()).build();
    }
}
