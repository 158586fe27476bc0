package io.longshore.launch;

import java.time.Duration;
import java.util.Locale;

/** Amounts for people. */
final class Words {

    private Words() {}

    static String bytes(long bytes) {
        if (bytes < 1 << 20) {
            return bytes < 1 << 10 ? bytes + " B" : String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0);
        }
        double mebibytes = bytes / (double) (1 << 20);
        return mebibytes < 1024
                ? String.format(Locale.ROOT, "%.1f MiB", mebibytes)
                : String.format(Locale.ROOT, "%.2f GiB", mebibytes / 1024);
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
