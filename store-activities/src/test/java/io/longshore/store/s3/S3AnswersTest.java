package io.longshore.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.GivenBytes;
import io.longshore.store.Part;
import io.longshore.store.Store;
import io.longshore.web.TlsTrust;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the answers of servers mean. */
final class S3AnswersTest {

    private static final String MD5 = "9f3dcc17b3660ff7eb3be3e5f62f58c7";

    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "503, SlowDown, UNAVAILABLE",
        "500, InternalError, UNAVAILABLE",
        "400, RequestTimeout, UNAVAILABLE",
        "429, '', UNAVAILABLE",
        "403, QuotaExceeded, STORE_FULL",
        "507, XMinioStorageFull, STORE_FULL",
        "507, '', STORE_FULL",
        "403, AccessDenied, FORBIDDEN",
        "403, SignatureDoesNotMatch, FORBIDDEN",
        "403, RequestTimeTooSkewed, UNAVAILABLE",
        "404, NoSuchBucket, UNAVAILABLE",
        "400, EntityTooLarge, TOO_LARGE",
        "400, Whatever, INVALID",
        "501, NotImplemented, UNSUPPORTED"
    })
    void everyRefusalHasAKind(int status, String code, FailureKind kind) {
        server.enqueue(error(status, code).build());
        ImageException failure = failure(() -> store().begin(url(), OptionalLong.empty()));
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessageStartingWith("store s: images/k: ").hasMessageContaining("(" + status);
        assertThat(failure.getMessage()).doesNotContain("told by the server");
    }

    @Test
    void aServerMaySayWhenToComeBack() {
        server.enqueue(error(503, "SlowDown").addHeader("Retry-After", "7").build());
        assertThat(failure(() -> store().begin(url(), OptionalLong.empty())).retryAfter())
                .contains(Duration.ofSeconds(7));
    }

    @Test
    void whoReadsBlamesTheSource() {
        server.enqueue(error(503, "SlowDown").build());
        assertThat(failure(() -> store().source(url()).open(0)).kind()).isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
        server.enqueue(error(403, "AccessDenied").build());
        assertThat(failure(() -> store().source(url()).open(0)).kind()).isEqualTo(FailureKind.SOURCE_LOST);
        server.enqueue(error(404, "NoSuchKey").build());
        assertThat(failure(() -> store().source(url()).open(0)).kind()).isEqualTo(FailureKind.NOT_FOUND);
    }

    /** As a cache on the way may. */
    @Test
    void aServerThatBeginsElsewhereThanItWasAskedToIsNotBelieved() {
        server.enqueue(new MockResponse.Builder().code(200).body("0123456789").build());
        server.enqueue(new MockResponse.Builder()
                .code(206)
                .addHeader("Content-Range", "bytes 0-4/10")
                .body("01234")
                .build());
        for (int answer = 1; answer <= 2; answer++) {
            assertThat(failure(() -> store().source(url()).open(5)))
                    .hasMessageContaining("does not begin where it was asked to")
                    .extracting(ImageException::kind)
                    .isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
        }
    }

    /** Servers answer a thousand at a time at most. */
    @Test
    void partsAndUploadsAreListedPageByPage() throws InterruptedException {
        S3Server calls = new S3Clients(config(), TlsTrust.system()).server(new S3Failures(StoreId.of("s"), false));
        server.enqueue(xml(
                "ListPartsResult",
                "<IsTruncated>true</IsTruncated><NextPartNumberMarker>1000"
                        + "</NextPartNumberMarker><Part><PartNumber>1000</PartNumber></Part>"));
        server.enqueue(
                xml("ListPartsResult", "<IsTruncated>false</IsTruncated><Part><PartNumber>1001</PartNumber></Part>"));
        assertThat(calls.parts("k", "u")).extracting(p -> p.partNumber()).containsExactly(1000, 1001);
        assertThat(server.takeRequest().getUrl().queryParameter("part-number-marker"))
                .isNull();
        assertThat(server.takeRequest().getUrl().queryParameter("part-number-marker"))
                .isEqualTo("1000");
        server.enqueue(
                xml(
                        "ListMultipartUploadsResult",
                        "<IsTruncated>true</IsTruncated><NextKeyMarker>k</NextKeyMarker>"
                                + "<NextUploadIdMarker>u1</NextUploadIdMarker><Upload><Key>k</Key><UploadId>u1</UploadId></Upload>"));
        server.enqueue(xml(
                "ListMultipartUploadsResult",
                "<IsTruncated>false</IsTruncated><Upload><Key>k</Key><UploadId>u2</UploadId></Upload>"));
        assertThat(calls.uploads("k")).extracting(u -> u.uploadId()).containsExactly("u1", "u2");
        assertThat(server.takeRequest().getUrl().queryParameter("upload-id-marker"))
                .isNull();
        RecordedRequest second = server.takeRequest();
        assertThat(second.getUrl().queryParameter("key-marker")).isEqualTo("k");
        assertThat(second.getUrl().queryParameter("upload-id-marker")).isEqualTo("u1");
    }

    private static MockResponse xml(String element, String content) {
        return new MockResponse.Builder()
                .body("<" + element + ">" + content + "</" + element + ">")
                .build();
    }

    @Test
    void anErrorMayComeAsSuccess() {
        S3Failures failures = new S3Failures(StoreId.of("s"), false);
        S3StoreConfig config = config();
        S3Server calls = new S3Clients(config, TlsTrust.system()).server(failures);
        server.enqueue(error(200, "InternalError").build());
        ImageException failure = failure(() -> calls.completeUpload("k", "u", List.of()));
        assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE);
    }

    @Test
    void anAnswerThatBreaksOffIsNone() {
        server.enqueue(new MockResponse.Builder()
                .body("<ListMultipartUploadsResult>" + " ".repeat(100_000))
                .onResponseBody(mockwebserver3.SocketEffect.ShutdownConnection.INSTANCE)
                .build());
        assertThat(failure(() -> store().begin(url(), OptionalLong.empty())).kind())
                .isEqualTo(FailureKind.UNAVAILABLE);
    }

    @Test
    void aSilentServerHasFailed() {
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(mockwebserver3.SocketEffect.Stall.INSTANCE)
                .build());
        assertThat(failure(() -> store("1s").begin(url(), OptionalLong.empty())))
                .hasMessageContaining("timed out")
                .extracting(ImageException::kind)
                .isEqualTo(FailureKind.UNAVAILABLE);
    }

    @Test
    void aServerThatIsAwayIsSaidToBe() {
        Store store = store();
        ObjectUrl url = url();
        server.close();
        assertThat(failure(() -> store.delete(url)))
                .hasMessageContaining("connection refused")
                .extracting(ImageException::kind)
                .isEqualTo(FailureKind.UNAVAILABLE);
    }

    @Test
    void aPartThatArrivedAsOtherBytesIsSentAgain() {
        S3Sender sender = new S3Clients(config(), TlsTrust.system()).sender(new S3Failures(StoreId.of("s"), false));
        GivenBytes bytes = new GivenBytes("a disk");
        Part part = new Part(1, 0, 6);
        server.enqueue(tagged("0".repeat(32)).build());
        assertThat(failure(() -> sender.part("k", "u", part, bytes)))
                .hasMessageContaining("what arrived is not what was sent")
                .extracting(ImageException::kind)
                .isEqualTo(FailureKind.UNAVAILABLE);
        for (MockResponse.Builder fine : List.of(
                tagged(MD5),
                tagged(MD5.toUpperCase(Locale.ROOT)).addHeader("x-amz-server-side-encryption", "AES256"),
                tagged("0".repeat(32)).addHeader("x-amz-server-side-encryption", "aws:kms"),
                tagged("not-a-digest"))) {
            server.enqueue(fine.build());
            assertThat(sender.part("k", "u", part, bytes).length()).isEqualTo(6);
        }
    }

    private static MockResponse.Builder tagged(String tag) {
        return new MockResponse.Builder().add100Continue().addHeader("ETag", "\"" + tag + "\"");
    }

    private static ImageException failure(ThrowingCallable call) {
        return catchThrowableOfType(ImageException.class, call);
    }

    private static MockResponse.Builder error(int status, String code) {
        return new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", "application/xml")
                .body("<?xml version=\"1.0\"?><Error><Code>" + code
                        + "</Code><Message>told by the server</Message></Error>");
    }

    private S3StoreConfig config() {
        return S3StoreConfig.of(StoreId.of("s"), Path.of(""), options("60s"));
    }

    private Store store() {
        return store("60s");
    }

    private Store store(String timeout) {
        return new S3StoreFactory(Path.of("")).create(StoreId.of("s"), "", 0, options(timeout));
    }

    private Map<String, Object> options(String timeout) {
        return Map.of(
                "endpoint",
                "http://127.0.0.1:" + server.getPort(),
                "bucket",
                "images",
                "access-key",
                "key",
                "secret-key",
                "secret",
                "timeout",
                timeout);
    }

    private ObjectUrl url() {
        return S3Location.url(config(), "k");
    }
}
