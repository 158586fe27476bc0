package io.longshore.store.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.ByteSource;
import io.longshore.store.ReadableStore;
import io.longshore.store.SourceObject;
import io.longshore.store.Store;
import io.longshore.web.RawServer;
import io.longshore.web.Web;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpStoreTest {

    private static final byte[] BYTES = Web.bytes(10_000);

    private static ReadableStore store(int port) {
        return new HttpStoreFactory(Path.of("."), Web.allowing(List.of("127.0.0.1"), port), Web.QUICK, Web.NO_NAMES)
                .create(StoreId.of("web"), "mirrors", 3, Map.of());
    }

    private static ByteSource source(RawServer server) {
        return store(server.port()).source(ObjectUrl.of(server.url("/image?signature=secret")));
    }

    private static RawServer ranged() {
        return new RawServer((asked, line) -> {
            int from = asked.from();
            if (from > 0) {
                line.head(
                        "206 Partial Content",
                        "Content-Range: bytes " + from + "-9999/10000",
                        "Content-Length: " + (10_000 - from));
            } else {
                line.head("200 OK", "Content-Length: 10000", "Accept-Ranges: bytes");
            }
            line.say(Arrays.copyOfRange(BYTES, from, 10_000));
        });
    }

    @Test
    void isReadOnlyByItsType() {
        ReadableStore store = store(80);

        assertThat(store).isNotInstanceOf(Store.class);
        assertThat(store.describe().id()).isEqualTo(StoreId.of("web"));
        assertThat(store.describe().type()).isEqualTo("http");
        assertThat(store.describe().description()).isEqualTo("mirrors");
        assertThat(store.describe().weight()).isEqualTo(3);
        assertThat(store.describe().properties()).isEmpty();
        assertThat(store.localFiles()).isEmpty();
    }

    @Test
    void readsImagesFromAnyByteEvenWithoutAValidator() throws IOException {
        try (RawServer server = ranged();
                ByteSource source = source(server)) {
            assertThat(source.object()).isEqualTo(new SourceObject(OptionalLong.of(10_000), ""));
            assertThat(source.restartable()).isTrue();
            assertThat(Web.read(source.open(0))).isEqualTo(BYTES);
            assertThat(Web.read(source.open(9_000))).isEqualTo(Arrays.copyOfRange(BYTES, 9_000, 10_000));
            assertThat(Web.read(source.open(10_000))).isEmpty();
            assertThat(Web.read(source.open(20_000))).isEmpty();
            assertThat(server.asked()).extracting(RawServer.Asked::from).containsExactly(0, 9_000);
        }
    }

    @Test
    void readsAPartWithoutAskingForTheWhole() throws IOException {
        try (RawServer server = ranged();
                ByteSource source = source(server);
                ReadableByteChannel bytes = source.open(5)) {
            assertThat(Web.read(bytes)).isEqualTo(Arrays.copyOfRange(BYTES, 5, 10_000));
            assertThat(server.asked()).hasSize(1);
        }
    }

    @Test
    void readsFromSeveralBytesAtOnce() throws IOException {
        try (RawServer server = ranged();
                ByteSource source = source(server);
                ReadableByteChannel one = source.open(100);
                ReadableByteChannel other = source.open(200)) {
            assertThat(Web.read(other)).hasSize(9_800);
            assertThat(Web.read(one)).hasSize(9_900);
        }
    }

    @ParameterizedTest
    @CsvSource({"404, NOT_FOUND", "410, NOT_FOUND", "403, SOURCE_LOST", "503, SOURCE_UNAVAILABLE"})
    void failuresBeginWithTheStore(int status, FailureKind kind) {
        try (RawServer server = new RawServer((asked, line) -> line.head(status + " No", "Content-Length: 0"));
                ByteSource source = source(server)) {
            for (ImageException failure :
                    List.of(fail(source::object), fail(() -> source.open(0)), fail(() -> source.open(5)))) {
                assertThat(failure.kind()).isEqualTo(kind);
                assertThat(failure).hasMessageStartingWith("web: 127.0.0.1:" + server.port() + " answered " + status);
                assertThat(failure.getMessage()).doesNotContain("secret");
            }
        }
    }

    @Test
    void failuresInTheMiddleBeginWithTheStoreToo() throws IOException {
        try (RawServer server = new RawServer((asked, line) ->
                        line.head("200 OK", "Content-Length: 10").say("12345"));
                ByteSource source = source(server);
                ReadableByteChannel bytes = source.open(0)) {
            ImageException failure = fail(() -> Web.read(bytes));

            assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
            assertThat(failure).hasMessageStartingWith("web: 127.0.0.1").hasMessageContaining("at byte 5 of 10");
        }
    }

    @Test
    void aServerWithoutRangesIsReadFromTheBeginningOnly() {
        try (RawServer server = new RawServer((asked, line) ->
                        line.head("200 OK", "Content-Length: 10000").say(BYTES));
                ByteSource source = source(server)) {
            assertThat(source.restartable()).isFalse();
            assertThat(fail(() -> source.open(5)).kind()).isEqualTo(FailureKind.UNSUPPORTED);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "ftp://127.0.0.1/x",
                "http://127.0.0.2/x",
                "http://user:secret@127.0.0.1/x",
                "http://127.0.0.1:1/x?signature=secret",
                "http://0x7f000001/x",
                "nonsense"
            })
    void addressesThatImportsMayNotReadAreNotItsOwn(String address) {
        assertThatThrownBy(() -> store(80).source(ObjectUrl.of(address)))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.INVALID))
                .hasMessageStartingWith("web: ")
                .hasMessageNotContaining("secret");
    }

    private static ImageException fail(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(ImageException.class, call);
    }
}
