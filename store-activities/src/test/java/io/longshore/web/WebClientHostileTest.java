package io.longshore.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that never finish, break off, or send more than anybody wants. */
@Timeout(120)
final class WebClientHostileTest {

    private static final byte[] BYTES = Web.bytes(100_000);
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final WebLimits IMPATIENT = WebLimits.defaults().withTimeouts(LONG, SHORT, LONG);

    @Test
    void headersWithoutEndAreCutOff() {
        try (RawServer server = new RawServer((asked, line) -> {
            line.say("HTTP/1.1 200 OK\r\n");
            while (true) {
                line.say("X-Filler: " + "x".repeat(1000) + "\r\n");
            }
        })) {
            ImageException failure = fail(server, Web.QUICK);

            assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_LOST);
            assertThat(failure).hasMessageContaining("sends more headers than are accepted");
        }
    }

    @Test
    void aHeaderWithoutEndIsCutOff() {
        try (RawServer server = new RawServer((asked, line) -> {
            line.say("HTTP/1.1 200 OK\r\nX-Filler: ");
            while (true) {
                line.say(new byte[1000]);
            }
        })) {
            assertThat(fail(server, Web.QUICK).kind()).isEqualTo(FailureKind.SOURCE_LOST);
        }
    }

    @Test
    void headersBeyondTheLimitAreRefusedThoughTheyEnd() {
        try (RawServer server = new RawServer(
                (asked, line) -> line.head("200 OK", "X-Filler: " + "x".repeat(65 << 10), "Content-Length: 0"))) {
            ImageException failure = fail(server, Web.QUICK);

            assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_LOST);
            assertThat(failure).hasMessageContaining("sends more headers than are accepted");
        }
    }

    @Test
    void headersWithinTheLimitAreFine() {
        try (RawServer server = new RawServer(
                (asked, line) -> line.head("200 OK", "X-Filler: " + "x".repeat(60 << 10), "Content-Length: 0"))) {
            Web.client(server.port()).open(server.url("/"), 0, "").close();
            assertThat(server.asked()).hasSize(1);
        }
    }

    @Test
    void promisesOfAnAnswerDoNotReplaceIt() {
        try (RawServer server = new RawServer((asked, line) -> {
            while (true) {
                line.say("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n");
            }
        })) {
            assertThat(fail(server, Web.QUICK).kind()).isEqualTo(FailureKind.SOURCE_LOST);
        }
    }

    @Test
    void silenceInsteadOfAnAnswerIsNotWaitedOut() {
        try (RawServer server = new RawServer((asked, line) -> line.awaitHangUp())) {
            ImageException failure = fail(server, IMPATIENT);

            assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
            assertThat(failure).hasMessage("127.0.0.1:" + server.port() + ": timed out");
        }
    }

    @Test
    void anAnswerThatDripsIsNotWaitedOut() {
        WebLimits limits = WebLimits.defaults().withTimeouts(LONG, LONG, SHORT);
        try (RawServer server = new RawServer((asked, line) -> {
            line.say("HTTP/1.1 200 OK\r\nX-Filler: ");
            drip(line);
        })) {
            ImageException failure = fail(server, limits);

            assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
            assertThat(failure).hasMessageContaining("did not answer within 2 s");
        }
    }

    @Test
    void anInterruptEndsTheWaitForAnAnswer() throws Exception {
        CountDownLatch asking = new CountDownLatch(1);
        try (RawServer server = new RawServer((asked, line) -> {
            asking.countDown();
            line.awaitHangUp();
        })) {
            CompletableFuture<ImageException> failure = new CompletableFuture<>();
            Thread caller = Thread.ofPlatform().start(() -> {
                failure.complete(fail(server, WebLimits.defaults()));
            });
            asking.await();
            caller.interrupt();

            assertThat(failure.get().kind()).isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
            assertThat(failure.get()).hasMessageContaining("interrupted");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8191, 8192, 8193, 50_000, 99_999})
    void aPageThatEndsEarlyIsLeftAtTheRightByte(int sent) {
        try (RawServer server = new RawServer(
                (asked, line) -> line.head("200 OK", "Content-Length: 100000").say(Arrays.copyOf(BYTES, sent)))) {
            assertBreaksOff(server, "at byte " + sent + " of 100000: the connection ended", sent);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8193, 50_000})
    void aPageThatIsResetIsLeftAtTheRightByte(int sent) throws IOException {
        CountDownLatch read = new CountDownLatch(1);
        try (RawServer server = new RawServer((asked, line) -> {
                    line.head("200 OK", "Content-Length: 100000").say(Arrays.copyOf(BYTES, sent));
                    read.await();
                    line.reset();
                });
                WebPage page = Web.client(server.port()).open(server.url("/"), 0, "")) {
            ByteBuffer came = ByteBuffer.allocate(100_000);
            while (came.position() < sent) {
                assertThat(page.bytes().read(came)).isPositive();
            }
            read.countDown();
            ImageException failure = catchThrowableOfType(
                    ImageException.class, () -> page.bytes().read(came));

            assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
            assertThat(failure).hasMessageContaining("broke off at byte " + sent + " of 100000: connection reset");
            assertThat(Arrays.copyOf(came.array(), sent)).isEqualTo(Arrays.copyOf(BYTES, sent));
            assertThatThrownBy(() -> page.bytes().read(came)).isSameAs(failure);
        }
    }

    @Test
    void chunksThatEndEarlyAreLeftAtTheRightByte() {
        try (RawServer server = new RawServer((asked, line) ->
                line.head("200 OK", "Transfer-Encoding: chunked").say("5\r\nhello\r\n6\r\n wo"))) {
            assertBreaksOff(server, "at byte 8: the connection ended", 8);
        }
    }

    @Test
    void chunksWithoutALastOneAreNoWholePage() {
        try (RawServer server = new RawServer((asked, line) ->
                line.head("200 OK", "Transfer-Encoding: chunked").say("5\r\nhello\r\n"))) {
            assertBreaksOff(server, "at byte 5: ", 5);
        }
    }

    @Test
    void chunksThatMakeNoSenseBreakThePageOff() {
        try (RawServer server = new RawServer((asked, line) ->
                line.head("200 OK", "Transfer-Encoding: chunked").say("5\r\nhello\r\nnonsense\r\n"))) {
            assertBreaksOff(server, "at byte 5: ", 5);
        }
    }

    @Test
    void framingWithoutEndIsCutOff() {
        try (RawServer server = new RawServer((asked, line) -> {
            line.head("200 OK", "Transfer-Encoding: chunked").say("5\r\nhello\r\n6;");
            while (true) {
                line.say("x".repeat(10_000));
            }
        })) {
            assertBreaksOff(server, "at byte 5: too much framing around too little content", 5);
        }
    }

    @Test
    void manySmallChunksAreNotFramingWithoutEnd() throws IOException {
        byte[] chunks = ("1;" + "x".repeat(100) + "\r\nz\r\n")
                .repeat(100_000)
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        try (RawServer server = new RawServer((asked, line) -> line.head("200 OK", "Transfer-Encoding: chunked")
                        .say(chunks)
                        .say("0\r\n\r\n"));
                WebPage page = Web.client(server.port()).open(server.url("/"), 0, "")) {
            assertThat(Web.read(page.bytes())).hasSize(100_000);
        }
    }

    @Test
    void aPageThatFallsSilentIsGivenUp() {
        try (RawServer server = new RawServer((asked, line) -> {
            line.head("200 OK", "Content-Length: 100000").say(Arrays.copyOf(BYTES, 10));
            line.awaitHangUp();
        })) {
            WebLimits limits = WebLimits.defaults()
                    .withTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(30));
            assertBreaksOff(server, limits, "at byte 10 of 100000: no more bytes came in time", 10);
        }
    }

    @Test
    void aPageThatFallsSilentForAWindowIsTooSlow() {
        WebLimits limits = Web.QUICK.withMinimumRate(1024, SHORT);
        try (RawServer server = new RawServer((asked, line) -> {
            line.head("200 OK", "Content-Length: 100000").say(Arrays.copyOf(BYTES, 10));
            line.awaitHangUp();
        })) {
            assertBreaksOff(server, limits, "at byte 10 of 100000: too slow: less than 1024 bytes/s over 2 s", 10);
        }
    }

    @Test
    void aPageThatDripsIsTooSlow() {
        WebLimits limits = Web.QUICK.withMinimumRate(1 << 20, SHORT);
        try (MockWebServer server = new MockWebServer()) {
            server.enqueue(new MockResponse.Builder()
                    .body(new Buffer().write(BYTES))
                    .throttleBody(10, 10, TimeUnit.MILLISECONDS)
                    .build());
            start(server);
            ByteArrayOutputStream came = new ByteArrayOutputStream();
            ImageException failure = catchThrowableOfType(ImageException.class, () -> {
                try (WebPage page = Web.client(server.getPort(), limits)
                        .open("http://127.0.0.1:" + server.getPort() + "/", 0, "")) {
                    Web.readInto(page.bytes(), came);
                }
            });

            assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
            assertThat(failure)
                    .hasMessageContaining("at byte " + came.size() + " of 100000: too slow: less than 1048576 bytes/s");
            assertThat(came.toByteArray()).isEqualTo(Arrays.copyOf(BYTES, came.size()));
        }
    }

    @Test
    void framingThatDripsIsTooSlowThoughBytesCome() {
        WebLimits limits = Web.QUICK.withMinimumRate(1024, SHORT);
        try (RawServer server = new RawServer((asked, line) -> {
            line.head("200 OK", "Transfer-Encoding: chunked").say("5\r\nhello\r\n6;");
            drip(line);
        })) {
            assertBreaksOff(server, limits, "at byte 5: too slow: less than 1024 bytes/s over 2 s", 5);
        }
    }

    @Test
    void closingEndsABlockedReadAtOnce() throws Exception {
        CountDownLatch sent = new CountDownLatch(1);
        try (RawServer server = new RawServer((asked, line) -> {
            line.head("200 OK", "Content-Length: 100000").say("x");
            sent.countDown();
            line.awaitHangUp();
        })) {
            WebPage page = Web.client(server.port(), WebLimits.defaults()).open(server.url("/"), 0, "");
            assertThat(page.bytes().read(ByteBuffer.allocate(100))).isEqualTo(1);
            CompletableFuture<Throwable> thrown = new CompletableFuture<>();
            Thread reader = Thread.ofPlatform().start(() -> {
                try {
                    page.bytes().read(ByteBuffer.allocate(100));
                    thrown.complete(new AssertionError("nothing was sent"));
                } catch (Throwable t) {
                    thrown.complete(t);
                }
            });
            awaitBlocked(reader);
            page.close();

            assertThat(thrown.get()).isInstanceOf(AsynchronousCloseException.class);
            assertThat(page.bytes().isOpen()).isFalse();
            assertThatThrownBy(() -> page.bytes().read(ByteBuffer.allocate(1)))
                    .isInstanceOf(ClosedChannelException.class);
            page.close();
        }
    }

    @Test
    void closingHangsUpOnAPageThatIsNotRead() throws Exception {
        CountDownLatch hungUp = new CountDownLatch(1);
        try (RawServer server = new RawServer((asked, line) -> {
            line.head("200 OK", "Content-Length: 1000000000000");
            line.socket().setSoTimeout(30_000);
            try {
                line.awaitHangUp();
            } finally {
                hungUp.countDown();
            }
        })) {
            Web.client(server.port()).open(server.url("/"), 0, "").close();

            assertThat(hungUp.await(50, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void askingForNoBytesAnswersNone() throws IOException {
        try (RawServer server = new RawServer((asked, line) ->
                        line.head("200 OK", "Content-Length: 1").say("x"));
                WebPage page = Web.client(server.port()).open(server.url("/"), 0, "")) {
            assertThat(page.bytes().read(ByteBuffer.allocate(0))).isZero();
            assertThat(Web.read(page.bytes())).asString().isEqualTo("x");
        }
    }

    /** A byte every 10 ms until the client hangs up. */
    private static void drip(RawServer.Line line) throws IOException {
        line.socket().setSoTimeout(10);
        boolean there = true;
        while (there) {
            line.say("x");
            try {
                there = line.socket().getInputStream().read() >= 0;
            } catch (SocketTimeoutException e) {
                there = true;
            }
        }
    }

    private static void awaitBlocked(Thread reader) {
        while (reader.isAlive()
                && Arrays.stream(reader.getStackTrace())
                        .noneMatch(f -> f.getClassName().contains("SocketImpl")
                                && f.getMethodName().contains("read"))) {
            Thread.onSpinWait();
        }
    }

    private static void start(MockWebServer server) throws IllegalStateException {
        try {
            server.start(java.net.InetAddress.ofLiteral("127.0.0.1"), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ImageException fail(RawServer server, WebLimits limits) {
        return catchThrowableOfType(
                ImageException.class, () -> Web.client(server.port(), limits).open(server.url("/"), 0, ""));
    }

    private static void assertBreaksOff(RawServer server, String words, int came) {
        assertBreaksOff(server, Web.QUICK, words, came);
    }

    private static void assertBreaksOff(RawServer server, WebLimits limits, String words, int expected) {
        ByteArrayOutputStream came = new ByteArrayOutputStream();
        ImageException failure = catchThrowableOfType(ImageException.class, () -> {
            try (WebPage page = Web.client(server.port(), limits).open(server.url("/"), 0, "")) {
                Web.readInto(page.bytes(), came);
            }
        });
        assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
        assertThat(failure).hasMessageStartingWith("127.0.0.1:" + server.port() + " broke off " + words);
        assertThat(came.size()).isEqualTo(expected);
    }
}
