package io.longshore.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.catalog.Catalog;
import io.longshore.catalog.NewImage;
import io.longshore.catalog.StagedRow;
import io.longshore.catalog.TestDatabase;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ImageStatus;
import io.longshore.image.Visibility;
import io.longshore.importing.StagingPlace;
import io.longshore.staging.Room;
import io.longshore.staging.StagedEntry;
import io.longshore.staging.StagingArea;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clearing a staging directory of what nobody needs. */
final class StagingCleanerTest {

    private final Catalog catalog = TestDatabase.create().catalog();

    @Test
    void whatCannotBeRemovedKeepsNothingElse(@TempDir Path directory) throws Exception {
        try (StagingArea area = new StagingArea(directory)) {
            StagingCleaner cleaner = new StagingCleaner(catalog, area);
            StagedRow first = abandoned(area, directory);
            StagedRow second = abandoned(area, directory);
            Path bytes = directory.resolve(file(first));
            Files.delete(bytes);
            Path inTheWay = Files.createDirectories(bytes.resolve("in-the-way"));

            assertThatThrownBy(cleaner::pass).isInstanceOf(ImageException.class);
            assertThat(directory.resolve(file(second))).doesNotExist();
            assertThat(catalog.staging().discards(area.id()))
                    .extracting(StagedRow::generation)
                    .containsExactly(first.generation());

            Files.delete(inTheWay);
            cleaner.pass();
            assertThat(catalog.staging().discards(area.id())).isEmpty();
        }
    }

    @Test
    void whatTheCatalogDoesNotKnowIsToldAndStays(@TempDir Path directory) throws Exception {
        try (StagingArea area = new StagingArea(directory)) {
            StagingCleaner cleaner = new StagingCleaner(catalog, area);
            ImageId image = ImageId.random();
            area.write(image, 1_000_000, Room.boundless(), () -> {}).close();
            Path file = directory.resolve(image + ".1000000.data");
            cleaner.pass();
            assertThat(cleaner.strangers()).as("it may be just begun").isEmpty();
            try (Stream<Path> files = Files.list(directory)) {
                for (Path each : files.toList()) {
                    Files.setLastModifiedTime(each, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
                }
            }
            assertThat(cleaner.strangers()).extracting(StagedEntry::image).containsExactly(image);
            cleaner.pass();
            assertThat(file).exists();
        }
    }

    /** What a client that went away has left. */
    private StagedRow abandoned(StagingArea area, Path directory) {
        ImageId id = ImageId.random();
        UUID writer = UUID.randomUUID();
        catalog.images()
                .create(new NewImage(
                        id, null, Visibility.PRIVATE, false, false, "project", 0, 0, null, null, Set.of(), Map.of()));
        catalog.images().beginWriting(id, ImageStatus.UPLOADING, writer, image -> {});
        StagedRow row = catalog.staging().beginWriting(id, writer, new StagingPlace(area.id(), "host"));
        area.write(id, row.generation(), Room.boundless(), () -> {}).close();
        catalog.images().abandonWriting(id, writer, "gone");
        assertThat(directory.resolve(file(row))).exists();
        return row;
    }

    private static String file(StagedRow row) {
        return row.imageId() + "." + row.generation() + ".data";
    }
}
