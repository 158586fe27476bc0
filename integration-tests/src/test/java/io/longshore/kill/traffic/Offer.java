package io.longshore.kill.traffic;

import java.util.ArrayList;
import java.util.List;

/** One image at one address of the source, for one import; and what was sent of it. */
public final class Offer {

    /** How its server behaves. */
    enum Manner {
        /** By ranges, with a validator. */
        RANGED,
        /** Always the whole. */
        PLAIN,
        /** Always the whole, and without saying how much that is. */
        UNSIZED
    }

    private final String path;
    private final Content content;
    private final Manner manner;
    private final List<Long> sentAgain = new ArrayList<>();
    private long highest;
    private int requests;

    Offer(String path, Content content, Manner manner) {
        this.path = path;
        this.content = content;
        this.manner = manner;
    }

    String path() {
        return path;
    }

    Content content() {
        return content;
    }

    Manner manner() {
        return manner;
    }

    synchronized void requested(long from) {
        if (requests > 0 && manner == Manner.RANGED) {
            sentAgain.add(Math.max(0, highest - from));
        }
        requests++;
    }

    synchronized void sent(long upTo) {
        highest = Math.max(highest, upTo);
    }

    /** How often it was asked for. */
    public synchronized int requests() {
        return requests;
    }

    /** For each time that reading was taken up again: how many bytes were sent a second time. */
    synchronized List<Long> sentAgain() {
        return List.copyOf(sentAgain);
    }
}
