package io.longshore.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.support.CephServer;
import io.longshore.support.GlanceDriver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others make of our images, and we of theirs: Ceph's own tools, clones, and Glance's driver. */
@Tag("ceph")
final class CephRbdLayoutIT {

    private static final PatternBytes CONTENT = new PatternBytes(12, (17L << 20) + 3);
    private static final long MIB = 1 << 20;

    private final CephServer ceph = CephServer.hub();
    private final Store store = CephStores.of(ceph);

    @TempDir
    Path directory;

    @Test
    void anImageIsLaidOutAsGlanceDoesIt() {
        ImageId id = ImageId.random();
        ObjectUrl url = store.place(id, 1, OptionalLong.empty());
        assertThat(url.value()).isEqualTo("rbd://" + ceph.fsid() + "/images/" + id + "/snap");
        assertThat(store.describe().properties())
                .containsEntry("fsid", ceph.fsid())
                .containsEntry("pool", "images")
                .containsEntry("chunk_size", 8 * MIB)
                .containsEntry("thin_provisioning", true);
        try (Upload upload = store.begin(url, OptionalLong.of(CONTENT.sizeBytes()))) {
            CephStores.write(upload, store, CONTENT, 0);
            upload.complete(CONTENT.sizeBytes());
        }
        String info = ceph.rbd("info", "--format", "json", "images/" + id + "@snap");
        assertThat(info)
                .contains("\"size\":" + CONTENT.sizeBytes())
                .contains("\"order\":23")
                .contains("\"format\":2")
                .contains("\"protected\":\"true\"")
                .contains("[\"layering\",\"exclusive-lock\",\"object-map\",\"fast-diff\",\"deep-flatten\"]")
                .doesNotContain("\"parent\"");
        store.delete(url);
    }

    @Test
    void rbdReadsWhatWeWrite() throws IOException {
        ObjectUrl url = CephStores.stored(store, CONTENT);
        Path exported = directory.resolve("exported");
        ceph.rbd("export", "--no-progress", image(url) + "@snap", exported.toString());
        try (FileChannel file = FileChannel.open(exported)) {
            assertThat(CONTENT.differenceFrom(file, 0)).isEmpty();
        }
        store.delete(url);
    }

    @Test
    void zerosTakeNoRoom() {
        ObjectUrl url = CephStores.address(store);
        long size = 64 * MIB + 1;
        try (Upload upload = store.begin(url, OptionalLong.of(size))) {
            for (long at = 0; at < size; at += 8 * MIB) {
                Part part = new Part((int) (at / (8 * MIB)) + 1, at, Math.min(8 * MIB, size - at));
                upload.write(part, at == 64 * MIB ? CONTENT.of(new Part(1, 0, 1)) : zeros(part));
            }
            upload.complete(size);
        }
        assertThat(ceph.rbd("diff", image(url) + "@snap").lines().skip(1))
                .singleElement()
                .asString()
                .matches("\\s*" + 64 * MIB + "\\s+1\\s+data\\s*");
        store.delete(url);
    }

    private static PartBytes zeros(Part part) {
        return new PartBytes() {
            @Override
            public OptionalLong length() {
                return OptionalLong.of(part.length());
            }

            @Override
            public long sendTo(WritableByteChannel target) throws IOException {
                ((SparseChannel) target).zeros(part.length());
                return part.length();
            }
        };
    }

    @Test
    void anImageOfUnknownSizeGrowsByWhatIsNeededAndIsCutAtItsEnd() {
        ObjectUrl url = CephStores.address(store);
        long size = 41 * MIB + 7;
        PatternBytes content = new PatternBytes(3, size);
        try (Upload upload = store.begin(url, OptionalLong.empty())) {
            CephStores.write(upload, store, content, 0);
            assertThat(ceph.rbd("info", "--format", "json", image(url))).contains("\"size\":" + 48 * MIB);
            upload.complete(size);
        }
        assertThat(ceph.rbd("info", "--format", "json", image(url))).contains("\"size\":" + size);
        assertThat(CephStores.difference(store, url, content)).isEmpty();
        store.delete(url);
    }

