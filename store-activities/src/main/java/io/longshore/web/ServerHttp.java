package io.longshore.web;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/**
 * HTTP clients for servers that the operator named: their addresses are not filtered. They follow no redirects and send nothing
 * twice unless told to; every wait for the other side is bounded, so that a server that hangs fails.
 */
public final class ServerHttp {

    /** When to ask again is the server's word, up to here. */
    public static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(10);

    private static final Duration CONNECTING = Duration.ofSeconds(10);
    private static final int IDLE_CONNECTIONS = 16;

    private ServerHttp() {}

    /**
     * A client with connections of its own.
     *
     * @param silence how long the server may take for its next byte, or for taking ours
     */
    public static OkHttpClient client(TlsTrust trust, Duration silence) {
        OkHttpClient.Builder client = new OkHttpClient.Builder()
                .connectTimeout(CONNECTING.compareTo(silence) < 0 ? CONNECTING : silence)
                .readTimeout(silence)
                .writeTimeout(silence)
                // Bytes are to come as they are kept: a client that is not told otherwise takes an encoding for the
                // way's, and undoes it.
                .addInterceptor(chain -> chain.proceed(chain.request()
                        .newBuilder()
                        .header("Accept-Encoding", "identity")
                        .build()))
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                // Streams of HTTP/2 would share one connection's window and stop each other.
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, 30, TimeUnit.SECONDS));
        trust.applyTo(client);
        return client.build();
    }

    /** The same connections, for a call that may be made twice: once more where a connection that was kept turns out to be dead. */
    public static OkHttpClient repeating(OkHttpClient client) {
        return client.newBuilder().retryOnConnectionFailure(true).build();
    }

    /** The same connections, for calls that the server may take longer to answer. */
    public static OkHttpClient patient(OkHttpClient client, Duration silence) {
        return client.newBuilder().readTimeout(silence).build();
    }
}
