package io.longshore.staging;

import io.longshore.image.ContentManifest;
import io.longshore.image.Extents;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.Store;
import io.longshore.store.Upload;
import io.longshore.store.file.FileStoreFactory;
import io.longshore.transfer.ByteInspector;
import io.longshore.transfer.CopyOrder;
import io.longshore.transfer.CopySource;
import io.longshore.transfer.CopyTarget;
import io.longshore.transfer.Intake;
import io.longshore.transfer.Pace;
import io.longshore.transfer.TestImage;
import io.longshore.transfer.Transfer;
import io.longshore.transfer.TransferLimits;
import io.longshore.transfer.TransferListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;

/** Runs in a process of its own, on a disk of 12 MiB, and prints what staging an image of 10 MiB says there. */
final class FullStagingProbe {

    private FullStagingProbe() {}

    public static void main(String[] arguments) throws Exception {
        Path mounted = Path.of(arguments[0]);
        Path neighbour = mounted.resolve("neighbour");
        Files.write(neighbour, new byte[3 << 20]);
        ImageId image = ImageId.random();
        Transfer transfer = new Transfer(new TransferLimits(1 << 20, 1));
        StagingArea area = new StagingArea(mounted);
        try {
            stage(area, image, transfer);
        } catch (ImageException e) {
            System.out.println(e.kind() + ": " + e.getMessage().replace(image.toString(), "X"));
        }
        Files.delete(neighbour);
        stage(area, image, transfer);
        System.out.println("sealed");
        try {
            copy(area, image, transfer, mounted);
        } catch (ImageException e) {
            System.out.println(e.kind() + ": " + e.getMessage());
        }
        System.exit(0);
    }

    /** The kernel fails in the middle, and does not say on which side. */
    private static void copy(StagingArea area, ImageId image, Transfer transfer, Path mounted) {
        Store store = new FileStoreFactory(mounted).create(StoreId.of("small"), "", 0, Map.of("directory", "small"));
        ObjectUrl url = ObjectUrl.of("file://" + mounted.resolve("small").resolve("copy"));
        try (StagedSource source = area.follow(image, 1, what -> {});
                Upload upload = store.begin(url, OptionalLong.empty())) {
            transfer.copy(
                    new CopyOrder(
                            CopySource.growing("staging", source),
                            new CopyTarget(store, url, upload, new Pace()),
                            Extents.NONE,
                            source::manifest,
                            null,
                            false),
                    TransferListener.none());
        }
    }

    private static void stage(StagingArea area, ImageId image, Transfer transfer) {
        TestImage bytes = new TestImage(10 << 20);
        try (StagedWriter writer = area.write(image, 1, () -> {});
                Intake intake = transfer.intake(ByteInspector.none(), TransferListener.none())) {
            long at = intake.resume(writer);
            if (at > 0) {
                System.out.println("goes on at " + at);
            }
            ContentManifest manifest = intake.into(bytes.intakeSource(at), writer);
            writer.seal(manifest, null);
        }
    }
}
