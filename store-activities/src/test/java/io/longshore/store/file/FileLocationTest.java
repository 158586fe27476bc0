package io.longshore.store.file;

import static io.longshore.store.file.TestFiles.mustFail;
import static io.longshore.store.file.TestFiles.place;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No address leads out of a store's directory, and none leads through a link. */
final class FileLocationTest {

    @TempDir
    Path root;

    private Path secret;
    private Store store;

    @BeforeEach
    void aSecretBesideTheStore() throws IOException {
        Files.createDirectories(root.resolve("images/sub"));
        Files.createDirectories(root.resolve("images2"));
        secret = Files.writeString(root.resolve("secret"), "secret");
        Files.writeString(root.resolve("images/sub/file"), "secret");
        Files.writeString(root.resolve("images2/file"), "secret");
        store = TestFiles.store(root.resolve("images"));
    }

    @Test
    void isWrittenAsGlanceWritesIt() {
        ImageId image = ImageId.random();
        assertThat(store.place(image, 1, OptionalLong.empty()))
                .isEqualTo(ObjectUrl.of("file://" + root + "/images/" + image));
        assertThat(store.place(image, 3, OptionalLong.empty()))
                .isEqualTo(ObjectUrl.of("file://" + root + "/images/" + image + ".3"));
    }

    @Test
    void isNotEncoded() {
        Store odd = TestFiles.store(root.resolve("im ages%20?#1"));
        ObjectUrl url = TestFiles.stored(odd, "text");
        assertThat(url.value()).startsWith("file://" + root + "/im ages%20?#1/");
        assertThat(TestFiles.path(odd, url)).hasContent("text");
    }

    @Test
    void isReadInGlancesOtherSpelling() {
        assertThat(TestFiles.path(store, ObjectUrl.of("filesystem://" + root + "/images/x")))
                .isEqualTo(root.resolve("images/x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file://%s/secret",
                "file://%s/images/../secret",
                "file://%s/images/../images/../secret",
                "file://%s/images/..",
                "file://%s/images/.",
                "file://%s/images/",
                "file://%s/images",
                "file://%s/images//x",
                "file://%s/images/x/",
                "file://%s/images/./x",
                "file://%s/images/sub/file",
                "file://%s/images2/file",
                "file://%s/images/x\0y",
                "file://localhost%s/images/x",
                "file:%s/images/x",
                "File://%s/images/x",
                "FILE://%s/images/x",
                "http://%s/images/x",
                "%s/images/x",
                "file://",
                "file:///",
                "file://images/x",
            })
    void refusesWhatLiesElsewhere(String form) {
        ObjectUrl url = ObjectUrl.of(form.formatted(root));
        mustFail(FailureKind.INVALID, "not an address here", () -> store.source(url));
        mustFail(FailureKind.INVALID, "not an address here", () -> store.begin(url, OptionalLong.empty()));
        mustFail(
                FailureKind.INVALID,
                "not an address here",
                () -> store.resume(url, OptionalLong.empty(), Extents.NONE));
        mustFail(FailureKind.INVALID, "not an address here", () -> store.delete(url));
        mustFail(FailureKind.INVALID, "not an address here", () -> TestFiles.path(store, url));
        assertThat(secret).hasContent("secret");
        assertThat(root.resolve("images/sub/file")).hasContent("secret");
        assertThat(root.resolve("images2/file")).hasContent("secret");
    }

    @Test
    void followsNoLink() throws IOException {
        ObjectUrl url = place(store);
        Path link = Files.createSymbolicLink(TestFiles.path(store, url), secret);
        mustFail(
                FailureKind.SOURCE_LOST, "regular file", () -> store.source(url).open(0));
        mustFail(
                FailureKind.SOURCE_LOST, "regular file", () -> store.source(url).object());
        mustFail(FailureKind.ALREADY_EXISTS, "exists", () -> store.begin(url, OptionalLong.empty()));
        mustFail(FailureKind.INVALID, "regular file", () -> store.resume(url, OptionalLong.empty(), Extents.NONE));
        mustFail(FailureKind.INVALID, "regular file", () -> store.delete(url));
        assertThat(link).isSymbolicLink();
        assertThat(secret).hasContent("secret");
    }

    @Test
    void createsNothingThroughALinkThatLeadsNowhere() throws IOException {
        ObjectUrl url = place(store);
        Files.createSymbolicLink(TestFiles.path(store, url), root.resolve("nowhere"));
        mustFail(FailureKind.ALREADY_EXISTS, "exists", () -> store.begin(url, OptionalLong.empty()));
        assertThat(root.resolve("nowhere")).doesNotExist();
    }

    @Test
    void takesADirectoryForNoObject() {
        ObjectUrl url = ObjectUrl.of("file://" + root + "/images/sub");
        mustFail(
                FailureKind.SOURCE_LOST, "regular file", () -> store.source(url).open(0));
        mustFail(FailureKind.ALREADY_EXISTS, "exists", () -> store.begin(url, OptionalLong.empty()));
        mustFail(FailureKind.INVALID, "regular file", () -> store.delete(url));
        assertThat(root.resolve("images/sub/file")).hasContent("secret");
    }

    /** Opening a pipe would wait for its other end for ever. */
    @Test
    void doesNotOpenAPipe() throws Exception {
        ObjectUrl url = place(store);
        assertThat(new ProcessBuilder("mkfifo", TestFiles.path(store, url).toString())
                        .start()
                        .waitFor())
                .isZero();
        mustFail(
                FailureKind.SOURCE_LOST, "regular file", () -> store.source(url).open(0));
        mustFail(FailureKind.INVALID, "regular file", () -> store.resume(url, OptionalLong.empty(), Extents.NONE));
    }

    @Test
    void aNameThatIsTooLongIsInvalid() {
        ObjectUrl url = ObjectUrl.of("file://" + root + "/images/" + "x".repeat(300));
        mustFail(FailureKind.INVALID, "too long", () -> store.begin(url, OptionalLong.empty()));
    }
}
