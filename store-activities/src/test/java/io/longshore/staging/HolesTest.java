package io.longshore.staging;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.ContentManifest;
import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageId;
import io.longshore.image.StoreId;
import io.longshore.store.Store;
import io.longshore.store.Upload;
import io.longshore.store.file.FileStoreFactory;
import io.longshore.transfer.CopyOrder;
import io.longshore.transfer.CopySource;
import io.longshore.transfer.CopyTarget;
import io.longshore.transfer.IntakeSource;
import io.longshore.transfer.Pace;
import io.longshore.transfer.TransferListener;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Zeros take no room, neither in staging nor in the copies, wherever they are; and are there when they are read. */
final class HolesTest extends Staging {

    private static final int DATA = 300_000;

    /** Data, a unit and a half of zeros, data, zeros up to the end in the middle of a unit. */
    private static byte[] bytes() {
        byte[] bytes = new byte[4 * UNIT + 12_345];
        byte[] data = new byte[DATA];
        new Random(7).nextBytes(data);
        System.arraycopy(data, 0, bytes, 0, DATA);
        System.arraycopy(data, 0, bytes, 2 * UNIT + 99, DATA);
        return bytes;
    }

    @Test
    void throughStagingAndTheKernel() throws Exception {
        byte[] bytes = bytes();
        Store store = store();
        ContentManifest manifest;
        try (StagedWriter writer = writer(1)) {
            manifest = intake(writer, Channels.newChannel(new ByteArrayInputStream(bytes)));
            SealedFile sealed = writer.seal(manifest, null);
            assertThat(Files.readAllBytes(sealed.path())).isEqualTo(bytes);
            assertThat(roomOf(sealed.path())).isLessThan(2L << 20);
        }
        Path copy = copied(store, CopySource.growing("staging", area.follow(id, 1, what -> {})), manifest);
        assertThat(Files.readAllBytes(copy)).isEqualTo(bytes);
        assertThat(roomOf(copy)).isLessThan(2L << 20);
    }

    @Test
    void straightIntoAStore() throws Exception {
        byte[] bytes = bytes();
        Store store = store();
        var url = store.place(id, 1, OptionalLong.empty());
        try (var intake = transfer.intake(io.longshore.transfer.ByteInspector.none(), TransferListener.none());
                Upload upload = store.begin(url, OptionalLong.empty())) {
            var source = new IntakeSource(
                    "page",
                    Channels.newChannel(new ByteArrayInputStream(bytes)),
                    OptionalLong.empty(),
                    Long.MAX_VALUE,
                    FailureKind.INVALID);
            upload.complete(
                    intake.into(source, store.describe(), upload, new Pace()).sizeBytes());
        }
        Path file = store.localFiles().orElseThrow().path(url);
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
        assertThat(roomOf(file)).isLessThan(2L << 20);
    }

    @Test
    void whatAnEarlierAttemptWroteIsNotTakenForZeros() throws Exception {
        byte[] bytes = bytes();
        Store store = store();
        var url = store.place(id, 1, OptionalLong.empty());
        store.begin(url, OptionalLong.empty()).close();
        Path file = store.localFiles().orElseThrow().path(url);
        byte[] rubbish = new byte[bytes.length];
        Arrays.fill(rubbish, (byte) 0xee);
        Files.write(file, rubbish);
        ContentManifest manifest;
        try (StagedWriter writer = writer(1)) {
            manifest = intake(writer, Channels.newChannel(new ByteArrayInputStream(bytes)));
            writer.seal(manifest, null);
        }
        try (Upload upload = store.resume(url, OptionalLong.empty(), Extents.NONE);
                CopySource source = CopySource.growing("staging", area.follow(id, 1, what -> {}))) {
            transfer.copy(
                    CopyOrder.of(source, new CopyTarget(store, url, upload, new Pace()), manifest),
                    TransferListener.none());
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }

    private Store store() throws IOException {
        Path stores = Files.createDirectory(directory.resolve("store"));
        return new FileStoreFactory(directory).create(StoreId.of("s"), "", 0, Map.of("directory", stores.toString()));
    }

    private Path copied(Store store, CopySource from, ContentManifest manifest) {
        var url = store.place(ImageId.random(), 1, OptionalLong.empty());
        try (Upload upload = store.begin(url, OptionalLong.empty());
                CopySource source = from) {
            transfer.copy(
                    CopyOrder.of(source, new CopyTarget(store, url, upload, new Pace()), manifest),
                    TransferListener.none());
        }
        return store.localFiles().orElseThrow().path(url);
    }

    /** Bytes on the disk. */
    private static long roomOf(Path file) throws IOException, InterruptedException {
        Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
        long blocks =
                Long.parseLong(new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip());
        assertThat(stat.waitFor()).isZero();
        return blocks * 512;
    }
}
