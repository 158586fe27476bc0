package io.longshore.launch.replay;

import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * One thing that a run did or met.
 *
 * @param after since the run began
 */
record Line(Duration after, String words) {

    Line {
        words = clean(words);
    }

    /** Words of any origin without what moves a terminal's cursor or turns its text around. */
    static String clean(String words) {
        return words.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ").strip();
    }

    static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    /** {@code 1:02:03.4}, from hours, where there are any, to tenths. */
    static String clock(Duration time) {
        String hours = time.toHours() > 0 ? time.toHours() + ":" : "";
        return hours
                + String.format(
                        Locale.ROOT,
                        hours.isEmpty() ? "%d:%02d.%d" : "%02d:%02d.%d",
                        time.toMinutesPart(),
                        time.toSecondsPart(),
                        time.toMillisPart() / 100);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%11s  %s", "+" + clock(after), words);
    }
}
