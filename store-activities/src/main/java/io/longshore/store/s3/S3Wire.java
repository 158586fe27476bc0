package io.longshore.store.s3;

import io.longshore.web.ServerHttp;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.Okio;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/** Our HTTP client in the SDK's hands, so that its calls have our bounds on every wait and our trust in certificates. */
final class S3Wire implements SdkHttpClient {

    private static final Set<SdkHttpMethod> REPEATABLE =
            Set.of(SdkHttpMethod.GET, SdkHttpMethod.HEAD, SdkHttpMethod.DELETE);

    private final OkHttpClient http;
    private final OkHttpClient repeating;

    S3Wire(OkHttpClient http) {
        this.http = http;
        this.repeating = ServerHttp.repeating(http);
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest order) {
        SdkHttpRequest wanted = order.httpRequest();
        Request.Builder request = new Request.Builder().url(wanted.getUri().toString());
        for (Map.Entry<String, List<String>> header : wanted.headers().entrySet()) {
            if (!header.getKey().equalsIgnoreCase("Content-Length")
                    && !header.getKey().equalsIgnoreCase("Expect")) {
                header.getValue().forEach(value -> request.addHeader(header.getKey(), value));
            }
        }
        request.method(wanted.method().name(), body(wanted, order.contentStreamProvider()));
        OkHttpClient client = REPEATABLE.contains(wanted.method()) ? repeating : http;
        return new Prepared(client.newCall(request.build()));
    }

    private static @Nullable RequestBody body(SdkHttpRequest wanted, Optional<ContentStreamProvider> content) {
        if (wanted.method() == SdkHttpMethod.GET || wanted.method() == SdkHttpMethod.HEAD) {
            return null;
        }
        if (content.isEmpty()) {
            return wanted.method() == SdkHttpMethod.DELETE ? null : RequestBody.EMPTY;
        }
        long length = wanted.firstMatchingHeader("Content-Length")
                .map(Long::parseLong)
                .orElse(-1L);
        return new RequestBody() {
            @Override
            public okhttp3.@Nullable MediaType contentType() {
                return null;
            }

            @Override
            public long contentLength() {
                return length;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                try (InputStream bytes = content.get().newStream()) {
                    sink.writeAll(Okio.source(bytes));
                }
            }
        };
    }

    @Override
    public void close() {
        // The connections are shared, and end when they have been idle for a while.
    }

    private record Prepared(Call wire) implements ExecutableHttpRequest {

        @Override
        public HttpExecuteResponse call() throws IOException {
            Response answer = wire.execute();
            SdkHttpFullResponse.Builder response =
                    SdkHttpFullResponse.builder().statusCode(answer.code()).statusText(answer.message());
            answer.headers().forEach(header -> response.appendHeader(header.getFirst(), header.getSecond()));
            // Objects may have been kept with this word, and their bytes are wanted as they are kept: the SDK would
            // undo it.
            response.removeHeader("Content-Encoding");
            return HttpExecuteResponse.builder()
                    .response(response.build())
                    .responseBody(AbortableInputStream.create(answer.body().byteStream(), wire::cancel))
                    .build();
        }

        @Override
        public void abort() {
            wire.cancel();
        }
    }
}
