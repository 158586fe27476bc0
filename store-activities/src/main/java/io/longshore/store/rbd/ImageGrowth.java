package io.longshore.store.rbd;

/** The size of an image being written. It grows by what is needed, ever more at a time, so that growing is rare; the end cuts it. */
final class ImageGrowth {

    private static final long LARGEST_STEP_BYTES = 8L << 30;

    private final RbdImage image;
    private volatile long sizeBytes;
    private long stepBytes;

    /** @param firstStepBytes what is added at least */
    ImageGrowth(RbdImage image, long sizeBytes, long firstStepBytes) {
        this.image = image;
        this.sizeBytes = sizeBytes;
        this.stepBytes = firstStepBytes;
    }

    /** Makes the image at least as large as {@code endBytes}. */
    void makeRoom(long endBytes) {
        if (endBytes > sizeBytes) {
            grow(endBytes);
        }
    }

    private synchronized void grow(long endBytes) {
        if (endBytes > sizeBytes) {
            long wanted = Math.max(endBytes, sizeBytes + stepBytes);
            image.resize(wanted);
            sizeBytes = wanted;
            stepBytes = Math.min(2 * stepBytes, LARGEST_STEP_BYTES);
        }
    }

    /** Gives the image its last size. */
    synchronized void cutTo(long endBytes) {
        if (endBytes != sizeBytes) {
            image.resize(endBytes);
            sizeBytes = endBytes;
        }
    }
}
