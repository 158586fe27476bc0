package io.longshore.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import io.longshore.support.Await;
import io.longshore.support.CephServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies within a cluster that begin as clones: when they are whole they have no parent, and whoever dies over one pins nothing. */
@Tag("ceph")
final class CephRbdCloneIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final PatternBytes CONTENT = new PatternBytes(1848, (40L << 20) + 11);

    private final CephServer ceph = CephServer.hub();
    private final Store images = CephStores.of(ceph);
    private final Store clones = CephStores.cloning(ceph.conf());
    private final ObjectUrl source = CephStores.stored(images, CONTENT);
    private final ObjectUrl copy = CephStores.address(clones);

    @TempDir
    Path directory;

    @AfterEach
    void nothingIsLeft() {
        clones.delete(copy);
        images.delete(source);
        assertThat(ceph.rbd("ls", CephServer.DISKS_POOL)).doesNotContain(CephStores.name(copy));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aCopyIsAnImageOfItsOwnWhateverTheFormatOfTheClone(int format) throws IOException {
        Path conf = directory.resolve("ceph.conf");
        Files.writeString(
                conf, Files.readString(ceph.conf()) + "\n[client]\nrbd default clone format = " + format + "\n");
        List<Long> heard = new CopyOnWriteArrayList<>();
        StoredObject made = copying(CephStores.cloning(conf)).copy(images, source, copy, heard::add);
        assertThat(made.sizeBytes()).isEqualTo(CONTENT.sizeBytes());
        assertThat(heard).isNotEmpty().allMatch(bytes -> bytes <= CONTENT.sizeBytes());
        mustBeWholeAndFree();
        assertThat(copying(clones).copy(images, source, copy, bytes -> {})).isEqualTo(made);
    }

    @Test
    void whatCannotBeClonedIsCopied() {
        ceph.rbd("snap", "unprotect", CephServer.POOL + "/" + CephStores.name(source) + "@snap");
        copying(clones).copy(images, source, copy, bytes -> {});
        mustBeWholeAndFree();
    }

    @Test
    void aKillBetweenCloneAndFlattenPinsNothing() {
        try (RbdWriter.Child cloner = RbdCloner.start(ceph, source, copy)) {
            cloner.awaitLine("FLATTENING");
            cloner.signal("KILL");
        }
        assertThat(info()).contains("parent: " + CephServer.POOL + "/" + CephStores.name(source) + "@snap");
        assertThat(CephStores.failure(() -> images.delete(source)).map(ImageException::kind))
                .as("the clone was there")
                .contains(FailureKind.IN_USE);
        assertThat(CephStores.failure(() -> copying(clones).copy(images, source, copy, bytes -> {}))
                        .map(ImageException::kind))
                .as("its maker may only seem to be dead")
                .contains(FailureKind.ALREADY_EXISTS);
        assertThat(info()).contains("parent: ");
        ObjectUrl next = CephStores.address(clones);
        copying(clones).copy(images, source, next, bytes -> {});
        Await.until(
                PATIENCE,
                () -> "the clone is reclaimed",
                () -> CephStores.failure(() -> clones.delete(copy)).isEmpty());
        images.delete(source);
        assertThat(ceph.rbd("ls", CephServer.POOL)).doesNotContain(CephStores.name(source));
        assertThat(ceph.rbd("trash", "ls", CephServer.POOL)).doesNotContain(CephStores.name(source));
        assertThat(CephStores.difference(clones, next, CONTENT)).isEmpty();
        clones.delete(next);
    }

    private void mustBeWholeAndFree() {
        assertThat(CephStores.difference(clones, copy, CONTENT)).isEmpty();
        assertThat(info()).doesNotContain("parent: ").contains("snapshot_count: 1");
        assertThat(ceph.rbd("children", CephServer.POOL + "/" + CephStores.name(source) + "@snap"))
                .isEmpty();
    }

    private String info() {
        return ceph.rbd("info", CephServer.DISKS_POOL + "/" + CephStores.name(copy));
    }

    private static ServerSideCopy copying(Store store) {
        return store.serverSideCopy().orElseThrow();
    }
}
