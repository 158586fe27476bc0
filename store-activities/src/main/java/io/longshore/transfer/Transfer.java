package io.longshore.transfer;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.store.Upload;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;

/**
 * The engine. Bytes come in by an {@link Intake}, which reads a source once and learns what it holds, and go from a source to a store
 * by {@link #copy}, which makes sure that it is the same. Holds no state but the limits that all transfers of the process share; may
 * be used by any number of threads.
 */
public final class Transfer {

    /** What a driver may take to notice that it is not wanted any more. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TransferLimits limits;
    private final Duration patience;

    public Transfer(TransferLimits limits) {
        this(limits, PATIENCE);
    }

    /** @param patience with calls that do not end when they are told to */
    Transfer(TransferLimits limits, Duration patience) {
        this.limits = limits;
        this.patience = patience;
    }

    /** The same engine for one project: what it moves waits its turn behind all that the project moves, and beside what others do. */
    public Transfer of(String project) {
        return new Transfer(limits.of(project), patience);
    }

    /** An intake of one image, to be closed by the caller. */
    public Intake intake(ByteInspector inspector, TransferListener listener) {
        return new Intake(limits.ofOne(), inspector, listener, patience);
    }

    /**
     * Makes one copy: brings the bytes over, completes the upload, checks the copy, and answers when it is whole, durable and right.
     * Failures that blame the source are of the kinds that {@link io.longshore.image.FailureKind#blamesSource} says; a source whose
     * bytes are not the image's is {@code SOURCE_LOST} and called corrupt; {@code CORRUPT} means the target. After a failure nothing
     * is written any more, but by calls that hang in the store and may end some day, with the same bytes in the same place; the upload
     * is the caller's to resume or to abort; if it was completed, to delete. Not to be repeated on the same upload. Interrupting the
     * calling thread ends it with {@code DRAINING}.
     */
    public CopyReceipt copy(CopyOrder order, TransferListener listener) {
        Tally tally = new Tally();
        TransferLimits own = limits.ofOne();
        try (Crew crew = new Crew(listener, tally, threads(order), new Crew.LeavingBehind(patience, own::forfeit))) {
            CopyReceipt receipt = new CopyRun(order, own, crew, tally).run();
            crew.conclude();
            return receipt;
        } catch (ImageException e) {
            throw e.kind() == FailureKind.CORRUPT ? cause(order.target().upload(), e) : e;
        }
    }

    /** What is read back before it is durable may differ because it could not be made so: then that is what went wrong. */
    private static ImageException cause(Upload upload, ImageException corrupt) {
        try {
            upload.makeDurable();
            return corrupt;
        } catch (ImageException lost) {
            boolean isCause = lost.kind() == FailureKind.UNAVAILABLE || lost.kind() == FailureKind.STORE_FULL;
            return isCause ? lost : corrupt;
        }
    }

    /**
     * Reads a whole copy back and compares it with what it must be. Failures are those of {@link #copy}: {@code CORRUPT} means the
     * copy, {@code SOURCE_LOST} that what it was made from is not the image either. May be repeated.
     */
    public CopyReceipt check(CheckOrder order, TransferListener listener) {
        Tally tally = new Tally();
        TransferLimits own = limits.ofOne();
        CopySource source = order.source();
        boolean disks = (source != null && source.isOfFiles())
                || order.store().localFiles().isPresent();
        try (Crew crew = new Crew(
                listener,
                tally,
                threads(disks, "check of store " + order.store().describe().id() + " "),
                new Crew.LeavingBehind(patience, own::forfeit))) {
            CopyReceipt receipt = new FullCheck(order, own, crew, tally).run();
            crew.conclude();
            return receipt;
        }
    }

    private static ThreadFactory threads(CopyOrder order) {
        boolean disks = order.source().isOfFiles() || order.target().path().isPresent();
        return threads(disks, "copy to " + order.target().name() + " ");
    }

    private static ThreadFactory threads(boolean disks, String name) {
        // Reading and writing files would hold the carriers of all virtual threads.
        return disks
                ? Thread.ofPlatform().daemon().name(name, 1).factory()
                : Thread.ofVirtual().name(name, 1).factory();
    }
}
