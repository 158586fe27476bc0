package io.longshore.store;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What the store copies by itself is what would have come through us. */
final class ServerSideCopyPromises {

    private ServerSideCopyPromises() {}

    static Map<String, StorePromise.Check> all() {
        Map<String, StorePromise.Check> all = new LinkedHashMap<>();
        all.put("copies its own objects by itself", trial -> copies(trial, trial.partBytes() + 1000));
        all.put("copies an empty object by itself", trial -> copies(trial, 0));
        all.put("keeps a copy whose source is deleted", ServerSideCopyPromises::outlives);
        all.put("can be told twice to copy", ServerSideCopyPromises::twice);
        all.put("leaves alone what another copy has begun", ServerSideCopyPromises::leavesAlone);
        all.put("blames the source where there is nothing to copy", ServerSideCopyPromises::missing);
        return all;
    }

    private static StoredObject copy(Trial trial, ObjectUrl source, ObjectUrl target, AtomicLong progress) {
        Store store = trial.reopened();
        ServerSideCopy inside = store.serverSideCopy()
                .orElseThrow(() -> new AssertionError("another process cannot copy inside the store"));
        trial.must(
                inside.obstacle(trial.store()).isEmpty(),
                "it cannot copy its own objects: " + inside.obstacle(trial.store()));
        return inside.copy(trial.store(), source, target, progress::set);
    }

    private static ObjectUrl copied(Trial trial, ObjectUrl source, PatternBytes content) throws IOException {
        ObjectUrl target = trial.address();
        AtomicLong progress = new AtomicLong();
        StoredObject stored = copy(trial, source, target, progress);
        trial.must(stored.sizeBytes() == content.sizeBytes(), content.sizeBytes() + " bytes are copied as " + stored);
        trial.must(progress.get() <= content.sizeBytes(), "more is said to be copied than there is: " + progress);
        trial.mustHold(target, content);
        return target;
    }

    private static void copies(Trial trial, long sizeBytes) throws IOException {
        PatternBytes content = trial.content(sizeBytes);
        ObjectUrl source = trial.stored(content);
        copied(trial, source, content);
        trial.mustHold(source, content);
    }

    private static void outlives(Trial trial) throws IOException {
        PatternBytes content = trial.content(3000);
        ObjectUrl source = trial.stored(content);
        ObjectUrl target = copied(trial, source, content);
        trial.store().delete(source);
        trial.mustBeAbsent(source);
        trial.mustHold(target, content);
    }

    private static void twice(Trial trial) throws IOException {
        PatternBytes content = trial.content(3000);
        ObjectUrl source = trial.stored(content);
        ObjectUrl target = copied(trial, source, content);
        StoredObject again = copy(trial, source, target, new AtomicLong());
        trial.must(again.sizeBytes() == content.sizeBytes(), "copied again it is " + again);
        trial.mustHold(target, content);
    }

    private static void leavesAlone(Trial trial) throws IOException {
        PatternBytes content = trial.content(3000);
        PatternBytes begun = trial.content(5000);
        ObjectUrl source = trial.stored(content);
        ObjectUrl target = trial.address();
        Upload upload = trial.begin(target, begun);
        trial.write(upload, begun, trial.parts(begun));
        ImageException failure = trial.mustFail(
                "copying to where another copy has begun", () -> copy(trial, source, target, new AtomicLong()));
        trial.must(
                failure.kind() == FailureKind.ALREADY_EXISTS,
                "copying to where another copy has begun fails as " + failure.kind() + ": " + failure.getMessage());
        upload.complete(begun.sizeBytes());
        trial.mustHold(target, begun);
    }

    private static void missing(Trial trial) {
        trial.stored(trial.content(1));
        ObjectUrl never = trial.address();
        ObjectUrl target = trial.address();
        ImageException failure =
                trial.mustFail("copying what is not there", () -> copy(trial, never, target, new AtomicLong()));
        trial.must(
                failure.kind() == FailureKind.NOT_FOUND || failure.kind().blamesSource(),
                "copying what is not there fails as " + failure.kind() + ": " + failure.getMessage());
        trial.mustBeAbsent(target);
    }
}
