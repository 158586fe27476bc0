package io.longshore.store;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;

/** How an upload begins and ends, and that it never touches what is not its own. */
final class UploadPromises {

    private static final int RIVALS = 4;

    private UploadPromises() {}

    static Map<String, StorePromise.Check> all() {
        Map<String, StorePromise.Check> all = new LinkedHashMap<>();
        all.put("refuses to begin where an object is, and leaves it alone", UploadPromises::beginOnObject);
        all.put("refuses to begin where an upload is, and leaves it alone", UploadPromises::beginOnUpload);
        all.put("lets one of several win that begin at once", UploadPromises::rivals);
        all.put("takes two objects at the same time", UploadPromises::twoWriters);
        all.put("refuses to complete with fewer bytes than announced", trial -> wrongSize(trial, 1));
        all.put("refuses to complete with more bytes than announced", trial -> wrongSize(trial, -1));
        all.put("refuses to complete with a gap", UploadPromises::gap);
        all.put("makes durable what was written, and says what that is", UploadPromises::durable);
        all.put("leaves nothing of an upload that is aborted at once", trial -> aborted(trial, false));
        all.put("leaves nothing of an upload that is aborted after a part", trial -> aborted(trial, true));
        all.put("can be told twice to abort", UploadPromises::abortedTwice);
        all.put("keeps a whole object when its upload is aborted or closed afterwards", UploadPromises::abortedWhole);
        all.put("keeps an upload that was removed away from its successor", UploadPromises::successor);
        return all;
    }

    private static void beginOnObject(Trial trial) throws IOException {
        PatternBytes content = trial.content(3000);
        ObjectUrl url = trial.stored(content);
        mustExist(trial, url);
        trial.mustHold(url, content);
    }

    private static void beginOnUpload(Trial trial) throws IOException {
        PatternBytes content = trial.content(3000);
        ObjectUrl url = trial.address();
        Upload upload = trial.begin(url, content);
        mustExist(trial, url);
        trial.write(upload, content, trial.parts(content));
        mustExist(trial, url);
        trial.complete(upload, content);
        trial.mustHold(url, content);
    }

    private static void mustExist(Trial trial, ObjectUrl url) {
        OptionalLong size = OptionalLong.of(1);
        for (Store store : List.of(trial.store(), trial.reopened())) {
            trial.mustFail(FailureKind.ALREADY_EXISTS, "beginning again", () -> store.begin(url, size));
        }
    }

    private static void rivals(Trial trial) throws Exception {
        PatternBytes content = trial.content(3000);
        ObjectUrl url = trial.address();
        Callable<Optional<Upload>> rival = () -> {
            try {
                return Optional.of(trial.begin(url, content));
            } catch (ImageException e) {
                trial.must(e.kind() == FailureKind.ALREADY_EXISTS, "the loser is told: " + e.getMessage());
                return Optional.empty();
            }
        };
        List<Upload> winners = trial.atOnce(Collections.nCopies(RIVALS, rival)).stream()
                .flatMap(Optional::stream)
                .toList();
        trial.must(winners.size() == 1, winners.size() + " of " + RIVALS + " have begun");
        trial.write(winners.getFirst(), content, trial.parts(content));
        trial.complete(winners.getFirst(), content);
        trial.mustHold(url, content);
    }

    private static void twoWriters(Trial trial) throws Exception {
        Callable<String> writer = () -> {
            PatternBytes content = trial.content(3 << 20);
            ObjectUrl url = trial.address();
            trial.store(url, content);
            trial.mustHold(url, content);
            return url.value();
        };
        trial.atOnce(List.of(writer, writer));
    }

    private static void wrongSize(Trial trial, int missing) {
        PatternBytes content = trial.content(3000);
        Upload upload = trial.begin(trial.address(), OptionalLong.empty());
        trial.write(upload, content, trial.parts(content));
        trial.mustFail(
                FailureKind.CORRUPT,
                "completing " + content.sizeBytes() + " bytes as " + (content.sizeBytes() + missing),
                () -> upload.complete(content.sizeBytes() + missing));
    }

    private static void gap(Trial trial) {
        PatternBytes content = trial.content(trial.partBytes() + 1);
        Upload upload = trial.begin(trial.address(), content);
        trial.write(upload, content, List.of(trial.parts(content).getLast()));
        trial.mustFail(
                FailureKind.CORRUPT, "completing without the first part", () -> upload.complete(content.sizeBytes()));
    }

    private static void durable(Trial trial) {
        PatternBytes content = trial.content(trial.partBytes() + 1);
        Upload upload = trial.begin(trial.address(), content);
        List<Part> parts = trial.parts(content);
        mustBeDurable(trial, upload, Extents.NONE);
        trial.write(upload, content, parts.subList(1, 2));
        mustBeDurable(trial, upload, Trial.extent(parts.get(1)));
        trial.write(upload, content, parts.subList(0, 1));
        mustBeDurable(trial, upload, Extents.upTo(content.sizeBytes()));
        trial.complete(upload, content);
    }

    private static void mustBeDurable(Trial trial, Upload upload, Extents wanted) {
        Extents durable = upload.makeDurable();
        trial.must(durable.equals(wanted), durable + " is said to be durable, not " + wanted);
    }

    private static void aborted(Trial trial, boolean afterPart) throws IOException {
        PatternBytes content = trial.content(3000);
        PatternBytes beside = trial.content(300);
        ObjectUrl neighbour = trial.stored(beside);
        ObjectUrl url = trial.address();
        Upload upload = trial.begin(url, content);
        if (afterPart) {
            trial.write(upload, content, trial.parts(content));
            upload.makeDurable();
        }
        upload.abort();
        trial.mustBeAbsent(url);
        trial.mustFail(FailureKind.NOT_FOUND, "resuming it", () -> trial.resume(url, content, Extents.NONE));
        trial.mustFail("completing it", () -> upload.complete(content.sizeBytes()));
        trial.mustHold(neighbour, beside);
        trial.store(url, content);
        trial.mustHold(url, content);
    }

    private static void abortedTwice(Trial trial) {
        PatternBytes content = trial.content(3000);
        ObjectUrl url = trial.address();
        Upload upload = trial.begin(url, content);
        trial.write(upload, content, trial.parts(content));
        upload.abort();
        upload.abort();
        upload.close();
        trial.stored(trial.content(1));
        trial.mustBeAbsent(url);
    }

    private static void abortedWhole(Trial trial) throws IOException {
        PatternBytes content = trial.content(3000);
        ObjectUrl url = trial.address();
        Upload upload = trial.begin(url, content);
        trial.write(upload, content, trial.parts(content));
        trial.complete(upload, content);
        upload.abort();
        upload.close();
        upload.close();
        trial.mustHold(url, content);
    }

    private static void successor(Trial trial) throws IOException {
        PatternBytes old = trial.content(3000);
        PatternBytes content = trial.content(3000);
        ObjectUrl url = trial.address();
        Upload removed = trial.begin(url, old);
        trial.write(removed, old, trial.parts(old));
        trial.store().delete(url);
        Upload upload = trial.begin(url, content);
        trial.mustFail(
                FailureKind.NOT_FOUND,
                "writing on in a removed upload",
                () -> removed.write(
                        trial.parts(old).getFirst(), old.of(trial.parts(old).getFirst())));
        trial.write(upload, content, trial.parts(content));
        trial.mustFail("completing a removed upload", () -> removed.complete(old.sizeBytes()));
        removed.abort();
        trial.complete(upload, content);
        removed.abort();
        trial.mustHold(url, content);
    }
}
