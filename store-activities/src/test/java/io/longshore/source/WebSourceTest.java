package io.longshore.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.store.SourceObject;
import io.longshore.web.RawServer;
import io.longshore.web.TlsTrust;
import io.longshore.web.Web;
import io.longshore.web.WebClient;
import io.longshore.web.WebLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class WebSourceTest {

    private static final byte[] BYTES = Web.bytes(50_000);
    private static final SourceObject SEEN = new SourceObject(OptionalLong.of(50_000), "\"v1\"");

    /** What the server calls the state of its page. */
    private final AtomicReference<String> tag = new AtomicReference<>("\"v1\"");

    private static WebSource source(RawServer server) {
        return new WebSource(Web.client(server.port()), server.url("/image?signature=secret"), SourceObject.unknown());
    }

    private static WebSource resumed(RawServer server, SourceObject earlier) {
        return new WebSource(Web.client(server.port()), server.url("/image?signature=secret"), earlier);
    }

    /** A server with ranges that breaks off after {@code most} bytes each time. */
    private RawServer ranged(int most) {
        return new RawServer((asked, line) -> {
            boolean same = asked.header("If-Range").map(tag.get()::equals).orElse(true);
            int from = same ? asked.from() : 0;
            if (from > 0) {
                line.head(
                        "206 Partial Content",
                        "Content-Range: bytes " + from + "-49999/50000",
                        "Content-Length: " + (50_000 - from),
                        "ETag: " + tag.get());
            } else {
                line.head("200 OK", "Content-Length: 50000", "Accept-Ranges: bytes", "ETag: " + tag.get());
            }
            line.say(Arrays.copyOfRange(BYTES, from, Math.min(from + most, 50_000)));
        });
    }

    @Test
    void oneRequestTellsWhatThePageIsAndBringsIt() throws IOException {
        try (RawServer server = ranged(50_000);
                WebSource source = source(server)) {
            assertThat(source.object()).isEqualTo(SEEN);
            assertThat(source.object()).isEqualTo(SEEN);
            assertThat(source.restartable()).isTrue();
            try (ReadableByteChannel bytes = source.open(0)) {
                assertThat(Web.read(bytes)).isEqualTo(BYTES);
            }
            assertThat(server.asked()).hasSize(1);
            assertThat(server.asked().getFirst().head()).startsWith("GET /image?signature=secret ");
        }
    }

    @Test
    void aPageThatBreaksOffIsReadOnFromWhereItWas() throws IOException {
        try (RawServer server = ranged(20_000);
                WebSource source = source(server)) {
            ByteArrayOutputStream came = new ByteArrayOutputStream();
            for (int part = 0; part < 2; part++) {
                try (ReadableByteChannel bytes = source.open(came.size())) {
                    assertThatThrownBy(() -> Web.readInto(bytes, came))
                            .isInstanceOfSatisfying(
                                    ImageException.class,
                                    e -> assertThat(e.kind()).isEqualTo(FailureKind.SOURCE_UNAVAILABLE));
                }
            }
            try (ReadableByteChannel bytes = source.open(came.size())) {
                Web.readInto(bytes, came);
            }

            assertThat(came.toByteArray()).isEqualTo(BYTES);
            assertThat(server.asked()).extracting(RawServer.Asked::from).containsExactly(0, 20_000, 40_000);
            assertThat(server.asked().get(1).header("If-Range")).contains("\"v1\"");
        }
    }

    @Test
    void anotherAttemptGoesOnWithOneRequest() throws IOException {
        try (RawServer server = ranged(50_000);
                WebSource source = resumed(server, SEEN)) {
            assertThat(source.restartable()).isTrue();
            assertThat(source.object()).isEqualTo(SEEN);
            try (ReadableByteChannel bytes = source.open(30_000)) {
                assertThat(Web.read(bytes)).isEqualTo(Arrays.copyOfRange(BYTES, 30_000, 50_000));
            }
            assertThat(server.asked()).extracting(RawServer.Asked::from).containsExactly(30_000);
        }
    }

    @Test
    void aPageThatHasChangedIsNotGoneOnWithAndCanBeBegunAnew() throws IOException {
        try (RawServer server = ranged(50_000);
                WebSource source = resumed(server, SEEN)) {
            tag.set("\"v2\"");

            assertThat(fail(() -> source.open(30_000)).kind()).isEqualTo(FailureKind.SOURCE_CHANGED);
            try (ReadableByteChannel bytes = source.open(0)) {
                assertThat(Web.read(bytes)).isEqualTo(BYTES);
            }
            assertThat(source.object()).isEqualTo(new SourceObject(OptionalLong.of(50_000), "\"v2\""));
        }
    }

    @Test
    void aPageOfAnotherSizeHasChangedWhateverItsValidatorSays() {
        try (RawServer server = new RawServer((asked, line) -> {
                    if (asked.from() == 0) {
                        line.head("200 OK", "Content-Length: 50000", "Accept-Ranges: bytes", "ETag: \"v1\"");
                    } else {
                        line.head("206 Partial Content", "Content-Range: bytes 30000-50000/50001", "ETag: \"v1\"");
                    }
                });
                WebSource source = source(server)) {
            source.object();
            ImageException failure = fail(() -> source.open(30_000));

            assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_CHANGED);
            assertThat(failure).hasMessageContaining("its size is another one now");
        }
    }

    @Test
    void aSizeThatIsOnlyRememberedDecidesNothing() throws IOException {
        try (RawServer server = ranged(50_000);
                WebSource source = resumed(server, new SourceObject(OptionalLong.of(30_000), "\"v1\""))) {
            assertThat(Web.read(source.open(30_000))).isEqualTo(Arrays.copyOfRange(BYTES, 30_000, 50_000));
            assertThat(source.object()).isEqualTo(SEEN);
        }
    }

    @Test
    void atItsEndNothingIsLeft() throws IOException {
        try (RawServer server = new RawServer((asked, line) ->
                        line.head("416 Range Not Satisfiable", "Content-Range: bytes */50000", "Content-Length: 0"));
                WebSource source = resumed(server, SEEN)) {
            assertThat(Web.read(source.open(50_000))).isEmpty();
            assertThat(Web.read(source.open(60_000))).isEmpty();
            assertThat(source.object()).isEqualTo(SEEN);
            assertThat(server.asked()).extracting(RawServer.Asked::from).containsExactly(50_000);
        }
    }

    @Test
    void withoutRangesReadingBeginsAtTheBeginningOnly() throws IOException {
        try (RawServer server =
                        new RawServer((asked, line) -> line.head("200 OK", "Content-Length: 50000", "ETag: \"v1\"")
                                .say(BYTES));
                WebSource source = source(server)) {
            assertThat(source.restartable()).isFalse();
            assertThat(fail(() -> source.open(1)).kind()).isEqualTo(FailureKind.UNSUPPORTED);
            assertThat(Web.read(source.open(0))).isEqualTo(BYTES);
            assertThat(Web.read(source.open(0))).isEqualTo(BYTES);
        }
    }

    @Test
    void withoutAValidatorReadingBeginsAtTheBeginningOnly() {
        try (RawServer server = new RawServer((asked, line) ->
                        line.head("200 OK", "Content-Length: 50000", "Accept-Ranges: bytes", "ETag: W/\"v1\""));
                WebSource source = source(server)) {
            assertThat(source.object()).isEqualTo(new SourceObject(OptionalLong.of(50_000), ""));
            assertThat(source.restartable()).isFalse();
            assertThat(fail(() -> source.open(1)).kind()).isEqualTo(FailureKind.UNSUPPORTED);
        }
    }

    @Test
    void aServerThatGivesUpItsRangesMakesReadingBeginAnew() {
        try (RawServer server =
                        new RawServer((asked, line) -> line.head("200 OK", "Content-Length: 50000", "ETag: \"v1\""));
                WebSource source = resumed(server, SEEN)) {
            ImageException failure = fail(() -> source.open(10));

            assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_CHANGED);
            assertThat(failure).hasMessageContaining("reading cannot go on");
        }
    }

    @Test
    void aPageWithoutALengthHasNoSize() throws IOException {
        try (RawServer server =
                        new RawServer((asked, line) -> line.head("200 OK").say(BYTES));
                WebSource source = source(server)) {
            assertThat(source.object()).isEqualTo(SourceObject.unknown());
            assertThat(Web.read(source.open(0))).isEqualTo(BYTES);
        }
    }

    @Test
    void aPageThatIsGoneIsTheSourcesFault() {
        try (RawServer server = new RawServer((asked, line) -> line.head("404 Not Found", "Content-Length: 0"));
                WebSource source = source(server)) {
            for (ImageException failure :
                    new ImageException[] {fail(source::object), fail(() -> source.open(0)), fail(source::restartable)
                    }) {
                assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_LOST);
                assertThat(failure).hasMessage("127.0.0.1:" + server.port() + " answered 404 (not found)");
            }
        }
    }

    @Test
    void thereIsNoOtherPlaceToTurnTo() {
        try (RawServer server = ranged(50_000);
                WebSource source = source(server)) {
            ImageException why = new ImageException(FailureKind.CORRUPT, "wrong checksum");

            assertThatThrownBy(() -> source.turnFrom(source.place(), why)).isSameAs(why);
            assertThat(source.words()).isEqualTo("127.0.0.1");
            source.object();
            assertThat(source.words()).isEqualTo("127.0.0.1:" + server.port());
        }
    }

    @Test
    void closingEndsEveryReading() throws IOException {
        try (RawServer server = new RawServer((asked, line) -> {
            line.head("200 OK", "Content-Length: 50000").say("x");
            line.awaitHangUp();
        })) {
            WebSource source = source(server);
            ReadableByteChannel bytes = source.open(0);
            assertThat(bytes.read(ByteBuffer.allocate(10))).isEqualTo(1);
            source.close();
            source.close();

            assertThat(bytes.isOpen()).isFalse();
            assertThat(fail(() -> source.open(0)).kind()).isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
        }
    }

    @Test
    void closingEndsTheWaitForAnAnswer() throws Exception {
        CountDownLatch asking = new CountDownLatch(1);
        try (RawServer server = new RawServer((asked, line) -> {
            asking.countDown();
            line.awaitHangUp();
        })) {
            WebSource source = new WebSource(
                    new WebClient(
                            Web.allowing(List.of("127.0.0.1"), server.port()),
                            WebLimits.defaults()
                                    .withTimeouts(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1)),
                            Web.NO_NAMES,
                            TlsTrust.system()),
                    server.url("/"),
                    SourceObject.unknown());
            CompletableFuture<ImageException> failure = new CompletableFuture<>();
            Thread.ofPlatform().start(() -> failure.complete(fail(() -> source.open(0))));
            asking.await();
            source.close();

            assertThat(failure.get(30, TimeUnit.SECONDS).kind()).isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
        }
    }

    private static ImageException fail(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(ImageException.class, call);
    }
}
