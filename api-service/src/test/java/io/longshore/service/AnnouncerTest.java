package io.longshore.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.catalog.Catalog;
import io.longshore.catalog.NewImage;
import io.longshore.catalog.TestDatabase;
import io.longshore.image.ContainerFormat;
import io.longshore.image.DiskFormat;
import io.longshore.image.Image;
import io.longshore.image.ImageId;
import io.longshore.image.ImageStatus;
import io.longshore.image.Visibility;
import io.longshore.notify.ImageEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class AnnouncerTest {

    private final Catalog catalog = TestDatabase.create().catalog();
    private final List<ImageEvent> told = new ArrayList<>();
    private final Set<ImageId> refused = new HashSet<>();
    private final Announcer announcer = new Announcer(catalog, event -> {
        if (refused.contains(event.imageId())) {
            throw new IllegalStateException("nobody listens");
        }
        told.add(event);
    });

    @Test
    void whatIsNotTakenKeepsOnlyItsOwnImageWaiting() {
        ImageId first = created();
        ImageId second = created();
        failedUpload(first);
        refused.add(first);
        assertThatThrownBy(announcer::announce).hasMessage("nobody listens");
        assertThat(typesOf(second)).containsExactly("image.create");
        assertThat(typesOf(first)).isEmpty();
        failedUpload(second);
        assertThatThrownBy(announcer::announce).hasMessage("nobody listens");
        assertThat(typesOf(second)).containsExactly("image.create", "image.update", "image.upload", "image.update");
        refused.clear();
        announcer.announce();
        assertThat(typesOf(first)).containsExactly("image.create", "image.update", "image.upload", "image.update");
        assertThat(told).extracting(ImageEvent::id).doesNotHaveDuplicates();
        assertThat(told)
                .filteredOn(event -> event.type().equals("image.upload"))
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.priority()).isEqualTo(ImageEvent.Priority.ERROR));
        announcer.announce();
        assertThat(told).hasSize(8);
    }

    @Test
    void manyThatAreNotTakenDoNotHideTheOthers() {
        ImageId full = created();
        for (int i = 0; i < 120; i++) {
            failedUpload(full);
        }
        ImageId other = created();
        refused.add(full);
        assertThatThrownBy(announcer::announce).hasMessage("nobody listens");
        assertThat(typesOf(other)).containsExactly("image.create");
    }

    /** An upload that begins and fails: three events. */
    private void failedUpload(ImageId image) {
        UUID writer = UUID.randomUUID();
        catalog.images().beginWriting(image, ImageStatus.SAVING, writer, any -> {});
        catalog.images().abandonWriting(image, writer, "it broke");
    }

    private ImageId created() {
        Image image = catalog.images()
                .create(new NewImage(
                        ImageId.random(),
                        "image",
                        Visibility.SHARED,
                        false,
                        false,
                        "project",
                        0,
                        0,
                        DiskFormat.RAW,
                        ContainerFormat.BARE,
                        Set.of(),
                        Map.of()));
        return image.id();
    }

    private List<String> typesOf(ImageId image) {
        return told.stream()
                .filter(event -> event.imageId().equals(image))
                .map(ImageEvent::type)
                .toList();
    }
}
