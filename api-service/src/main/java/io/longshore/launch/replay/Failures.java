package io.longshore.launch.replay;

import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.failure.v1.Failure;

/** Why something failed, in a history's words or in better ones. */
final class Failures {

    private Failures() {}

    /** Of wrapped failures only the innermost says what was wrong. */
    static String words(Failure failure) {
        if (failure.hasTimeoutFailureInfo()) {
            return words(failure.getTimeoutFailureInfo().getTimeoutType());
        }
        return failure.hasCause() ? words(failure.getCause()) : failure.getMessage();
    }

    static String words(TimeoutType type) {
        return switch (type) {
            case TIMEOUT_TYPE_SCHEDULE_TO_START -> "no worker took it up in time";
            case TIMEOUT_TYPE_HEARTBEAT -> "no sign of life: its worker died, or its call hung";
            case TIMEOUT_TYPE_START_TO_CLOSE -> "one attempt took too long";
            case TIMEOUT_TYPE_SCHEDULE_TO_CLOSE, TIMEOUT_TYPE_UNSPECIFIED, UNRECOGNIZED -> "not done in time";
        };
    }

    /** {@code words} about {@code who}, who is named once. */
    static String about(String who, String words) {
        return words.startsWith(who + ": ") || words.startsWith("store " + who + ": ") ? words : who + ": " + words;
    }
}
