package io.longshore.staging;

/**
 * The room that is kept for one staged file: asked for in steps while it grows, or at once where its size is known. For the one thread
 * that writes the file.
 */
public final class Room {

    private static final long FIRST_STEP_BYTES = 1 << 20;
    private static final long LONGEST_STEP_BYTES = 64 << 20;

    private final Keeper keeper;
    private long kept;

    /** Whoever keeps the books. */
    @FunctionalInterface
    public interface Keeper {

        /** Keeps {@code wished} bytes, or fewer, but no fewer than {@code least}; answers how many. Fails where there is no room. */
        long keep(long least, long wished);
    }

    public Room(Keeper keeper) {
        this.keeper = keeper;
    }

    /** As much as anybody wants. */
    public static Room boundless() {
        return new Room((least, wished) -> Long.MAX_VALUE);
    }

    /** That many bytes are kept by other means. */
    public void isKept(long bytes) {
        kept = Math.max(kept, bytes);
    }

    /** The file is to have {@code bytes}; fails as its keeper does. Steps grow with the file, so that large ones do not ask often. */
    public void need(long bytes) {
        if (bytes > kept) {
            long step = Math.clamp(bytes, FIRST_STEP_BYTES, LONGEST_STEP_BYTES);
            kept = keeper.keep(bytes, bytes + step);
        }
    }
}
