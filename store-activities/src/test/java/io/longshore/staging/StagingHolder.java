package io.longshore.staging;

import io.longshore.image.ImageId;
import io.longshore.transfer.ByteInspector;
import io.longshore.transfer.Intake;
import io.longshore.transfer.TestImage;
import io.longshore.transfer.Transfer;
import io.longshore.transfer.TransferLimits;
import io.longshore.transfer.TransferListener;
import java.nio.file.Path;

/** A process that has written a unit of an image, holds the writer, and is killed in that state. */
final class StagingHolder {

    private StagingHolder() {}

    public static void main(String[] arguments) throws Exception {
        ImageId image = ImageId.of(arguments[1]);
        TransferLimits limits = new TransferLimits(1 << 20, 1);
        StagingArea area = new StagingArea(Path.of(arguments[0]));
        StagedWriter writer = area.write(image, 1, () -> {});
        try (Intake intake = new Transfer(limits).intake(ByteInspector.none(), TransferListener.none())) {
            intake.resume(writer);
            intake.into(new TestImage(TestImage.UNIT).intakeSource(0), writer);
        }
        System.out.println("holds it");
        int end = System.in.read();
        System.exit(end);
    }
}
