package io.longshore.launch.replay;

import io.longshore.workflow.Wording;
import io.temporal.api.failure.v1.Failure;

/** Why something failed, in a history's words or in better ones. */
final class Failures {

    private Failures() {}

    /** Of wrapped failures only the innermost says what was wrong. */
    static String words(Failure failure) {
        if (failure.hasTimeoutFailureInfo()) {
            return Wording.timeout(failure.getTimeoutFailureInfo().getTimeoutType());
        }
        return failure.hasCause() ? words(failure.getCause()) : failure.getMessage();
    }

    /** {@code words} about {@code who}, who is named once. */
    static String about(String who, String words) {
        return words.startsWith(who + ": ") || words.startsWith("store " + who + ": ") ? words : who + ": " + words;
    }
}
