package io.longshore.store;

import io.longshore.image.FailureKind;
import io.longshore.image.ObjectUrl;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** Objects that are files of this machine are where the store says. */
final class LocalFilePromises {

    private LocalFilePromises() {}

    static Map<String, StorePromise.Check> all() {
        Map<String, StorePromise.Check> all = new LinkedHashMap<>();
        all.put("names the file that holds an object", LocalFilePromises::names);
        all.put("names no file for addresses of other stores", LocalFilePromises::foreign);
        return all;
    }

    private static LocalFiles files(Trial trial) {
        return trial.reopened()
                .localFiles()
                .orElseThrow(() -> new AssertionError("another process has no files of the store"));
    }

    private static void names(Trial trial) throws IOException {
        PatternBytes content = trial.content(3000);
        Path file = files(trial).path(trial.stored(content));
        try (FileChannel read = FileChannel.open(file, StandardOpenOption.READ)) {
            String difference = content.differenceFrom(read, 0);
            trial.must(difference.isEmpty(), file + ": " + difference);
        }
    }

    private static void foreign(Trial trial) {
        ObjectUrl url = ObjectUrl.of("nowhere://elsewhere/object");
        trial.mustFail(
                FailureKind.INVALID, "the file of " + url, () -> files(trial).path(url));
    }
}
