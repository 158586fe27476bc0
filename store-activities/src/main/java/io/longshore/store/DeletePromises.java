package io.longshore.store;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** Deleting is repeatable, and touches nothing else. */
final class DeletePromises {

    private DeletePromises() {}

    static Map<String, StorePromise.Check> all() {
        Map<String, StorePromise.Check> all = new LinkedHashMap<>();
        all.put("deletes an object, and nothing else", DeletePromises::deletes);
        all.put("can be told twice to delete", DeletePromises::twice);
        all.put("can be told by several at once to delete", DeletePromises::atOnce);
        all.put("takes deleting what was never there for done", DeletePromises::absent);
        all.put("deletes an upload that is not complete", DeletePromises::unfinished);
        all.put("deletes an upload that was left behind", DeletePromises::leftBehind);
        all.put("gives a reader right bytes or a failure while it deletes", DeletePromises::whileRead);
        return all;
    }

    private static void deletes(Trial trial) throws IOException {
        PatternBytes content = trial.content(3000);
        ImageId image = ImageId.random();
        ObjectUrl first = trial.address(image, 1);
        ObjectUrl second = trial.address(image, 2);
        trial.store(first, trial.content(3000));
        trial.store(second, content);
        trial.store().delete(first);
        trial.mustBeAbsent(first);
        trial.mustHold(second, content);
    }

    private static void twice(Trial trial) {
        ObjectUrl url = trial.stored(trial.content(3000));
        trial.store().delete(url);
        trial.store().delete(url);
        trial.reopened().delete(url);
        trial.mustBeAbsent(url);
    }

    private static void atOnce(Trial trial) throws Exception {
        ObjectUrl url = trial.stored(trial.content(3000));
        Callable<Boolean> deleter = () -> {
            trial.store().delete(url);
            return true;
        };
        trial.atOnce(Collections.nCopies(4, deleter));
        trial.mustBeAbsent(url);
    }

    private static void absent(Trial trial) {
        trial.store().delete(trial.address());
        trial.reopened().delete(trial.address(ImageId.random(), 2));
    }

    private static void unfinished(Trial trial) {
        PatternBytes content = trial.content(3000);
        ObjectUrl url = trial.address();
        Upload upload = trial.begin(url, content);
        trial.write(upload, content, trial.parts(content));
        trial.store().delete(url);
        trial.mustBeAbsent(url);
        trial.mustFail(
                FailureKind.NOT_FOUND, "completing what was deleted", () -> upload.complete(content.sizeBytes()));
        trial.mustBeAbsent(url);
    }

    private static void leftBehind(Trial trial) {
        PatternBytes content = trial.content(3000);
        ObjectUrl url = trial.address();
        Upload upload = trial.begin(url, content);
        trial.write(upload, content, trial.parts(content));
        upload.close();
        trial.reopened().delete(url);
        trial.mustBeAbsent(url);
        trial.store(url, content);
    }

    private static void whileRead(Trial trial) throws IOException {
        PatternBytes content = trial.content(3 << 20);
        ObjectUrl url = trial.stored(content);
        try (ByteSource source = trial.store().source(url);
                ReadableByteChannel read = source.open(0)) {
            trial.store().delete(url);
            String difference = content.differenceFrom(read, 0);
            trial.must(difference.isEmpty(), "read while it was deleted: " + difference);
        } catch (ImageException | IOException failure) {
            trial.must(failure.getMessage() != null, "the reader is not told why");
        }
        trial.mustBeAbsent(url);
    }
}
