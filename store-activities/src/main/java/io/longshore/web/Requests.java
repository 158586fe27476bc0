package io.longshore.web;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.web.Verdict.Passed;
import java.io.IOException;
import java.net.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Authenticator;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.CookieJar;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Sends single requests, each over a connection of its own to the one address that was checked for it. */
final class Requests {

    /** Read ahead by one buffer of the client and one record of TLS. */
    private static final long READ_AHEAD_BYTES = 64 << 10;

    /** Framing that may come with any one piece of content. */
    private static final long FRAMING_BYTES = 1 << 20;

    /** What may turn out to be HTTP/2 takes in up to 16 MiB that nobody has asked for yet; headers have a limit of their own there. */
    private static final long HTTP2_WINDOW_BYTES = 32 << 20;

    private final WebLimits limits;
    private final OkHttpClient client;

    Requests(WebLimits limits, TlsTrust trust) {
        this.limits = limits;
        Dispatcher dispatcher = new Dispatcher(Executors.newVirtualThreadPerTaskExecutor());
        dispatcher.setMaxRequests(Integer.MAX_VALUE);
        dispatcher.setMaxRequestsPerHost(Integer.MAX_VALUE);
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .connectTimeout(limits.connectTimeout())
                .readTimeout(limits.readTimeout())
                .writeTimeout(limits.readTimeout())
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .fastFallback(false)
                .proxy(Proxy.NO_PROXY)
                .proxyAuthenticator(Authenticator.NONE)
                .authenticator(Authenticator.NONE)
                .cookieJar(CookieJar.NO_COOKIES)
                .cache(null);
        trust.applyTo(builder);
        this.client = builder.build();
    }

    /** Asks for the page from {@code fromByte} on, if the page is still as {@code validator} says, else for all of it. */
    OpenAnswer ask(Passed to, long fromByte, String validator, Openings openings) {
        Request.Builder request = new Request.Builder()
                .url(to.url())
                .header("User-Agent", limits.userAgent())
                .header("Accept", "*/*")
                .header("Accept-Encoding", "identity");
        if (fromByte > 0) {
            request.header("Range", "bytes=" + fromByte + "-");
        }
        if (fromByte > 0 && !validator.isEmpty()) {
            request.header("If-Range", validator);
        }
        long headers = limits.maxHeaderBytes() + READ_AHEAD_BYTES;
        WireMeter meter = to.url().isHttps()
                ? new WireMeter(headers, HTTP2_WINDOW_BYTES, HTTP2_WINDOW_BYTES)
                : new WireMeter(headers, headers, FRAMING_BYTES);
        Call call = client.newBuilder()
                .dns(name -> List.of(to.address()))
                .socketFactory(new PinnedSockets(to.address(), meter))
                // No idle connection is kept, whatever the time, which is how often the pool looks while one is busy.
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.HOURS))
                .build()
                .newCall(request.build());
        OpenAnswer answer = new OpenAnswer(to, call, await(to, call, meter, openings), meter);
        if (answer.headers().byteCount() > limits.maxHeaderBytes()) {
            answer.drop();
            throw WireFailures.headersTooLong(to.place());
        }
        return answer;
    }

    private Response await(Passed to, Call call, WireMeter meter, Openings openings) {
        CompletableFuture<Response> answered = new CompletableFuture<>();
        openings.begin(call);
        call.enqueue(new Callback() {
            @Override
            public void onResponse(Call call, Response response) {
                if (!answered.complete(response)) {
                    OpenAnswer.drop(call, response);
                }
            }

            @Override
            public void onFailure(Call call, IOException failure) {
                answered.completeExceptionally(failure);
            }
        });
        try {
            return answered.get(limits.answerTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw WireFailures.beforeAnswer(to.place(), e.getCause(), meter);
        } catch (TimeoutException e) {
            throw abandon(
                    call,
                    answered,
                    to.place() + " did not answer within " + WireFailures.words(limits.answerTimeout()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw abandon(call, answered, to.place() + ": waiting for its answer was interrupted", e);
        } finally {
            openings.end(call);
        }
    }

    private static ImageException abandon(
            Call call, CompletableFuture<Response> answered, String message, Exception cause) {
        call.cancel();
        // Whichever side completes the future second lets go of the answer.
        if (!answered.completeExceptionally(cause) && !answered.isCompletedExceptionally()) {
            OpenAnswer.drop(call, answered.join());
        }
        return new ImageException(FailureKind.SOURCE_UNAVAILABLE, message, cause);
    }
}
