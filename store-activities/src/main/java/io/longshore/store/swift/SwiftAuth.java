package io.longshore.store.swift;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.keystone.KeystoneClient;
import io.longshore.keystone.KeystoneToken;
import io.longshore.web.RetryAfter;
import io.longshore.web.ServerFaults;
import io.longshore.web.ServerHttp;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** The way in: one token for all calls, renewed before it ends. */
final class SwiftAuth {

    /** Whoever begins to send a segment holds a token that lasts for it: servers look at it at the beginning. */
    private static final Duration BEFORE_ITS_END = Duration.ofSeconds(60);

    private final SwiftAccess auth;
    private final OkHttpClient http;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable SwiftSession current;
    private @Nullable ImageException failure;
    private long failedAt;

    SwiftAuth(SwiftAccess auth, OkHttpClient http) {
        this.auth = auth;
        // Asked seldom, and nothing is asked twice: on a connection that was kept, the other side may just be hanging
        // up.
        this.http = http.newBuilder()
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .build();
    }

    /**
     * A session that is good for a while. Asked for by one at a time; when that fails, all who have waited for the answer fail with it.
     *
     * @param refused one that the server has not taken: it is not given out again
     */
    SwiftSession session(@Nullable SwiftSession refused) {
        long since = System.nanoTime();
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImageException(FailureKind.UNAVAILABLE, "stopped while waiting for a token", e);
        }
        try {
            SwiftSession known = current;
            if (known != null && !known.equals(refused) && !endsSoon(known)) {
                return known;
            }
            ImageException theirs = failure;
            if (theirs != null && failedAt - since > 0) {
                throw new ImageException(
                        theirs.kind(),
                        theirs.getMessage(),
                        theirs,
                        theirs.retryAfter().orElse(null));
            }
            known = asked();
            current = known;
            return known;
        } finally {
            lock.unlock();
        }
    }

    private SwiftSession asked() {
        try {
            return switch (auth) {
                case SwiftAccess1 one -> one(one);
                case SwiftAccess3 three -> three(three);
            };
        } catch (ImageException e) {
            failure = e;
            failedAt = System.nanoTime();
            throw e;
        }
    }

    private static boolean endsSoon(SwiftSession session) {
        Instant end = session.expiresAt();
        return end != null && Instant.now().plus(BEFORE_ITS_END).isAfter(end);
    }

    private SwiftSession one(SwiftAccess1 one) {
        String name = "the authentication at " + one.address().getRawAuthority();
        Request request = new Request.Builder()
                .url(one.address().toString())
                .header("X-Auth-User", one.user())
                .header("X-Auth-Key", one.key())
                .build();
        try (Response answer = http.newCall(request).execute()) {
            HttpUrl account = HttpUrl.parse(String.valueOf(answer.header("X-Storage-Url")));
            String token = answer.header("X-Auth-Token");
            if (answer.isSuccessful() && account != null && token != null) {
                return new SwiftSession(account, token, end(answer.header("X-Auth-Token-Expires")));
            }
            boolean refused = answer.code() == 401 || answer.code() == 403;
            throw new ImageException(
                    refused ? FailureKind.FORBIDDEN : FailureKind.UNAVAILABLE,
                    name + (refused ? " refuses user " + one.user() : " gives no token") + " (" + answer.code() + ")",
                    null,
                    RetryAfter.of(answer.headers(), ServerHttp.LONGEST_RETRY_AFTER));
        } catch (IOException e) {
            throw new ImageException(FailureKind.UNAVAILABLE, name + ": " + ServerFaults.words(e), e);
        }
    }

    private static @Nullable Instant end(@Nullable String seconds) {
        return seconds == null || !seconds.matches("[0-9]{1,9}")
                ? null
                : Instant.now().plusSeconds(Long.parseLong(seconds));
    }

    private SwiftSession three(SwiftAccess3 three) {
        KeystoneToken token = new KeystoneClient(three.address(), http).authenticate(three.credentials());
        URI storage = three.storageUrl();
        if (storage == null) {
            storage = token.endpoint(three.serviceType(), three.face(), three.region())
                    .orElseThrow(() -> new ImageException(
                            FailureKind.FORBIDDEN,
                            "Keystone's catalog has no " + three.face() + " " + three.serviceType()
                                    + (three.region() == null ? "" : " in region " + three.region())));
        }
        return new SwiftSession(HttpUrl.get(storage.toString()), token.value(), token.expiresAt());
    }
}
