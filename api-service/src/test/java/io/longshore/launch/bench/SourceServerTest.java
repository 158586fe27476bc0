package io.longshore.launch.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asked by a client that is not ours. */
final class SourceServerTest {

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void anImageIsServedWholeAndCounted() throws Exception {
        SourceImage image = new ImageMaker(directory).make(1);
        try (SourceServer server = new SourceServer(0)) {
            HttpResponse<byte[]> answer = get(server.offer(image, "one"), "");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Accept-Ranges")).hasValue("bytes");
            assertThat(answer.body()).isEqualTo(Files.readAllBytes(image.path()));
            awaitServed(server, "one", 1 << 20);
            assertThat(server.servedBytes("other")).isZero();
        }
    }

    @Test
    void rangesAreServedWithTheSameValidator() throws Exception {
        SourceImage image = new ImageMaker(directory).make(1);
        byte[] bytes = Files.readAllBytes(image.path());
        try (SourceServer server = new SourceServer(0)) {
            URI uri = server.offer(image, "r");
            HttpResponse<byte[]> tail = get(uri, "bytes=1000000-");
            HttpResponse<byte[]> middle = get(uri, "bytes=10-19");

            assertThat(tail.statusCode()).isEqualTo(206);
            assertThat(tail.body()).isEqualTo(Arrays.copyOfRange(bytes, 1_000_000, bytes.length));
            assertThat(middle.body()).isEqualTo(Arrays.copyOfRange(bytes, 10, 20));
            assertThat(middle.headers().firstValue("Content-Range")).hasValue("bytes 10-19/1048576");
            assertThat(middle.headers().firstValue("ETag"))
                    .isPresent()
                    .isEqualTo(tail.headers().firstValue("ETag"));
            awaitServed(server, "r", bytes.length - 1_000_000 + 10);
            assertThat(get(uri, "bytes=1048576-").statusCode()).isEqualTo(416);
        }
    }

    /** What is sent is counted afterwards, when the client may have read it already. */
    private static void awaitServed(SourceServer server, String tag, long bytes) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (server.servedBytes(tag) < bytes && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(server.servedBytes(tag)).isEqualTo(bytes);
    }

    @Test
    void aHeadTellsTheSizeAndSendsNothing() throws Exception {
        SourceImage image = new ImageMaker(directory).make(1);
        try (SourceServer server = new SourceServer(0)) {
            HttpRequest head =
                    HttpRequest.newBuilder(server.offer(image, "h")).HEAD().build();
            HttpResponse<Void> answer = client.send(head, BodyHandlers.discarding());

            assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(1 << 20);
            assertThat(server.servedBytes("h")).isZero();
        }
    }

    @Test
    void whatIsNotOfferedIsNotThere() throws Exception {
        try (SourceServer server = new SourceServer(0)) {
            URI root = URI.create("http://127.0.0.1:" + server.port());

            assertThat(get(root.resolve("/x/absent.img"), "").statusCode()).isEqualTo(404);
            assertThat(get(root.resolve("/"), "").statusCode()).isEqualTo(404);
            assertThat(get(root.resolve(SourceConnection.SMALL), "").body()).hasSize(1024);
        }
    }

    private HttpResponse<byte[]> get(URI uri, String range) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (!range.isEmpty()) {
            request.header("Range", range);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }
}
