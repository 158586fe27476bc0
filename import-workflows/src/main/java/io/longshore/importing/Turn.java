package io.longshore.importing;

/**
 * Whose turn it is: the place of one attempt in the order in which a run wanted them. An attempt may come to its worker late, after the
 * one that took its place; by their turns the two are told apart.
 *
 * @param epoch of the run
 * @param sending how often the run has sent this transfer to a queue, counted from 1
 * @param attempt within that, counted from 1
 */
public record Turn(int epoch, int sending, int attempt) {

    private static final int BITS = 20;
    private static final int MOST = (1 << BITS) - 1;

    /** The first attempt of all under {@code epoch}. */
    public static Turn first(int epoch) {
        return new Turn(epoch, 1, 1);
    }

    /** Whether nobody under the epoch came before. */
    public boolean isFirst() {
        return sending == 1 && attempt == 1;
    }

    /** Later turns have larger numbers. */
    public long order() {
        return ((long) epoch << (2 * BITS)) | ((long) Math.min(sending, MOST) << BITS) | Math.min(attempt, MOST);
    }
}
