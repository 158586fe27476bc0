package io.longshore.store;

import io.longshore.image.FailureKind;

/**
 * Something that goes wrong in a {@link FaultyStore}: {@code Fault.failing(UNAVAILABLE, "connection refused").at(WRITE).times(2)}.
 * Calls and bytes are counted from when the fault is added.
 *
 * @param fromCall the first call that it strikes, counted from 1
 * @param times how many calls it strikes
 * @param afterBytes strikes in the middle of a write or read, when this many bytes have passed; negative: before the first
 * @param answerLost strikes when the call has done its work, as a connection that breaks before the answer does
 */
public record Fault(
        FaultyStore.Point point, int fromCall, int times, long afterBytes, boolean answerLost, Effect effect) {

    /** What whoever calls meets. */
    public sealed interface Effect {

        /** A failure; the message is {@code store <id>: <cause>}. */
        record Failure(FailureKind kind, String cause) implements Effect {}

        /** Nothing happens until the gate is opened; then the call goes on. */
        record Block(Gate gate) implements Effect {}
    }

    /** A fault that fails every call at the point it is put to. */
    public static Fault failing(FailureKind kind, String cause) {
        return always(new Effect.Failure(kind, cause));
    }

    /** A fault that stops every call at the point it is put to. */
    public static Fault blocking(Gate gate) {
        return always(new Effect.Block(gate));
    }

    public Fault at(FaultyStore.Point newPoint) {
        return new Fault(newPoint, fromCall, times, afterBytes, answerLost, effect);
    }

    public Fault fromCall(int newFromCall) {
        return new Fault(point, newFromCall, times, afterBytes, answerLost, effect);
    }

    public Fault once() {
        return times(1);
    }

    public Fault times(int newTimes) {
        return new Fault(point, fromCall, newTimes, afterBytes, answerLost, effect);
    }

    public Fault afterBytes(long newAfterBytes) {
        return new Fault(point, fromCall, times, newAfterBytes, answerLost, effect);
    }

    public Fault withAnswerLost() {
        return new Fault(point, fromCall, times, afterBytes, true, effect);
    }

    boolean isInMidst() {
        return afterBytes >= 0;
    }

    private static Fault always(Effect effect) {
        return new Fault(FaultyStore.Point.WRITE, 1, Integer.MAX_VALUE, -1, false, effect);
    }
}