    @Test
    void aCloneOfTheFirstFormatKeepsItsImage() {
        ObjectUrl url = CephStores.stored(store, CONTENT);
        String disk = CephServer.DISKS_POOL + "/disk1";
        ceph.rbd("clone", "--rbd-default-clone-format", "1", image(url) + "@snap", disk);
        Claims claims = store.claims().orElseThrow();
        for (Runnable refused : List.<Runnable>of(() -> claims.claim(url), () -> store.delete(url))) {
            ImageException failure = CephStores.failure(refused).orElseThrow();
            assertThat(failure.kind()).isEqualTo(FailureKind.IN_USE);
            assertThat(ceph.rbd("info", image(url) + "@snap")).contains("protected: True");
            assertThat(CephStores.difference(store, url, CONTENT)).isEmpty();
        }
        ceph.rbd("flatten", "--no-progress", disk);
        claims.claim(url);
        claims.unclaim(url);
        assertThat(ceph.rbd("info", image(url) + "@snap")).contains("protected: True");
        store.delete(url);
        assertThat(ceph.rbd("ls", CephServer.POOL)).doesNotContain(CephStores.name(url));
        ceph.rbd("rm", "--no-progress", disk);
    }

    @Test
    void theImageOfACloneOfTheSecondFormatGoesToTheTrashAndFromThereWhenTheCloneIsGone() throws IOException {
        ObjectUrl url = CephStores.stored(store, CONTENT);
        String disk = CephServer.DISKS_POOL + "/disk2";
        ceph.rbd("clone", "--rbd-default-clone-format", "2", image(url) + "@snap", disk);
        store.claims().orElseThrow().claim(url);
        store.delete(url);
        store.delete(url);
        assertThat(CephStores.failure(() -> store.source(url).object()).map(ImageException::kind))
                .contains(FailureKind.NOT_FOUND);
        Path exported = directory.resolve("disk");
        ceph.rbd("export", "--no-progress", disk, exported.toString());
        try (FileChannel file = FileChannel.open(exported)) {
            assertThat(CONTENT.differenceFrom(file, 0)).isEmpty();
        }
        ObjectUrl trashed = store.inventory().orElseThrow().page("", 1000).stream()
                .map(Inventory.Entry::url)
                .filter(entry -> entry.value().startsWith(url.value() + "#"))
                .findFirst()
                .orElseThrow();
        assertThat(CephStores.failure(() -> store.delete(trashed)).map(ImageException::kind))
                .contains(FailureKind.IN_USE);
        ceph.rbd("rm", "--no-progress", disk);
        store.delete(trashed);
        store.delete(trashed);
        assertThat(ceph.rbd("trash", "ls", CephServer.POOL)).doesNotContain(CephStores.name(url));
    }

    @Test
    void aCopyInsideTheClusterIsSparseAndPinsNothing() {
        ObjectUrl url = CephStores.address(store);
        long size = 48 * MIB;
        try (Upload upload = store.begin(url, OptionalLong.of(size))) {
            for (long at = 0; at < size; at += 8 * MIB) {
                Part part = new Part((int) (at / (8 * MIB)) + 1, at, 8 * MIB);
                upload.write(part, at == 16 * MIB ? new PatternBytes(5, size).of(part) : zeros(part));
            }
            upload.complete(size);
        }
        ceph.rbd("snap", "create", image(url) + "@by-hand");
        ObjectUrl copy = store.place(ImageId.random(), 2, OptionalLong.of(size));
        store.serverSideCopy().orElseThrow().copy(store, url, copy, done -> {});
        ceph.rbd("snap", "rm", "--no-progress", image(url) + "@by-hand");
        store.delete(url);
        assertThat(ceph.rbd("diff", image(copy) + "@snap").lines().skip(1))
                .singleElement()
                .asString()
                .matches("\\s*" + 16 * MIB + "\\s+" + 8 * MIB + "\\s+data\\s*");
        assertThat(ceph.rbd("snap", "ls", image(copy))).contains("snap").doesNotContain("by-hand");
        store.delete(copy);
    }

    @Test
    void whatIsInAnotherClusterCannotBeCopiedInsideThisOne() {
        CephServer edge = CephServer.edge();
        ServerSideCopy copies = store.serverSideCopy().orElseThrow();
        assertThat(copies.obstacle(CephStores.of(edge)))
                .hasValueSatisfying(why -> assertThat(why).contains(edge.fsid()).contains(ceph.fsid()));
        assertThat(copies.obstacle(new MemoryStore("memory")))
                .hasValueSatisfying(why -> assertThat(why).contains("type "));
    }

