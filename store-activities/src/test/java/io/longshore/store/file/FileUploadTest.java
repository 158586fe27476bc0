package io.longshore.store.file;

import static io.longshore.store.file.TestFiles.PART_BYTES;
import static io.longshore.store.file.TestFiles.bytes;
import static io.longshore.store.file.TestFiles.mustFail;
import static io.longshore.store.file.TestFiles.part;
import static io.longshore.store.file.TestFiles.path;
import static io.longshore.store.file.TestFiles.place;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ObjectUrl;
import io.longshore.store.Part;
import io.longshore.store.PartBytes;
import io.longshore.store.SparseChannel;
import io.longshore.store.Store;
import io.longshore.store.Upload;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileUploadTest {

    @TempDir
    Path root;

    private Store store;
    private ObjectUrl url;

    @BeforeEach
    void aStore() {
        store = TestFiles.store(root.resolve("images"));
        url = place(store);
    }

    @Test
    void writesUnderTheFinalNameAndNoOther() throws IOException {
        Upload upload = store.begin(url, OptionalLong.of(4));
        assertThat(root.resolve("images")).isDirectoryContaining(path(store, url)::equals);
        upload.write(part("text"), bytes("text"));
        upload.complete(4);
        try (var files = Files.list(root.resolve("images"))) {
            assertThat(files).containsExactly(path(store, url));
        }
        assertThat(path(store, url)).hasContent("text");
    }

    @Test
    void leavesAloneWhatSomebodyElsePutThere() throws IOException {
        store.begin(place(store), OptionalLong.empty()).abort();
        Files.writeString(path(store, url), "theirs");
        mustFail(
                FailureKind.ALREADY_EXISTS,
                path(store, url).getFileName() + ": exists",
                () -> store.begin(url, OptionalLong.of(4)));
        assertThat(path(store, url)).hasContent("theirs");
    }

    @Test
    void neitherWritesNorRemovesAFileThatTookItsPlace() throws IOException {
        Upload upload = store.begin(url, OptionalLong.of(4));
        upload.write(part("text"), bytes("text"));
        Files.delete(path(store, url));
        Files.writeString(path(store, url), "theirs");
        mustFail(FailureKind.NOT_FOUND, "removed", () -> upload.write(part("text"), bytes("text")));
        mustFail(FailureKind.NOT_FOUND, "removed", upload::makeDurable);
        upload.abort();
        assertThat(path(store, url)).hasContent("theirs");
    }

    @Test
    void givesPartsTheFileItselfSoThatBytesMoveInsideTheKernel() throws IOException {
        Path source = Files.write(root.resolve("source"), new byte[] {1, 2, 3, 4, 5, 6});
        Upload upload = store.begin(url, OptionalLong.of(PART_BYTES + 3));
        try (FileChannel from = FileChannel.open(source, StandardOpenOption.READ)) {
            for (Part part : new Part[] {new Part(2, PART_BYTES, 3), new Part(1, 0, PART_BYTES)}) {
                upload.write(part, new PartBytes() {
                    @Override
                    public OptionalLong length() {
                        return OptionalLong.empty();
                    }

                    @Override
                    public long sendTo(WritableByteChannel target) throws IOException {
                        FileChannel file = ((SparseChannel) target).file().orElseThrow();
                        return from.transferTo(part.number(), 3, file);
                    }
                });
            }
        }
        // Part 1 is short on purpose: what is missing must be noticed, and be nothing but a gap.
        mustFail(FailureKind.CORRUPT, "0-3, 8388608-8388611", () -> upload.complete(PART_BYTES + 3));
        try (FileChannel written = FileChannel.open(path(store, url), StandardOpenOption.READ)) {
            java.nio.ByteBuffer got = java.nio.ByteBuffer.allocate(6);
            assertThat(written.read(got.limit(3), 0)).isEqualTo(3);
            assertThat(written.read(got.limit(6), PART_BYTES)).isEqualTo(3);
            assertThat(got.array()).containsExactly(2, 3, 4, 3, 4, 5);
        }
    }

    @Test
    void refusesMoreBytesThanAPartHasRoomFor() {
        Upload upload = store.begin(url, OptionalLong.empty());
        mustFail(FailureKind.CORRUPT, "part 1", () -> upload.write(new Part(1, 0, 3), bytes("text")));
        assertThat(upload.makeDurable()).isEqualTo(Extents.NONE);
    }

    @Test
    void noticesBytesThatDidNotArrive() {
        Upload upload = store.begin(url, OptionalLong.empty());
        mustFail(
                FailureKind.CORRUPT,
                "0 of 4 bytes",
                () -> upload.write(part("text"), pretending(OptionalLong.of(4), 0)));
        mustFail(
                FailureKind.CORRUPT,
                "0 of 4 bytes",
                () -> upload.write(part("text"), pretending(OptionalLong.empty(), 4)));
        assertThat(upload.makeDurable()).isEqualTo(Extents.NONE);
    }

    /** Sends nothing. */
    private static PartBytes pretending(OptionalLong announced, long sent) {
        return new PartBytes() {
            @Override
            public OptionalLong length() {
                return announced;
            }

            @Override
            public long sendTo(WritableByteChannel target) {
                return sent;
            }
        };
    }

    @Test
    void doesNotBelieveWhatIsAboveTheDurableMark() {
        Upload lost = store.begin(url, OptionalLong.of(8));
        lost.write(part("texttext"), bytes("texttext"));
        lost.close();
        Upload resumed = store.resume(url, OptionalLong.of(8), Extents.upTo(4));
        mustFail(FailureKind.CORRUPT, "0-4", () -> resumed.complete(8));
    }

    @Test
    void resumingCutsNothingOffThatAnotherWriterMayHaveWritten() throws IOException {
        Upload upload = store.begin(url, OptionalLong.of(8));
        upload.write(part("texttext"), bytes("texttext"));
        Upload late = store.resume(url, OptionalLong.of(8), Extents.NONE);
        upload.complete(8);
        late.close();
        assertThat(path(store, url)).hasContent("texttext");
    }

    @Test
    void doesNotResumeAFileThatHasLostDurableBytes() throws IOException {
        store.begin(url, OptionalLong.of(8)).close();
        Files.writeString(path(store, url), "tex");
        mustFail(FailureKind.NOT_FOUND, "3 bytes", () -> store.resume(url, OptionalLong.of(8), Extents.upTo(4)));
    }

    @Test
    void noticesAFileThatWasCutOff() throws IOException {
        Upload upload = store.begin(url, OptionalLong.of(4));
        upload.write(part("text"), bytes("text"));
        try (FileChannel file = FileChannel.open(path(store, url), StandardOpenOption.WRITE)) {
            file.truncate(2);
        }
        mustFail(FailureKind.CORRUPT, "2 of 4 bytes", () -> upload.complete(4));
    }

    @Test
    void anEndedUploadTakesNothingMore() {
        Upload upload = store.begin(url, OptionalLong.of(4));
        upload.write(part("text"), bytes("text"));
        upload.complete(4);
        mustFail(FailureKind.CONFLICT, "ended", () -> upload.write(part("oops"), bytes("oops")));
        mustFail(FailureKind.CONFLICT, "ended", () -> upload.complete(4));
        mustFail(FailureKind.CONFLICT, "ended", upload::makeDurable);
        assertThat(path(store, url)).hasContent("text");
    }

    @Test
    void setsPermissionsWhenWhole() throws IOException {
        Store strict = TestFiles.store(root.resolve("strict"), Map.of("permissions", "440"));
        ObjectUrl there = place(strict);
        Upload upload = strict.begin(there, OptionalLong.of(4));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path(strict, there))))
                .startsWith("rw-")
                .endsWith("---");
        upload.write(part("text"), bytes("text"));
        upload.complete(4);
        assertThat(Files.getPosixFilePermissions(path(strict, there)))
                .isEqualTo(PosixFilePermissions.fromString("r--r-----"));
        strict.resume(there, OptionalLong.of(4), Extents.upTo(4)).complete(4);
        assertThat(path(strict, there)).hasContent("text");
    }

    @Test
    void letsReadersReachTheDirectoryThatItMakes() throws IOException {
        Path images = root.resolve("open");
        TestFiles.stored(TestFiles.store(images, Map.of("permissions", "644")), "text");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(images)))
                .matches("rwx..x..x");
    }
}
