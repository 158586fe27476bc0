package io.longshore.store;

import static io.longshore.store.GatewayStores.mustBeAbsent;
import static io.longshore.store.GatewayStores.mustHold;
import static io.longshore.store.GatewayStores.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.support.CephGateway;
import io.longshore.support.CephServer;
import io.longshore.support.Commands;
import io.longshore.support.GlanceDriver;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What we write, others read and delete, and the other way round: small objects and large ones, by Glance's own drivers and by plain clients. */
@Tag("ceph")
final class RadosGwInteropIT {

    private static final String PLACE = "interop";
    private static final long SMALL = 3000;
    private static final long LARGE = (20L << 20) + 77;

    private final CephGateway gateway = CephServer.hub().gateway();
    private final Store s3 = GatewayStores.s3(gateway, PLACE, "30s");
    private final Store swift = GatewayStores.swift(gateway, PLACE + "-swift", "30s");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {SMALL, LARGE})
    void s3cmdReadsAndDeletesWhatWeWrite(long sizeBytes) throws IOException {
        PatternBytes content = content(sizeBytes);
        ObjectUrl url = written(s3, content);
        Path got = folder.resolve("got");
        s3cmd("get", "--force", object(url), got.toString());
        mustBeIn(content, got);
        s3cmd("del", object(url));
        mustBeAbsent(s3, url);
    }

    @ParameterizedTest
    @ValueSource(longs = {SMALL, LARGE})
    void weReadAndDeleteWhatS3cmdWrites(long sizeBytes) throws IOException {
        PatternBytes content = content(sizeBytes);
        written(s3, content(1)); // makes the bucket
        ObjectUrl url = s3.place(ImageId.random(), 1, OptionalLong.empty());
        s3cmd("put", "--multipart-chunk-size-mb=5", file(content).toString(), object(url));
        mustHold(s3, url, content);
        s3.delete(url);
        assertThat(s3cmd("ls", "s3://" + PLACE)).doesNotContain(name(url));
    }

    @ParameterizedTest
    @ValueSource(longs = {SMALL, LARGE})
    void glanceReadsAndDeletesWhatWeWriteToS3(long sizeBytes) throws IOException {
        PatternBytes content = content(sizeBytes);
        ObjectUrl url = written(s3, content);
        // Its release of these days wants the keys in the address; ours has none.
        String asItWants =
                url.value().replace("s3://", "s3://" + gateway.s3AccessKey() + ":" + gateway.s3SecretKey() + "@");
        Path got = folder.resolve("got");
        glanceS3().get(asItWants, got);
        mustBeIn(content, got);
        glanceS3().delete(asItWants);
        mustBeAbsent(s3, url);
    }

    @ParameterizedTest
    @ValueSource(longs = {SMALL, LARGE})
    void weReadCopyAndDeleteWhatGlanceWritesToS3(long sizeBytes) throws IOException {
        PatternBytes content = content(sizeBytes);
        written(s3, content(1)); // makes the bucket
        ImageId image = ImageId.random();
        ObjectUrl url = glanceS3().add(image, file(content), sizeBytes);
        assertThat(url.value()).contains(gateway.s3SecretKey());
        assertThat(url.toString()).doesNotContain(gateway.s3SecretKey());
        mustHold(s3, url, content);
        ObjectUrl copy = s3.place(ImageId.random(), 1, OptionalLong.empty());
        s3.serverSideCopy().orElseThrow().copy(s3, url, copy, bytes -> {});
        s3.delete(url);
        mustBeAbsent(s3, url);
        mustHold(s3, copy, content);
        s3.delete(copy);
    }

    @ParameterizedTest
    @ValueSource(longs = {SMALL, LARGE})
    void theSwiftClientReadsAndDeletesWhatWeWrite(long sizeBytes) throws IOException {
        PatternBytes content = content(sizeBytes);
        ObjectUrl url = written(swift, content);
        Path got = folder.resolve("got");
        swift("download", PLACE + "-swift", name(url), "-o", got.toString());
        mustBeIn(content, got);
        swift("delete", PLACE + "-swift", name(url));
        mustBeAbsent(swift, url);
        // The client leaves the segments of dynamic large objects of the same container, or not; we leave none.
        swift.delete(url);
        assertThat(swift("list", PLACE + "-swift")).doesNotContain(name(url));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--segment-size=5242880", "--segment-size=5242880 --use-slo"})
    void weReadCopyAndDeleteWhatTheSwiftClientWrites(String how) throws IOException {
        PatternBytes content = content(LARGE);
        ObjectUrl url = swift.place(ImageId.random(), 1, OptionalLong.empty());
        List<String> words = new ArrayList<>(List.of("upload", "--object-name", name(url)));
        List.of(how.split(" ", -1)).stream().filter(word -> !word.isEmpty()).forEach(words::add);
        words.addAll(List.of(PLACE + "-swift", file(content).toString()));
        swift(words.toArray(String[]::new));
        mustHold(swift, url, content);
        ObjectUrl copy = swift.place(ImageId.random(), 1, OptionalLong.empty());
        ServerSideCopy inside = swift.serverSideCopy().orElseThrow();
        if (how.contains("slo")) {
            // Ceph does not tell the segments: a copy made in ignorance of them would end with its source.
            assertThat(catchThrowableOfType(ImageException.class, () -> inside.copy(swift, url, copy, bytes -> {}))
                            .kind())
                    .isEqualTo(FailureKind.UNSUPPORTED);
            mustHold(swift, url, content);
        } else {
            inside.copy(swift, url, copy, bytes -> {});
        }
        swift.delete(url);
        mustBeAbsent(swift, url);
        if (!how.contains("slo")) {
            mustHold(swift, copy, content);
        }
        swift.delete(copy);
        assertThat(swift("list", PLACE + "-swift")).doesNotContain(name(url)).doesNotContain(name(copy));
        if (!how.isEmpty()) {
            assertThat(swift("list", PLACE + "-swift_segments")).doesNotContain(name(url));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {SMALL, LARGE})
    void glanceReadsAndDeletesWhatWeWriteToSwift(long sizeBytes) throws IOException {
        PatternBytes content = content(sizeBytes);
        ObjectUrl url = written(swift, content);
        Path got = folder.resolve("got");
        glanceSwift().get(url.value(), got);
        mustBeIn(content, got);
        glanceSwift().delete(url.value());
        mustBeAbsent(swift, url);
        assertThat(swift("list", PLACE + "-swift")).doesNotContain(name(url));
    }

    @ParameterizedTest
    @ValueSource(longs = {SMALL, LARGE})
    void weReadCopyAndDeleteWhatGlanceWritesToSwift(long sizeBytes) throws IOException {
        PatternBytes content = content(sizeBytes);
        ObjectUrl url = glanceSwift().add(ImageId.random(), file(content), sizeBytes);
        mustHold(swift, url, content);
        ObjectUrl copy = swift.place(ImageId.random(), 1, OptionalLong.empty());
        swift.serverSideCopy().orElseThrow().copy(swift, url, copy, bytes -> {});
        swift.delete(url);
        mustBeAbsent(swift, url);
        assertThat(swift("list", PLACE + "-swift")).doesNotContain(name(url));
        mustHold(swift, copy, content);
        swift.delete(copy);
    }

    /** Bytes are bytes: nobody undoes what they are said to be. */
    @Test
    void whatIsSaidToBeEncodedIsReadAsItIsKept() throws IOException {
        PatternBytes content = content(SMALL);
        written(s3, content(1)); // makes the bucket
        ObjectUrl inS3 = s3.place(ImageId.random(), 1, OptionalLong.empty());
        s3cmd(
                "put",
                "--acl-public",
                "--add-header=Content-Encoding:gzip",
                file(content).toString(),
                object(inS3));
        assertThat(URI.create(gateway.s3() + "/" + PLACE + "/" + name(inS3))
                        .toURL()
                        .openConnection()
                        .getContentEncoding())
                .isEqualTo("gzip");
        mustHold(s3, inS3, content);
        s3.delete(inS3);
        ObjectUrl inSwift = swift.place(ImageId.random(), 1, OptionalLong.empty());
        swift(
                "upload",
                "--header",
                "Content-Encoding: gzip",
                "--object-name",
                name(inSwift),
                PLACE + "-swift",
                file(content).toString());
        assertThat(swift("stat", PLACE + "-swift", name(inSwift))).containsIgnoringCase("gzip");
        mustHold(swift, inSwift, content);
        swift.delete(inSwift);
    }

    @Test
    void aNeighbourWhoseNameBeginsAlikeIsNotDeleted() throws IOException {
        for (String name : List.of("backup", "backup-2024", "backup-00001")) {
            swift(
                    "upload",
                    "--object-name",
                    name,
                    PLACE + "-swift",
                    file(content(SMALL)).toString());
        }
        swift.delete(ObjectUrl.of("swift+config://ref1/" + PLACE + "-swift/backup"));
        assertThat(swift("list", PLACE + "-swift", "--prefix", "backup").lines())
                .containsExactly("backup-00001", "backup-2024");
    }

    private String s3cmd(String... words) throws IOException {
        Path config = folder.resolve("s3cfg");
        String server = gateway.s3().getRawAuthority();
        Files.writeString(
                config,
                "[default]\naccess_key = %s\nsecret_key = %s\nhost_base = %s\nhost_bucket = %s\nuse_https = False\n"
                        .formatted(gateway.s3AccessKey(), gateway.s3SecretKey(), server, server));
        return run(Map.of(), List.of("s3cmd", "-c", config.toString()), words);
    }

    private String swift(String... words) {
        return run(
                Map.of(),
                List.of(
                        "swift",
                        "-A",
                        gateway.swiftAuth().toString(),
                        "-U",
                        gateway.swiftUser(),
                        "-K",
                        gateway.swiftKey()),
                words);
    }

    private GlanceDriver glanceS3() {
        return GlanceDriver.s3(folder, gateway, PLACE);
    }

    private GlanceDriver glanceSwift() {
        return GlanceDriver.swift(folder, gateway, PLACE + "-swift");
    }

    private static String run(Map<String, String> environment, List<String> program, String... words) {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(words));
        return Commands.run(environment, command);
    }

    private static PatternBytes content(long sizeBytes) {
        return new PatternBytes(ThreadLocalRandom.current().nextLong(), sizeBytes);
    }

    private Path file(PatternBytes content) throws IOException {
        Path file = folder.resolve("image");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            content.of(new Part(1, 0, content.sizeBytes())).sendTo(channel);
        }
        return file;
    }

    private static void mustBeIn(PatternBytes content, Path file) throws IOException {
        try (FileChannel read = FileChannel.open(file)) {
            assertThat(content.differenceFrom(read, 0)).isEmpty();
        }
    }

    private static String object(ObjectUrl url) {
        return "s3://" + PLACE + "/" + name(url);
    }

    private static String name(ObjectUrl url) {
        return url.value().substring(url.value().lastIndexOf('/') + 1);
    }
}
