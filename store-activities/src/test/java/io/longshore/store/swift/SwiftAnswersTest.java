package io.longshore.store.swift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.GivenBytes;
import io.longshore.store.Part;
import io.longshore.store.Store;
import io.longshore.store.Upload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a container's objects, and what a server's answers mean: against one that answers as told. */
final class SwiftAnswersTest {

    private static final String IMAGE = "1c7f6a0e-52a5-4d6a-9c6d-0f5d8f1d3c55";
    private static final String MARK = ".upload.1c7f6a0e-52a5-4d6a-9c6d-0f5d8f1d3c56";
    private static final String PLAIN = "";
    private static final String STATIC = "static";

    private final MockWebServer server = new MockWebServer();

    /** The container's objects, each with what its manifest names. */
    private final NavigableMap<String, String> objects = new ConcurrentSkipListMap<>();

    private final Map<String, MockResponse> told = new ConcurrentHashMap<>();
    private final List<String> deletions = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws IOException {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                List<String> path = request.getUrl().pathSegments();
                if (path.getFirst().equals("auth")) {
                    return new MockResponse.Builder()
                            .addHeader("X-Storage-Url", "http://127.0.0.1:" + server.getPort() + "/v1/acc")
                            .addHeader("X-Auth-Token", "token")
                            .build();
                }
                return path.size() == 3 ? container(request) : object(request, path.get(3));
            }

            @Override
            public MockResponse peek() {
                return new MockResponse.Builder().add100Continue().build();
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private MockResponse container(RecordedRequest request) {
        if (request.getMethod().equals("HEAD")) {
            return new MockResponse.Builder().build();
        }
        String prefix = String.valueOf(request.getUrl().queryParameter("prefix"));
        String body = objects.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> "{\"name\": \"" + name + "\", \"bytes\": 7}")
                .collect(Collectors.joining(", ", "[", "]"));
        return new MockResponse.Builder().body(body).build();
    }

    private MockResponse object(RecordedRequest request, String name) {
        MockResponse answer = told.get(request.getMethod() + " " + name);
        boolean isStatic = request.getUrl().queryParameter("multipart-manifest") != null;
        if (request.getMethod().equals("DELETE")) {
            deletions.add(isStatic ? name + " with its segments" : name);
        }
        if (answer != null) {
            return answer;
        }
        String manifest = objects.get(name);
        return switch (request.getMethod()) {
            case "PUT" -> {
                objects.put(name, PLAIN);
                yield new MockResponse.Builder().code(201).build();
            }
            case "DELETE" ->
                new MockResponse.Builder()
                        .code(objects.remove(name) == null ? 404 : 204)
                        .build();
            default -> manifest == null ? new MockResponse.Builder().code(404).build() : found(manifest);
        };
    }

    private static MockResponse found(String manifest) {
        MockResponse.Builder answer = new MockResponse.Builder().setHeader("Content-Length", "7");
        if (manifest.equals(STATIC)) {
            answer.addHeader("X-Static-Large-Object", "True");
        } else if (!manifest.equals(PLAIN)) {
            answer.addHeader("X-Object-Manifest", manifest);
        }
        return answer.build();
    }

    @Test
    void whatOnlyBeginsAlikeIsNotDeleted() {
        Set<String> others = Set.of("backup-2024", "backup-00001", "backup.upload.day", "backup.2");
        objects.put("backup", PLAIN);
        others.forEach(other -> objects.put(other, PLAIN));
        store().delete(url("backup"));
        assertThat(deletions).containsExactly("backup");
        assertThat(objects.keySet()).isEqualTo(others);
    }

    @Test
    void whatTheManifestNamesIsDeletedHoweverItIsNumbered() {
        objects.put("backup", "images/backup-part-");
        objects.put("backup-part-1", PLAIN);
        objects.put("backup-2024", PLAIN);
        store().delete(url("backup"));
        assertThat(deletions).containsExactly("backup-part-1", "backup");
    }

    @Test
    void aManifestThatNamesOthersObjectsIsNotBelieved() {
        for (String manifest : List.of("images/", "images/other-", "images/%zz", "images")) {
            objects.put("backup", manifest);
            objects.put("other-00001", PLAIN);
            store().delete(url("backup"));
        }
        assertThat(objects).containsOnlyKeys("other-00001");
    }

    @Test
    void segmentsThatALateWriterLeftAreFoundByTheirNames() {
        for (String piece : List.of("-00001", "-00002", "-notes", "-000001", ".2-00001", MARK)) {
            objects.put(IMAGE + piece, PLAIN);
        }
        store().delete(url(IMAGE));
        assertThat(objects).containsOnlyKeys(IMAGE + "-notes", IMAGE + "-000001", IMAGE + ".2-00001");
    }

