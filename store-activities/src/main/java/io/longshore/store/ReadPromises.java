package io.longshore.store;

import io.longshore.image.ObjectUrl;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Reading, from anywhere, as often as wanted. */
final class ReadPromises {

    private ReadPromises() {}

    static Map<String, StorePromise.Check> all() {
        Map<String, StorePromise.Check> all = new LinkedHashMap<>();
        all.put("reads from any byte on", ReadPromises::fromAnywhere);
        all.put("reads any range, where it reads by ranges at all", ReadPromises::ranges);
        all.put("reads nothing at and past the end", ReadPromises::atTheEnd);
        all.put("reads nothing of an empty object", ReadPromises::ofNothing);
        all.put("serves several readers at the same time", ReadPromises::together);
        all.put("lets a reader stop half way and begin again", ReadPromises::halfWay);
        all.put("says that an object has not changed when it has not", ReadPromises::validator);
        all.put("says that what is not there is not there", ReadPromises::missing);
        return all;
    }

    private static void fromAnywhere(Trial trial) throws IOException {
        long part = trial.partBytes();
        PatternBytes content = trial.content(part + 1001);
        try (ByteSource source = trial.store().source(trial.stored(content))) {
            for (long offset : new long[] {0, 1, 4096, part - 1, part, part + 1, part + 1000}) {
                trial.mustRead(source, content, offset);
            }
        }
    }

    private static void ranges(Trial trial) throws IOException {
        long part = trial.partBytes();
        PatternBytes content = trial.content(part + 1001);
        try (ByteSource source = trial.store().source(trial.stored(content))) {
            source.object();
            Optional<ByteRanges> ranges = source.ranges();
            if (ranges.isPresent()) {
                trial.must(ranges.get().parallel() > 1, "it reads one range at a time");
                for (long offset : new long[] {0, 1, part - 1, part}) {
                    trial.mustRead(ranges.get(), content, offset, 1);
                    trial.mustRead(ranges.get(), content, offset, 1000);
                    trial.mustRead(ranges.get(), content, offset, content.sizeBytes() - offset);
                }
            }
        }
    }

    private static void atTheEnd(Trial trial) throws IOException {
        PatternBytes content = trial.content(3000);
        try (ByteSource source = trial.store().source(trial.stored(content))) {
            for (long offset : new long[] {3000, 3001, 1L << 40}) {
                trial.mustRead(source, content, offset);
            }
        }
    }

    private static void ofNothing(Trial trial) throws IOException {
        PatternBytes content = trial.content(0);
        try (ByteSource source = trial.store().source(trial.stored(content))) {
            trial.mustRead(source, content, 0);
            trial.mustRead(source, content, 1);
        }
    }

    private static void together(Trial trial) throws Exception {
        PatternBytes content = trial.content(3 << 20);
        ObjectUrl url = trial.stored(content);
        try (ByteSource source = trial.store().source(url)) {
            Callable<Boolean> reader = () -> {
                trial.mustRead(source, content, 0);
                trial.mustRead(source, content, 1 << 20);
                trial.mustHold(url, content);
                return true;
            };
            trial.atOnce(Collections.nCopies(4, reader));
        }
    }

    private static void halfWay(Trial trial) throws IOException {
        PatternBytes content = trial.content(3 << 20);
        try (ByteSource source = trial.store().source(trial.stored(content))) {
            trial.must(source.restartable(), "its objects can be read only once");
            for (int time = 0; time < 3; time++) {
                try (ReadableByteChannel read = source.open(0)) {
                    trial.must(read.read(ByteBuffer.allocate(1000)) > 0, "the first read gives nothing");
                }
            }
            trial.mustRead(source, content, 1000);
            source.close();
            source.close();
        }
    }

    private static void validator(Trial trial) throws IOException {
        PatternBytes content = trial.content(3000);
        ObjectUrl url = trial.stored(content);
        try (ByteSource source = trial.store().source(url);
                ByteSource other = trial.reopened().source(url)) {
            SourceObject before = source.object();
            trial.mustRead(source, content, 0);
            trial.must(before.equals(source.object()), "after reading it is " + source.object() + ", was " + before);
            trial.must(before.equals(other.object()), "another process is told " + other.object() + ", not " + before);
        }
    }

    private static void missing(Trial trial) {
        trial.stored(trial.content(1));
        trial.mustBeAbsent(trial.address());
    }
}