    @Test
    void glancesDriverReadsAndDeletesOurs() throws IOException {
        ObjectUrl url = CephStores.stored(store, CONTENT);
        Path read = directory.resolve("read");
        GlanceDriver glance = GlanceDriver.rbd(directory, ceph);
        assertThat(glance.get(url.value(), read)).isEqualTo(CONTENT.sizeBytes());
        try (FileChannel file = FileChannel.open(read)) {
            assertThat(CONTENT.differenceFrom(file, 0)).isEmpty();
        }
        glance.delete(url.value());
        assertThat(CephStores.failure(() -> store.source(url).object()).map(ImageException::kind))
                .contains(FailureKind.NOT_FOUND);
    }

    @Test
    void weReadCopyAndDeleteWhatGlancesDriverWrites() throws IOException {
        Path written = directory.resolve("written");
        try (FileChannel file = FileChannel.open(written, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Part whole = new Part(1, 0, CONTENT.sizeBytes());
            CONTENT.of(whole).sendTo(file);
        }
        for (long size : List.of(Files.size(written), 0L)) {
            ImageId id = ImageId.random();
            ObjectUrl url = GlanceDriver.rbd(directory, ceph).add(id, written, size);
            assertThat(url).isEqualTo(store.place(id, 1, OptionalLong.empty()));
            assertThat(CephStores.difference(store, url, CONTENT)).isEmpty();
            ObjectUrl copy = CephStores.address(store);
            store.serverSideCopy().orElseThrow().copy(store, url, copy, done -> {});
            store.delete(url);
            assertThat(CephStores.difference(store, copy, CONTENT)).isEmpty();
            store.delete(copy);
            assertThat(ceph.rbd("trash", "ls", CephServer.POOL)).doesNotContain(id.toString(), CephStores.name(copy));
        }
    }

    @Test
    void anAddressOfTheOldFormLeadsToTheImageItself() throws IOException {
        ObjectUrl old = ObjectUrl.of("rbd://old-" + ImageId.random());
        String name = "images/" + old.value().substring("rbd://".length());
        Path file = directory.resolve("old");
        Files.write(file, new byte[] {1, 2, 3});
        ceph.rbd("import", "--no-progress", file.toString(), name);
        try (ByteSource source = store.source(old);
                var read = source.open(1)) {
            ByteBuffer bytes = ByteBuffer.allocate(8);
            assertThat(read.read(bytes)).isEqualTo(2);
            assertThat(bytes.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {2, 3}));
            assertThat(Channels.newInputStream(read).read()).isEqualTo(-1);
        }
        store.delete(old);
        assertThat(ceph.rbd("ls", CephServer.POOL)).doesNotContain("old-");
    }

    @Test
    void aFormerClientsDiskThatWasSnapshottedInThePoolIsOneOfOurs() {
        ImageId id = ImageId.random();
        ObjectUrl base = CephStores.stored(store, CONTENT);
        String disk = CephServer.DISKS_POOL + "/instance";
        ceph.rbd("clone", image(base) + "@snap", disk);
        ceph.rbd("snap", "create", "--no-progress", disk + "@now");
        ceph.rbd("snap", "protect", disk + "@now");
        ceph.rbd("clone", disk + "@now", "images/" + id);
        ceph.rbd("flatten", "--no-progress", "images/" + id);
        ceph.rbd("snap", "create", "--no-progress", "images/" + id + "@snap");
        ceph.rbd("snap", "protect", "images/" + id + "@snap");
        ObjectUrl url = store.place(id, 1, OptionalLong.empty());
        assertThat(CephStores.difference(store, url, CONTENT)).isEmpty();
        store.delete(url);
        ceph.rbd("snap", "unprotect", disk + "@now");
        ceph.rbd("snap", "rm", "--no-progress", disk + "@now");
        ceph.rbd("rm", "--no-progress", disk);
        store.delete(base);
        assertThat(ceph.rbd("ls", CephServer.POOL)).doesNotContain(id.toString());
    }

    private static String image(ObjectUrl url) {
        return CephServer.POOL + "/" + CephStores.name(url);
    }
}
