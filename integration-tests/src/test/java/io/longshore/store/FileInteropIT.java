package io.longshore.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.file.FileStoreFactory;
import io.longshore.support.GlanceDriver;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory of images that Glance's own driver shares with us. */
@Tag("ceph")
final class FileInteropIT {

    private static final PatternBytes CONTENT = new PatternBytes(77, (20L << 20) + 77);

    @TempDir
    private Path folder;

    private Path images;
    private Store store;
    private GlanceDriver glance;

    @BeforeEach
    void share() throws IOException {
        images = Files.createDirectory(folder.resolve("images"));
        store = new FileStoreFactory(folder)
                .create(StoreId.of("files"), "", 0, Map.of("directory", "images", "part-size", "8MiB"));
        glance = GlanceDriver.file(folder, images);
    }

    @Test
    void glanceReadsAndDeletesWhatWeWrite() throws IOException {
        ObjectUrl url = CephStores.stored(store, CONTENT);
        Path got = folder.resolve("got");
        assertThat(glance.get(url.value(), got)).isEqualTo(CONTENT.sizeBytes());
        try (FileChannel read = FileChannel.open(got)) {
            assertThat(CONTENT.differenceFrom(read, 0)).isEmpty();
        }
        glance.delete(url.value());
        assertThat(CephStores.failure(() -> store.source(url).object()).map(ImageException::kind))
                .contains(FailureKind.NOT_FOUND);
        mustBeEmpty();
    }

    @Test
    void weReadAndDeleteWhatGlanceWrites() throws IOException {
        Path written = folder.resolve("written");
        try (FileChannel file = FileChannel.open(written, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            CONTENT.of(new Part(1, 0, CONTENT.sizeBytes())).sendTo(file);
        }
        for (long told : List.of(CONTENT.sizeBytes(), 0L)) {
            ImageId image = ImageId.random();
            ObjectUrl url = glance.add(image, written, told);
            assertThat(url).isEqualTo(store.place(image, 1, OptionalLong.empty()));
            assertThat(CephStores.difference(store, url, CONTENT)).isEmpty();
            store.delete(url);
            mustBeEmpty();
        }
    }

    private void mustBeEmpty() throws IOException {
        try (var left = Files.list(images)) {
            assertThat(left).isEmpty();
        }
    }
}
