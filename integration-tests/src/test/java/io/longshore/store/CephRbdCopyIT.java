package io.longshore.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import io.longshore.support.Await;
import io.longshore.support.CephServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies within a cluster that others get in the way of. */
@Tag("ceph")
final class CephRbdCopyIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final PatternBytes CONTENT = new PatternBytes(1849, (40L << 20) + 11);

    private final CephServer ceph = CephServer.hub();
    private final Store store = CephStores.of(ceph);
    private final Store others = CephStores.of(ceph);
    private final ServerSideCopy copying = store.serverSideCopy().orElseThrow();

    @Test
    void aCopyWhoseSourceIsDeletedMeanwhileIsNotWholeAndBlamesTheSource() {
        ObjectUrl source = CephStores.stored(store, CONTENT);
        ObjectUrl copy = CephStores.address(store);
        ImageException failure = CephStores.failure(
                        () -> copying.copy(store, source, copy, bytes -> others.delete(source)))
                .orElseThrow();
        assertThat(failure.kind()).isEqualTo(FailureKind.NOT_FOUND);
        assertThat(failure).hasMessageContaining(CephStores.name(source));
        assertThat(CephStores.failure(() -> store.source(copy).object()).map(ImageException::kind))
                .contains(FailureKind.NOT_FOUND);
        store.delete(copy);
    }

    /** Who waits for it lets go while librbd has only begun. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCopyThatNobodyWantsAnyMoreEnds(boolean clones) {
        Store target = clones ? CephStores.cloning(ceph.conf()) : others;
        String pool = clones ? CephServer.DISKS_POOL : CephServer.POOL;
        PatternBytes content = new PatternBytes(77, 256L << 20);
        ObjectUrl source = CephStores.stored(store, content);
        ObjectUrl copy = CephStores.address(target);
        String image = pool + "/" + CephStores.name(copy);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        AtomicLong done = new AtomicLong();
        var failure = new CompletableFuture<Optional<ImageException>>();
        Thread waiting = Thread.ofPlatform()
                .start(() -> failure.complete(CephStores.failure(
                        () -> target.serverSideCopy().orElseThrow().copy(store, source, copy, bytes -> {
                            done.set(bytes);
                            begun.countDown();
                            await(goesOn);
                        }))));
        await(begun);
        waiting.interrupt();
        Await.until(PATIENCE, () -> "it has heard that", () -> !waiting.isInterrupted());
        if (!clones) {
            Await.until(
                    PATIENCE,
                    () -> "the copy has no room",
                    () -> ceph.rbd("info", image).contains("size 0 B"));
        }
        goesOn.countDown();
        assertThat(failure.join()).hasValueSatisfying(e -> assertThat(e).hasMessageContaining("stopped from outside"));
        Await.until(
                PATIENCE,
                () -> "librbd has let go of it: " + ceph.rbd("status", image),
                () -> ceph.rbd("status", image).contains("none"));
        assertThat(done.get()).isLessThan(content.sizeBytes());
        assertThat(ceph.rbd("info", image).contains("parent: ")).isEqualTo(clones);
        target.delete(copy);
        assertThat(ceph.rbd("ls", pool)).doesNotContain(CephStores.name(copy));
        store.delete(source);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The client's configuration need not say which cluster it is. */
    @Test
    void storesThatHaveNeverAskedTheirClusterWhichItIsAskWhenTheyAreToCopy(@TempDir Path directory) throws IOException {
        Path conf = withoutFsid(directory, CephServer.hub());
        ServerSideCopy copies = CephStores.of(conf).serverSideCopy().orElseThrow();
        Store beside = CephStores.of(conf);
        // A busy machine may need longer than one who asks waits.
        Await.until(
                PATIENCE,
                () -> "both have said it",
                () -> copies.obstacle(beside).isEmpty());
        Store elsewhere = CephStores.of(withoutFsid(directory, CephServer.edge()));
        String fsid = CephServer.edge().fsid();
        Await.until(
                PATIENCE,
                () -> "the edge has said it",
                () -> copies.obstacle(elsewhere)
                        .filter(why -> why.contains(fsid))
                        .isPresent());
        try (ServerSocket hangs = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path nobody = directory.resolve("hangs.conf");
            Files.writeString(nobody, "[global]\nmon_host = v2:127.0.0.1:" + hangs.getLocalPort() + "\n");
            assertThat(copies.obstacle(CephStores.of(nobody)))
                    .hasValueSatisfying(why -> assertThat(why).contains("does not answer"));
        }
    }

    private static Path withoutFsid(Path directory, CephServer ceph) throws IOException {
        String conf = Files.readString(ceph.conf());
        assertThat(conf).contains("fsid");
        Path without = directory.resolve(ceph.fsid() + ".conf");
        Files.writeString(without, conf.replaceAll("(?m)^\\s*fsid.*$", ""));
        return without;
    }

    /** Between its row and its first byte an attempt may sleep: when it wakes, another one's image may be whole. */
    @Test
    void whoOnlyTakesAWholeImageUpLeavesItWhole() {
        ObjectUrl image = CephStores.stored(store, CONTENT);
        String snapshot = CephServer.POOL + "/" + CephStores.name(image) + "@snap";
        try (Upload late = others.resume(image, OptionalLong.of(CONTENT.sizeBytes()), Extents.NONE)) {
            assertThat(ceph.rbd("info", snapshot)).contains("protected: True");
            assertThat(late.makeDurable()).isEqualTo(Extents.NONE);
        }
        assertThat(ceph.rbd("info", snapshot)).contains("protected: True");
        assertThat(CephStores.difference(store, image, CONTENT)).isEmpty();

        Part first = store.describe()
                .limits()
                .partsOf(Extents.upTo(CONTENT.sizeBytes()))
                .getFirst();
        try (Upload writing = others.resume(image, OptionalLong.of(CONTENT.sizeBytes()), Extents.NONE)) {
            writing.write(first, CONTENT.of(first));
            assertThat(ceph.rbd("snap", "ls", CephServer.POOL + "/" + CephStores.name(image)))
                    .doesNotContain("snap");
        }
        store.delete(image);
    }

    @Test
    void aCopyWhoseMakerDiedBeforeItsSnapshotWasProtectedIsProtectedByTheNextAttempt() {
        ObjectUrl source = CephStores.stored(store, CONTENT);
        ObjectUrl copy = CephStores.address(store);
        copying.copy(store, source, copy, bytes -> {});
        String snapshot = CephServer.POOL + "/" + CephStores.name(copy) + "@snap";
        ceph.rbd("snap", "unprotect", snapshot);
        copying.copy(store, source, copy, bytes -> {});
        assertThat(ceph.rbd("info", snapshot)).contains("protected: True");

        ceph.rbd("snap", "unprotect", snapshot);
        try (Upload upload =
                others.resume(copy, OptionalLong.of(CONTENT.sizeBytes()), Extents.upTo(CONTENT.sizeBytes()))) {
            upload.complete(CONTENT.sizeBytes());
        }
        assertThat(ceph.rbd("info", snapshot)).contains("protected: True");
        assertThat(CephStores.difference(store, copy, CONTENT)).isEmpty();
        store.delete(source);
        store.delete(copy);
    }
}
