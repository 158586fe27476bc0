package io.longshore.store;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What one process began, another one finishes. */
final class ResumePromises {

    private ResumePromises() {}

    static Map<String, StorePromise.Check> all() {
        Map<String, StorePromise.Check> all = new LinkedHashMap<>();
        all.put("resumes an upload that was closed", ResumePromises::closed);
        all.put("resumes an upload whose process is gone", ResumePromises::lost);
        all.put("resumes an upload of which nothing is durable", ResumePromises::fromTheStart);
        all.put("resumes an upload that nothing was written to", ResumePromises::empty);
        all.put("resumes below what is durable", ResumePromises::below);
        all.put("resumes behind a gap", ResumePromises::gap);
        all.put("resumes an upload whose size it was not told", ResumePromises::unknownSize);
        all.put("resumes again and again", ResumePromises::repeatedly);
        all.put("says so where nothing of an upload is left", ResumePromises::nothingLeft);
        all.put("completes again what was completed before", ResumePromises::completedBefore);
        all.put("takes no harm from a writer that was given up and goes on", ResumePromises::zombie);
        all.put("aborts a resumed upload whole", ResumePromises::aborted);
        return all;
    }

    /** Writes the first of two parts and makes it durable. */
    private static Upload firstPart(Trial trial, ObjectUrl url, PatternBytes content) {
        Upload upload = trial.begin(url, content);
        trial.write(upload, content, trial.parts(content).subList(0, 1));
        Extents durable = upload.makeDurable();
        trial.must(durable.equals(first(trial)), durable + " is said to be durable, not " + first(trial));
        return upload;
    }

    private static Extents first(Trial trial) {
        return Extents.upTo(trial.partBytes());
    }

    private static PatternBytes twoParts(Trial trial) {
        return trial.content(trial.partBytes() + 1000);
    }

    private static void finish(Trial trial, Upload upload, ObjectUrl url, PatternBytes content, int fromPart)
            throws IOException {
        List<Part> parts = trial.parts(content);
        trial.write(upload, content, parts.subList(fromPart, parts.size()));
        trial.complete(upload, content);
        trial.mustHold(url, content);
    }

    private static void closed(Trial trial) throws IOException {
        PatternBytes content = twoParts(trial);
        ObjectUrl url = trial.address();
        Upload upload = firstPart(trial, url, content);
        upload.close();
        upload.close();
        Upload resumed = trial.store().resume(url, OptionalLong.of(content.sizeBytes()), first(trial));
        finish(trial, resumed, url, content, 1);
    }

    private static void lost(Trial trial) throws IOException {
        PatternBytes content = twoParts(trial);
        ObjectUrl url = trial.address();
        firstPart(trial, url, content);
        finish(trial, trial.resume(url, content, first(trial)), url, content, 1);
    }

    private static void fromTheStart(Trial trial) throws IOException {
        PatternBytes content = twoParts(trial);
        ObjectUrl url = trial.address();
        firstPart(trial, url, trial.content(content.sizeBytes())).close();
        finish(trial, trial.resume(url, content, Extents.NONE), url, content, 0);
    }

    private static void empty(Trial trial) throws IOException {
        PatternBytes content = trial.content(3000);
        ObjectUrl url = trial.address();
        trial.begin(url, content).close();
        finish(trial, trial.resume(url, content, Extents.NONE), url, content, 0);
    }

    private static void below(Trial trial) throws IOException {
        PatternBytes content = twoParts(trial);
        ObjectUrl url = trial.address();
        Upload upload = firstPart(trial, url, content);
        trial.write(
                upload, trial.content(content.sizeBytes()), trial.parts(content).subList(1, 2));
        upload.close();
        finish(trial, trial.resume(url, content, first(trial)), url, content, 1);
    }

