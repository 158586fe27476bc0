package io.longshore.store.swift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a store gets in, and stays in: against a Keystone and a Swift that answer as told. */
final class SwiftAuthTest {

    private final MockWebServer server = new MockWebServer();
    private final AtomicInteger tokens = new AtomicInteger();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile Duration life = Duration.ofHours(1);
    private volatile String lastTaken = "";
    private volatile int refusal;
    private volatile CountDownLatch answers = new CountDownLatch(0);

    @BeforeEach
    void start() throws IOException {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return request.getTarget().equals("/v3/auth/tokens") ? keystone(request) : swift(request);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private MockResponse keystone(RecordedRequest request) {
        asked.add(request.getBody() == null ? "" : request.getBody().utf8());
        try {
            answers.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (refusal > 0) {
            return new MockResponse.Builder()
                    .code(refusal)
                    .addHeader("Retry-After", "9")
                    .build();
        }
        String body = """
                {"token": {"expires_at": "%s", "catalog": [
                  {"type": "image", "endpoints": [{"interface": "public", "region": "one", "url": "http://nowhere.invalid"}]},
                  {"type": "object-store", "endpoints": [
                    {"interface": "internal", "region": "one", "url": "http://nowhere.invalid"},
                    {"interface": "public", "region": "two", "url": "http://nowhere.invalid"},
                    {"interface": "public", "region": "one", "url": "http://127.0.0.1:%d/v1/AUTH_1"}]}]}}""".formatted(Instant.now().plus(life), server.getPort());
        return new MockResponse.Builder()
                .code(201)
                .addHeader("X-Subject-Token", "token" + tokens.incrementAndGet())
                .body(body)
                .build();
    }

    private MockResponse swift(RecordedRequest request) {
        String token = String.valueOf(request.getHeaders().get("X-Auth-Token"));
        seen.add(token + " " + request.getTarget());
        int code = token.equals(lastTaken) ? 401 : 200;
        return new MockResponse.Builder().code(code).body("").build();
    }

    @Test
    void theCatalogTellsWhereTheAccountIs() {
        store().source(url()).object();
        assertThat(seen).containsExactly("token1 /v1/AUTH_1/glance/o");
        assertThat(asked.getFirst()).contains("\"name\":\"glance\"", "\"password\":\"secret\"", "\"name\":\"service\"");
    }

    @Test
    void oneTokenServesManyCalls() {
        Store store = store();
        store.source(url()).object();
        store.source(url()).object();
        assertThat(seen).hasSize(2).allMatch(call -> call.startsWith("token1 "));
    }

    @Test
    void aTokenThatEndsSoonIsRenewedBefore() {
        life = Duration.ofSeconds(30);
        Store store = store();
        store.source(url()).object();
        store.source(url()).object();
        assertThat(seen).map(call -> call.substring(0, 6)).containsExactly("token1", "token2");
    }

    @Test
    void aTokenThatIsNotTakenAnyMoreIsRenewed() {
        Store store = store();
        store.source(url()).object();
        lastTaken = "token1";
        store.source(url()).object();
        assertThat(seen).map(call -> call.substring(0, 6)).containsExactly("token1", "token1", "token2");
    }

    @Test
    void whatKeystoneRefusesIsForbidden() {
        refusal = 401;
        ImageException failure = catchThrowableOfType(ImageException.class, () -> store().delete(url()));
        assertThat(failure.kind()).isEqualTo(FailureKind.FORBIDDEN);
        assertThat(failure)
                .hasMessageStartingWith("store s: Keystone at 127.0.0.1:")
                .hasMessageContaining("user glance of project service");
        assertThat(failure.getMessage()).doesNotContain("secret");
    }

    @Test
    void aKeystoneThatIsBusyMayBeAskedLater() {
        refusal = 503;
        ImageException failure = catchThrowableOfType(ImageException.class, () -> store().delete(url()));
        assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(9));
    }

    @Test
    void allWhoHaveWaitedForOneAnswerFailWithIt() throws InterruptedException {
        refusal = 503;
        answers = new CountDownLatch(1);
        Store store = store();
        List<FailureKind> failures = new CopyOnWriteArrayList<>();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            callers.add(Thread.ofPlatform().start(() -> {
                ImageException failure = catchThrowableOfType(ImageException.class, () -> store.delete(url()));
                failures.add(failure.kind());
            }));
        }
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (callers.stream()
                        .filter(caller -> caller.getState() == Thread.State.WAITING)
                        .count()
                < 2) {
            assertThat(System.nanoTime()).as("two wait for the third").isLessThan(end);
            Thread.onSpinWait();
        }
        answers.countDown();
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(failures).containsExactly(FailureKind.UNAVAILABLE, FailureKind.UNAVAILABLE, FailureKind.UNAVAILABLE);
        assertThat(asked).hasSize(1);
    }

    private Store store() {
        Map<String, Object> options = new HashMap<>(Map.of(
                "auth-address", "http://127.0.0.1:" + server.getPort() + "/v3",
                "user", "glance",
                "key", "secret",
                "project", "service",
                "region", "one",
                "timeout", "5s"));
        return new SwiftStoreFactory(Path.of("")).create(StoreId.of("s"), "", 0, options);
    }

    private static ObjectUrl url() {
        return ObjectUrl.of("swift+config://ref1/glance/o");
    }
}
