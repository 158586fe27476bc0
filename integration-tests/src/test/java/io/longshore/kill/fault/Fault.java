package io.longshore.kill.fault;

import java.util.function.BooleanSupplier;

/** One way in which things go wrong. */
interface Fault {

    /**
     * Strikes, if there is something at work that would feel it, and lasts as long as the plan has it; all is restored when it
     * returns, or at least on its way up.
     */
    Outcome strike(FaultPlan plan);

    /** What came of it. */
    sealed interface Outcome {

        /** Nothing was at work that would have felt it: it did not strike. */
        record NothingAtWork() implements Outcome {}

        /** It struck, and nothing has felt it. */
        record NotFelt() implements Outcome {}

        /**
         * It was felt.
         *
         * @param what it hit
         * @param at when it struck, of {@link System#nanoTime}
         * @param wentOn whether everything that it interrupted has been taken up again, or has come to its end
         */
        record Felt(String what, long at, BooleanSupplier wentOn) implements Outcome {}
    }
}