    /** The last of three parts was there before the first. */
    private static void gap(Trial trial) throws IOException {
        PatternBytes content = trial.content(2 * trial.partBytes() + 1000);
        List<Part> parts = trial.parts(content);
        ObjectUrl url = trial.address();
        Upload upload = trial.begin(url, content);
        trial.write(upload, content, parts.subList(2, 3));
        Extents durable = upload.makeDurable();
        upload.close();
        Upload resumed = trial.resume(url, content, durable);
        trial.write(resumed, content, parts.subList(0, 1));
        Extents more = resumed.makeDurable();
        trial.must(more.bytes() == parts.get(0).length() + parts.get(2).length(), more + " is said to be durable");
        resumed.close();
        Upload again = trial.resume(url, content, more);
        trial.write(again, content, parts.subList(1, 2));
        trial.complete(again, content);
        trial.mustHold(url, content);
    }

    private static void unknownSize(Trial trial) throws IOException {
        PatternBytes content = twoParts(trial);
        ObjectUrl url = trial.address();
        Upload upload = trial.begin(url, OptionalLong.empty());
        trial.write(upload, content, trial.parts(content).subList(0, 1));
        Extents durable = upload.makeDurable();
        upload.close();
        Upload resumed = trial.reopened().resume(url, OptionalLong.empty(), durable);
        finish(trial, resumed, url, content, 1);
    }

    private static void repeatedly(Trial trial) throws IOException {
        PatternBytes content = twoParts(trial);
        ObjectUrl url = trial.address();
        trial.begin(url, content).close();
        Upload second = trial.resume(url, content, Extents.NONE);
        trial.write(second, content, trial.parts(content).subList(0, 1));
        Extents durable = second.makeDurable();
        trial.must(durable.equals(first(trial)), "after resuming, " + durable + " is said to be durable");
        second.close();
        Upload third = trial.resume(url, content, durable);
        trial.must(third.makeDurable().equals(durable), "after resuming again, what was durable is not");
        third.close();
        finish(trial, trial.resume(url, content, durable), url, content, 1);
    }

    private static void nothingLeft(Trial trial) {
        PatternBytes content = trial.content(3000);
        trial.stored(trial.content(1));
        ObjectUrl never = trial.address();
        trial.mustFail(
                FailureKind.NOT_FOUND,
                "resuming what was never begun",
                () -> trial.resume(never, content, Extents.NONE));
        ObjectUrl deleted = trial.address();
        trial.begin(deleted, content).close();
        trial.store().delete(deleted);
        trial.mustFail(
                FailureKind.NOT_FOUND, "resuming what was deleted", () -> trial.resume(deleted, content, Extents.NONE));
        trial.mustBeAbsent(never);
        trial.mustBeAbsent(deleted);
    }

    private static void completedBefore(Trial trial) throws IOException {
        PatternBytes content = trial.content(3000);
        ObjectUrl url = trial.stored(content);
        for (int time = 0; time < 2; time++) {
            Upload again = trial.resume(url, content, Extents.upTo(content.sizeBytes()));
            trial.complete(again, content);
            trial.mustHold(url, content);
        }
    }

    /** The old writer of the same upload has the same bytes; whether it is refused or not, it must not matter. */
    private static void zombie(Trial trial) throws IOException {
        PatternBytes content = twoParts(trial);
        ObjectUrl url = trial.address();
        Upload zombie = firstPart(trial, url, content);
        Upload upload = trial.resume(url, content, first(trial));
        List<Part> last = trial.parts(content).subList(1, 2);
        writeLate(trial, zombie, content, last);
        trial.write(upload, content, last);
        writeLate(trial, zombie, content, trial.parts(content));
        trial.complete(upload, content);
        writeLate(trial, zombie, content, last);
        zombie.close();
        trial.mustHold(url, content);
    }

    private static void writeLate(Trial trial, Upload zombie, PatternBytes content, List<Part> parts) {
        try {
            trial.write(zombie, content, parts);
        } catch (ImageException refused) {
            trial.must(!refused.getMessage().isBlank(), "the late writer is not told why");
        }
    }

    private static void aborted(Trial trial) {
        PatternBytes content = twoParts(trial);
        ObjectUrl url = trial.address();
        firstPart(trial, url, content).close();
        trial.resume(url, content, first(trial)).abort();
        trial.mustBeAbsent(url);
        trial.mustFail(FailureKind.NOT_FOUND, "resuming it", () -> trial.resume(url, content, Extents.NONE));
    }
}
