package io.longshore.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages, and parts of pages, as servers of every kind send them. */
final class WebClientPagesTest {

    private static final byte[] BYTES = Web.bytes(20_000);
    private static final String TAG = "\"v1\"";

    @Test
    void aWholePageComesWithWhatIsKnownOfIt() throws IOException {
        try (RawServer server = new RawServer((asked, line) -> line.head(
                                "200 OK", "Content-Length: 20000", "ETag: \"v1\"", "Accept-Ranges: bytes")
                        .say(BYTES));
                WebPage page = Web.client(server.port()).open(server.url("/image?signature=x"), 0, "")) {
            assertThat(page.size()).hasValue(20_000);
            assertThat(page.validator()).isEqualTo(TAG);
            assertThat(page.takesRanges()).isTrue();
            assertThat(page.place()).isEqualTo("127.0.0.1:" + server.port());
            assertThat(Web.read(page.bytes())).isEqualTo(BYTES);
            assertThat(page.bytes().read(java.nio.ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    void aRequestSaysNoMoreThanItMust() throws IOException {
        try (RawServer server =
                new RawServer((asked, line) -> line.head("200 OK", "Content-Length: 0", "Set-Cookie: a=b"))) {
            WebClient client = Web.client(server.port());
            client.open(server.url("/x?y"), 0, "").close();
            client.open(server.url("/x?y"), 0, "").close();

            assertThat(server.asked())
                    .hasSize(2)
                    .allSatisfy(asked -> assertThat(asked.head().lines())
                            .containsExactlyInAnyOrder(
                                    "GET /x?y HTTP/1.1",
                                    "Host: 127.0.0.1:" + server.port(),
                                    "User-Agent: Longshore",
                                    "Accept: */*",
                                    "Accept-Encoding: identity",
                                    "Connection: Keep-Alive"));
        }
    }

    @Test
    void aPageWithoutALengthEndsWithItsConnection() throws IOException {
        try (RawServer server =
                        new RawServer((asked, line) -> line.head("200 OK").say(BYTES));
                WebPage page = Web.client(server.port()).open(server.url("/"), 0, "")) {
            assertThat(page.size()).isEmpty();
            assertThat(page.validator()).isEmpty();
            assertThat(page.takesRanges()).isFalse();
            assertThat(Web.read(page.bytes())).isEqualTo(BYTES);
        }
    }

    @Test
    void aPageMayComeInChunksWhateverLengthItAlsoClaims() throws IOException {
        try (RawServer server = new RawServer(
                        (asked, line) -> line.head("200 OK", "Transfer-Encoding: chunked", "Content-Length: 3")
                                .say("5;name=value\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"));
                WebPage page = Web.client(server.port()).open(server.url("/"), 0, "")) {
            assertThat(page.size()).isEmpty();
            assertThat(Web.read(page.bytes())).asString().isEqualTo("hello world");
        }
    }

    @Test
    void anEmptyPageIsAPage() throws IOException {
        try (RawServer server = new RawServer((asked, line) -> line.head("200 OK", "Content-Length: 0"));
                WebPage page = Web.client(server.port()).open(server.url("/"), 0, "")) {
            assertThat(page.size()).hasValue(0);
            assertThat(Web.read(page.bytes())).isEmpty();
        }
    }

    @Test
    void readingGoesOnWhereItIsAskedTo() throws IOException {
        try (RawServer server = ranged();
                WebPage page = Web.client(server.port()).open(server.url("/"), 12_345, TAG)) {
            assertThat(page.size()).hasValue(20_000);
            assertThat(page.validator()).isEqualTo(TAG);
            assertThat(page.takesRanges()).isTrue();
            assertThat(Web.read(page.bytes())).isEqualTo(Arrays.copyOfRange(BYTES, 12_345, 20_000));
            assertThat(server.asked().getFirst().header("Range")).contains("bytes=12345-");
            assertThat(server.asked().getFirst().header("If-Range")).contains(TAG);
        }
    }

    @Test
    void readingMayGoOnWithoutAValidator() throws IOException {
        try (RawServer server = ranged();
                WebPage page = Web.client(server.port()).open(server.url("/"), 19_999, "")) {
            assertThat(Web.read(page.bytes())).containsExactly(BYTES[19_999]);
            assertThat(server.asked().getFirst().header("If-Range")).isEmpty();
        }
    }

    @Test
    void aWholePageInsteadOfAPartIsAChangeOrAServerWithoutRanges() {
        try (RawServer server =
                new RawServer((asked, line) -> line.head("200 OK", "Content-Length: 20000", "ETag: \"v2\""))) {
            WebClient client = Web.client(server.port());

            assertFails(() -> client.open(server.url("/"), 5, TAG), FailureKind.SOURCE_CHANGED, "has changed");
            assertFails(() -> client.open(server.url("/"), 0, TAG), FailureKind.SOURCE_CHANGED, "has changed");
            assertFails(() -> client.open(server.url("/"), 5, "\"v2\""), FailureKind.UNSUPPORTED, "begin at a byte");
            assertFails(() -> client.open(server.url("/"), 5, ""), FailureKind.UNSUPPORTED, "begin at a byte");
        }
    }

    @Test
    void aWholePageThatNoLongerSaysWhichStateItIsInHasChanged() {
        try (RawServer server = new RawServer((asked, line) -> line.head("200 OK", "Content-Length: 20000"))) {
            assertFails(
                    () -> Web.client(server.port()).open(server.url("/"), 5, TAG),
                    FailureKind.SOURCE_CHANGED,
                    "has changed");
        }
    }

    @Test
    void aPartOfAnotherStateIsAChange() {
        try (RawServer server = new RawServer((asked, line) ->
                line.head("206 Partial Content", "Content-Range: bytes 5-9/10", "Content-Length: 5", "ETag: \"v2\""))) {
            assertFails(
                    () -> Web.client(server.port()).open(server.url("/"), 5, TAG),
                    FailureKind.SOURCE_CHANGED,
                    "has changed");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Content-Range: none",
                "Content-Range: bytes 0-9/10",
                "Content-Range: bytes 4-9/10",
                "Content-Range: bytes 6-9/10",
                "Content-Range: bytes 5-10/10",
                "Content-Range: bytes 9-5/10",
                "Content-Range: bytes 5-8/10",
                "Content-Range: bytes */10",
                "Content-Range: nonsense",
                "Content-Type: multipart/byteranges; boundary=x"
            })
    void aWrongRangeIsFinal(String header) {
        try (RawServer server = new RawServer((asked, line) ->
                line.head("206 Partial Content", header, "Content-Length: 5").say("56789"))) {
            assertFails(
                    () -> Web.client(server.port()).open(server.url("/"), 5, ""),
                    FailureKind.SOURCE_LOST,
                    "another range than was asked for");
        }
    }

    @Test
    void aPartThatNobodyAskedForIsFinal() {
        try (RawServer server = new RawServer(
                (asked, line) -> line.head("206 Partial Content", "Content-Range: bytes 0-4/10", "Content-Length: 5")
                        .say("01234"))) {
            assertFails(() -> Web.client(server.port()).open(server.url("/"), 0, ""), FailureKind.SOURCE_LOST, "range");
        }
    }

    @Test
    void aPartOfAnUnknownWholeIsNoRange() {
        try (RawServer server = new RawServer(
                (asked, line) -> line.head("206 Partial Content", "Content-Range: bytes 5-9/*", "Content-Length: 5")
                        .say("56789"))) {
            assertFails(
                    () -> Web.client(server.port()).open(server.url("/"), 5, ""),
                    FailureKind.UNSUPPORTED,
                    "without the size of the whole");
        }
    }

    @Test
    void aShorterPartThanAskedForEndsWhereReadingCanGoOn() throws IOException {
        try (RawServer server = new RawServer((asked, line) -> line.head(
                                "206 Partial Content", "Content-Range: bytes 5-7/10", "Content-Length: 3")
                        .say("567"));
                WebPage page = Web.client(server.port()).open(server.url("/"), 5, "")) {
            java.io.ByteArrayOutputStream came = new java.io.ByteArrayOutputStream();

            assertFails(
                    () -> Web.readInto(page.bytes(), came),
                    FailureKind.SOURCE_UNAVAILABLE,
                    "broke off at byte 8 of 10");
            assertThat(came).hasToString("567");
        }
    }

    @Test
    void aLongerPartThanAnnouncedIsNoPart() throws IOException {
        try (RawServer server = new RawServer((asked, line) -> line.head(
                                "206 Partial Content", "Content-Range: bytes 5-9/10", "Transfer-Encoding: chunked")
                        .say("6\r\n56789x\r\n0\r\n\r\n"));
                WebPage page = Web.client(server.port()).open(server.url("/"), 5, "")) {
            java.io.ByteArrayOutputStream came = new java.io.ByteArrayOutputStream();

            assertFails(
                    () -> Web.readInto(page.bytes(), came),
                    FailureKind.SOURCE_UNAVAILABLE,
                    "sends more than it announced");
            assertThat(came).hasToString("56789");
        }
    }

    @Test
    void aPageThatGoesOnPastItsLengthIsNotWhatItClaimed() throws IOException {
        try (RawServer server = new RawServer((asked, line) -> line.say(
                        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n" + "Connection: close\r\n\r\n0123456789and more"));
                WebPage page = Web.client(server.port()).open(server.url("/"), 0, "")) {
            java.io.ByteArrayOutputStream came = new java.io.ByteArrayOutputStream();

            assertFails(
                    () -> Web.readInto(page.bytes(), came),
                    FailureKind.SOURCE_UNAVAILABLE,
                    "broke off at byte 10 of 10: it sends more than it announced");
            assertThat(came).hasToString("0123456789");
        }
    }

    @Test
    void nothingIsLeftAtTheEnd() throws IOException {
        try (RawServer server = new RawServer((asked, line) ->
                        line.head("416 Range Not Satisfiable", "Content-Range: bytes */10", "Content-Length: 0"));
                WebPage page = Web.client(server.port()).open(server.url("/"), 10, TAG)) {
            assertThat(page.size()).hasValue(10);
            assertThat(page.validator()).isEqualTo(TAG);
            assertThat(Web.read(page.bytes())).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Range: bytes */9",
                "Content-Range: bytes */11",
                "Content-Range: bytes */*",
                "Content-Range: nonsense",
                "X: y"
            })
    void anEndSomewhereElseIsAChange(String header) {
        try (RawServer server = new RawServer((asked, line) -> line.head("416 Range Not Satisfiable", header))) {
            assertFails(
                    () -> Web.client(server.port()).open(server.url("/"), 10, TAG),
                    FailureKind.SOURCE_CHANGED,
                    "has changed");
        }
    }

    @Test
    void anEndInAnotherStateIsAChange() {
        try (RawServer server = new RawServer(
                (asked, line) -> line.head("416 Range Not Satisfiable", "Content-Range: bytes */10", "ETag: \"v2\""))) {
            assertFails(
                    () -> Web.client(server.port()).open(server.url("/"), 10, TAG),
                    FailureKind.SOURCE_CHANGED,
                    "has changed");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Encoding: gzip, Content-Encoding",
        "Content-Encoding: br, Content-Encoding",
        "Content-Encoding: x-unknown, Content-Encoding",
        "Transfer-Encoding: gzip, Transfer-Encoding",
        "'Transfer-Encoding: gzip, chunked', Transfer-Encoding",
        "Content-Length: 1x, Content-Length",
        "Content-Length: -5, Content-Length",
        "Content-Length: 99999999999999999999, Content-Length",
        "Content-Length:, Content-Length"
    })
    void bytesThatAreNotThePagesOwnAreRefused(String header, String named) {
        try (RawServer server =
                new RawServer((asked, line) -> line.head("200 OK", header).say("xxxxx"))) {
            assertFails(() -> Web.client(server.port()).open(server.url("/"), 0, ""), FailureKind.SOURCE_LOST, named);
        }
    }

    @Test
    void twoLengthsAreNone() {
        try (RawServer server = new RawServer((asked, line) ->
                line.head("200 OK", "Content-Length: 5", "Content-Length: 6").say("xxxxx"))) {
            assertFails(
                    () -> Web.client(server.port()).open(server.url("/"), 0, ""),
                    FailureKind.SOURCE_LOST,
                    "Content-Length");
        }
    }

    @Test
    void identityIsNoEncodingAndGzippedBytesAreJustBytes() throws IOException {
        byte[] gzipped = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        try (RawServer server = new RawServer((asked, line) -> line.head(
                                "200 OK",
                                "Content-Encoding: identity",
                                "Content-Type: application/gzip",
                                "Content-Length: 20")
                        .say(gzipped));
                WebPage page = Web.client(server.port()).open(server.url("/image.gz"), 0, "")) {
            assertThat(Web.read(page.bytes())).isEqualTo(gzipped);
        }
    }

    private static RawServer ranged() {
        return new RawServer((asked, line) -> {
            int from = asked.from();
            line.head(
                            "206 Partial Content",
                            "Content-Range: bytes " + from + "-19999/20000",
                            "Content-Length: " + (20_000 - from),
                            "ETag: " + TAG)
                    .say(Arrays.copyOfRange(BYTES, from, 20_000));
        });
    }

    private static void assertFails(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call, FailureKind kind, String words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageStartingWith("127.0.0.1:")
                .hasMessageContaining(words);
    }
}
