package io.longshore.transfer;

import java.util.concurrent.ThreadFactory;

/**
 * The engine. Bytes come in by an {@link Intake}, which reads a source once and learns what it holds, and go from a source to a store
 * by {@link #copy}, which makes sure that it is the same. Holds no state but the limits that all transfers of the process share; may
 * be used by any number of threads.
 */
public final class Transfer {

    private final TransferLimits limits;

    public Transfer(TransferLimits limits) {
        this.limits = limits;
    }

    /** The same engine for one project: what it moves waits its turn behind all that the project moves, and beside what others do. */
    public Transfer of(String project) {
        return new Transfer(limits.of(project));
    }

    /** An intake of one image, to be closed by the caller. */
    public Intake intake(ByteInspector inspector, TransferListener listener) {
        return new Intake(limits, inspector, listener);
    }

    /**
     * Makes one copy: brings the bytes over, completes the upload, checks the copy, and answers when it is whole, durable and right.
     * Failures that blame the source are of the kinds that {@link io.longshore.image.FailureKind#blamesSource} says; a source whose
     * bytes are not the image's is {@code SOURCE_LOST} and called corrupt; {@code CORRUPT} means the target. After a failure nothing
     * is written any more, and the upload is the caller's to resume or to abort; if it was completed, to delete. Not to be repeated
     * on the same upload. Interrupting the calling thread ends it with {@code DRAINING}.
     */
    public CopyReceipt copy(CopyOrder order, TransferListener listener) {
        Tally tally = new Tally();
        try (Crew crew = new Crew(listener, tally, threads(order))) {
            CopyReceipt receipt = new CopyRun(order, limits, crew, tally).run();
            crew.conclude();
            return receipt;
        }
    }

    private static ThreadFactory threads(CopyOrder order) {
        // Reading and writing files would hold the carriers of all virtual threads.
        boolean disks = order.source().isOfFiles() || order.target().path().isPresent();
        String name = "copy to " + order.target().name() + " ";
        return disks
                ? Thread.ofPlatform().daemon().name(name, 1).factory()
                : Thread.ofVirtual().name(name, 1).factory();
    }
}
