package io.longshore.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.Part;
import io.longshore.store.PartBytes;
import io.longshore.store.Store;
import io.longshore.store.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A file store and what is done to it in tests. */
final class TestFiles {

    static final long PART_BYTES = 8 << 20;

    private TestFiles() {}

    static Store store(Path directory) {
        return store(directory, Map.of());
    }

    static Store store(Path directory, Map<String, Object> more) {
        Map<String, Object> options = new HashMap<>(more);
        options.put("directory", directory.toString());
        options.put("part-size", "8MiB");
        return new FileStoreFactory(directory).create(StoreId.of("files"), "", 0, options);
    }

    /** With several directories and their priorities. */
    static Store store(Map<Path, Integer> directories) {
        List<Map<String, Object>> written = new ArrayList<>();
        directories.forEach((path, priority) -> written.add(Map.of("path", path.toString(), "priority", priority)));
        return new FileStoreFactory(Path.of(""))
                .create(StoreId.of("files"), "", 0, Map.of("directories", written, "part-size", "8MiB"));
    }

    static ObjectUrl place(Store store) {
        return store.place(ImageId.random(), 1, OptionalLong.empty());
    }

    static Path path(Store store, ObjectUrl url) {
        return store.localFiles().orElseThrow().path(url);
    }

    static ObjectUrl stored(Store store, String text) {
        ObjectUrl url = place(store);
        Upload upload = store.begin(url, OptionalLong.empty());
        upload.write(part(text), bytes(text));
        upload.complete(text.length());
        return url;
    }

    /** The first part, as long as {@code text}. */
    static Part part(String text) {
        return new Part(1, 0, text.length());
    }

    static PartBytes bytes(String text) {
        return bytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    static PartBytes bytes(byte[] bytes) {
        return new PartBytes() {
            @Override
            public OptionalLong length() {
                return OptionalLong.empty();
            }

            @Override
            public long sendTo(WritableByteChannel target) throws IOException {
                ByteBuffer rest = ByteBuffer.wrap(bytes);
                while (rest.hasRemaining()) {
                    target.write(rest);
                }
                return bytes.length;
            }
        };
    }

    static void mustFail(FailureKind kind, String words, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageStartingWith("store files: ")
                .hasMessageContaining(words);
    }
}
