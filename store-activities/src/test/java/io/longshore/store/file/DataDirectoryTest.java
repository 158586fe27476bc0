package io.longshore.store.file;

import static io.longshore.store.file.TestFiles.bytes;
import static io.longshore.store.file.TestFiles.mustFail;
import static io.longshore.store.file.TestFiles.part;
import static io.longshore.store.file.TestFiles.place;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.store.Store;
import io.longshore.store.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The directory itself: made when it is needed, missed when it is gone. */
final class DataDirectoryTest {

    @TempDir
    Path root;

    @Test
    void isMadeByTheFirstWriteAndNotBefore() {
        Path images = root.resolve("a/b/images");
        Store store = TestFiles.store(images);
        ObjectUrl url = place(store);
        assertThat(root.resolve("a")).doesNotExist();
        store.begin(url, OptionalLong.empty()).abort();
        assertThat(images).isEmptyDirectory();
    }

    @Test
    void whileNobodyHasSeenItNothingIsInIt() {
        Store store = TestFiles.store(root.resolve("images"));
        store.delete(place(store));
        mustFail(
                FailureKind.NOT_FOUND, "nothing", () -> store.resume(place(store), OptionalLong.empty(), Extents.NONE));
        mustFail(
                FailureKind.UNAVAILABLE,
                "missing",
                () -> store.resume(place(store), OptionalLong.empty(), Extents.upTo(1)));
        assertThat(root.resolve("images")).doesNotExist();
    }

    @Test
    void isNotMadeAgainWhenItIsGone() throws IOException {
        Path images = root.resolve("images");
        Store store = TestFiles.store(images);
        ObjectUrl url = TestFiles.stored(store, "text");
        Files.move(images, root.resolve("unmounted"));
        String words = "its directory is missing: is its file system mounted?";
        mustFail(FailureKind.UNAVAILABLE, words, () -> store.begin(place(store), OptionalLong.empty()));
        mustFail(FailureKind.UNAVAILABLE, words, () -> store.resume(url, OptionalLong.empty(), Extents.NONE));
        mustFail(FailureKind.UNAVAILABLE, words, () -> store.delete(url));
        mustFail(
                FailureKind.UNAVAILABLE,
                words,
                () -> store.inventory().orElseThrow().page("", 10));
        mustFail(FailureKind.SOURCE_UNAVAILABLE, words, () -> store.source(url).object());
        mustFail(FailureKind.SOURCE_UNAVAILABLE, words, () -> store.source(url).open(0));
        assertThat(images).doesNotExist();
        Files.move(root.resolve("unmounted"), images);
        assertThat(store.source(url).object().size()).hasValue(4);
    }

    @Test
    void anUploadGoesOnWhenItIsBack() throws IOException {
        Path images = root.resolve("images");
        Store store = TestFiles.store(images);
        ObjectUrl url = place(store);
        Upload upload = store.begin(url, OptionalLong.of(4));
        Files.move(images, root.resolve("unmounted"));
        mustFail(FailureKind.UNAVAILABLE, "missing", () -> upload.write(part("text"), bytes("text")));
        mustFail(FailureKind.UNAVAILABLE, "missing", upload::abort);
        Files.move(root.resolve("unmounted"), images);
        Upload resumed = store.resume(url, OptionalLong.of(4), Extents.NONE);
        resumed.write(part("text"), bytes("text"));
        Files.move(images, root.resolve("unmounted"));
        mustFail(FailureKind.UNAVAILABLE, "missing", () -> resumed.complete(4));
        Files.move(root.resolve("unmounted"), images);
        resumed.complete(4);
        assertThat(TestFiles.path(store, url)).hasContent("text");
    }

    @Test
    void aFileInItsPlaceIsNamed() throws IOException {
        Path images = Files.writeString(root.resolve("images"), "");
        Store store = TestFiles.store(images);
        mustFail(
                FailureKind.UNAVAILABLE,
                "its directory cannot be made: images is not a directory",
                () -> store.begin(place(store), OptionalLong.empty()));
        Store below = TestFiles.store(images.resolve("below"));
        mustFail(
                FailureKind.UNAVAILABLE,
                "its directory cannot be made: images is not a directory",
                () -> below.begin(place(below), OptionalLong.empty()));
        mustFail(
                FailureKind.SOURCE_UNAVAILABLE,
                "its directory is missing",
                () -> below.source(place(below)).object());
    }

    @Test
    void aDirectoryThatIsALinkIsTheOperatorsChoice() throws IOException {
        Path real = Files.createDirectory(root.resolve("real"));
        Path images = Files.createSymbolicLink(root.resolve("images"), real);
        Store store = TestFiles.store(images);
        ObjectUrl url = TestFiles.stored(store, "text");
        assertThat(url.value()).startsWith("file://" + images + "/");
        assertThat(real.resolve(TestFiles.path(store, url).getFileName())).hasContent("text");
    }

    @Test
    void whatCannotFitIsNotPlaced() throws IOException {
        Path images = Files.createDirectory(root.resolve("images"));
        Store store = TestFiles.store(images);
        mustFail(
                FailureKind.STORE_FULL,
                Long.MAX_VALUE + " bytes are needed",
                () -> store.place(ImageId.random(), 1, OptionalLong.of(Long.MAX_VALUE)));
        store.place(ImageId.random(), 1, OptionalLong.of(1));
    }
}