    @Test
    void allSegmentsButThoseThatFailAreDeletedAndTheManifestStaysForTheNextTime() {
        objects.put(IMAGE, "images/" + IMAGE + "-");
        for (int segment = 1; segment <= 9; segment++) {
            objects.put(IMAGE + "-0000" + segment, PLAIN);
        }
        told.put(
                "DELETE " + IMAGE + "-00002",
                new MockResponse.Builder().code(503).build());
        assertThat(failure(() -> store().delete(url(IMAGE))).kind()).isEqualTo(FailureKind.UNAVAILABLE);
        assertThat(objects).containsOnlyKeys(IMAGE, IMAGE + "-00002");
        told.clear();
        store().delete(url(IMAGE));
        assertThat(objects).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"Number Deleted": 3, "Number Not Found": 0, "Response Status": "200 OK", "Errors": []} | true
            {"Number Deleted": 1, "Number Not Found": 2, "Response Status": "200 OK", "Errors": []} | true
            {"Number Deleted": 0, "Number Not Found": 3, "Response Status": "404 Not Found", "Errors": []} | true
            `` | true
            {"Number Deleted": 2, "Response Status": "400 Bad Request", "Errors": [["/images/o", "409 Conflict"]]} | false
            {"Number Deleted": 0, "Response Status": "401 Unauthorized", "Errors": []} | false
            not to be understood | false
            """)
    void aDeletionOfManyMayFailInAnAnswerThatSucceeds(String body, boolean done) {
        objects.put("o", STATIC);
        told.put("GET o", new MockResponse.Builder().body("").build());
        told.put("DELETE o", new MockResponse.Builder().body(body).build());
        Store store = store();
        if (done) {
            store.delete(url("o"));
        } else {
            assertThat(failure(() -> store.delete(url("o"))).kind()).isEqualTo(FailureKind.UNAVAILABLE);
        }
        assertThat(deletions).containsExactly("o with its segments");
    }

    @Test
    void aStaticObjectStaysWhileASegmentOfItDoes() {
        objects.put("o", STATIC);
        objects.put("s1", PLAIN);
        objects.put("s2", PLAIN);
        told.put("GET o", new MockResponse.Builder().body("""
                        [{"name": "/images/s1"}, {"name": "/images/s2"}, {"name": "/images/o2", "sub_slo": true}]""").build());
        told.put("DELETE s1", new MockResponse.Builder().code(503).build());
        assertThat(failure(() -> store().delete(url("o"))).kind()).isEqualTo(FailureKind.UNAVAILABLE);
        assertThat(deletions).containsExactlyInAnyOrder("s1", "s2");
    }

    @Test
    void anObjectIsAPieceOfWhoseManifestNamesIt() {
        objects.put("disk", "images/disk-");
        objects.put("other", "elsewhere/other-");
        objects.put("whole", PLAIN);
        objects.put("parts", STATIC);
        objects.put(IMAGE, "images/" + IMAGE + "-");
        for (String piece : List.of("disk-1", "disk-a-b", "parts-1", IMAGE + "-notes")) {
            assertThat(store().isPiece(url(piece))).as(piece).isTrue();
        }
        for (String whole : List.of("disk", "other-1", "whole-00001", "none-1", "-", "diskette")) {
            assertThat(store().isPiece(url(whole))).as(whole).isFalse();
        }
    }

    @Test
    void aSegmentThatArrivedAsOtherBytesIsSentAgain() {
        GivenBytes bytes = new GivenBytes("a disk");
        Part part = new Part(1, 0, 6);
        told.put(
                "PUT " + IMAGE,
                new MockResponse.Builder()
                        .code(201)
                        .addHeader("ETag", "0".repeat(32))
                        .build());
        try (Upload upload = store().begin(url(IMAGE), OptionalLong.of(6))) {
            assertThat(failure(() -> upload.write(part, bytes)))
                    .hasMessageContaining("what arrived is not what was sent")
                    .extracting(ImageException::kind)
                    .isEqualTo(FailureKind.UNAVAILABLE);
            assertThat(upload.makeDurable()).isEqualTo(Extents.NONE);
            told.clear();
            upload.write(part, bytes);
            assertThat(upload.makeDurable()).isEqualTo(Extents.upTo(6));
        }
    }

    @Test
    void whatIsSomebodyElsesKeepsAManifestFromBeingMadeAndStays() {
        objects.put(IMAGE + "-notes", PLAIN);
        objects.put(IMAGE + "-00007", PLAIN);
        try (Upload upload = store().begin(url(IMAGE), OptionalLong.of(1L << 32))) {
            upload.write(new Part(1, 0, 7), new GivenBytes("a disk!"));
            assertThat(failure(() -> upload.complete(7)))
                    .hasMessageContaining(IMAGE + "-notes")
                    .extracting(ImageException::kind)
                    .isEqualTo(FailureKind.UNAVAILABLE);
            assertThat(objects).containsKey(IMAGE + "-notes").doesNotContainKey(IMAGE);
            objects.remove(IMAGE + "-notes");
            assertThat(upload.complete(7).sizeBytes()).isEqualTo(7);
            assertThat(objects).containsOnlyKeys(IMAGE, IMAGE + "-00001");
        }
    }

    private static ImageException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(ImageException.class, call);
    }

    private static ObjectUrl url(String name) {
        return ObjectUrl.of("swift+config://ref1/images/" + name);
    }

    private Store store() {
        Map<String, Object> options = Map.of(
                "auth-address", "http://127.0.0.1:" + server.getPort() + "/auth/v1.0",
                "auth-version", 1,
                "user", "acc:glance",
                "key", "secret",
                "container", "images",
                "timeout", "5s");
        return new SwiftStoreFactory(Path.of("")).create(StoreId.of("s"), "", 0, options);
    }
}
