package io.longshore.store;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What goes in comes out, however its parts arrive. */
final class WritePromises {

    private static final long LONG_ENOUGH_SECONDS = 60;

    private WritePromises() {}

    static Map<String, StorePromise.Check> all() {
        Map<String, StorePromise.Check> all = new LinkedHashMap<>();
        all.put("keeps an empty object", trial -> keeps(trial, 0));
        all.put("keeps an object of one byte", trial -> keeps(trial, 1));
        all.put("keeps an object one byte shorter than a part", trial -> keeps(trial, trial.partBytes() - 1));
        all.put("keeps an object of exactly one part", trial -> keeps(trial, trial.partBytes()));
        all.put("keeps an object one byte longer than a part", trial -> keeps(trial, trial.partBytes() + 1));
        all.put("keeps an empty object whose size it was not told", trial -> keepsUnknown(trial, 0));
        all.put("keeps a small object whose size it was not told", trial -> keepsUnknown(trial, 70_000));
        all.put(
                "keeps an object of two parts whose size it was not told",
                trial -> keepsUnknown(trial, trial.partBytes() + 5));
        all.put("takes parts in any order", WritePromises::anyOrder);
        all.put("takes parts at the same time", WritePromises::atTheSameTime);
        all.put("replaces a part that is written again", WritePromises::writtenAgain);
        all.put("replaces a part that is written again and shorter", WritePromises::writtenShorter);
        all.put("lets a failure of the source pass, and takes the part again", WritePromises::sourceFails);
        return all;
    }

    private static void keeps(Trial trial, long sizeBytes) throws IOException {
        PatternBytes content = trial.content(sizeBytes);
        trial.mustHold(trial.stored(content), content);
    }

    private static void keepsUnknown(Trial trial, long sizeBytes) throws IOException {
        PatternBytes content = trial.content(sizeBytes);
        ObjectUrl url = trial.address();
        Upload upload = trial.begin(url, OptionalLong.empty());
        for (long at = 0; at < sizeBytes; ) {
            Part part = trial.store().describe().limits().partAt(at);
            PartReceipt receipt = upload.write(part, content.ofUnknownLength(part));
            trial.must(
                    receipt.length() == Math.min(part.length(), sizeBytes - at),
                    "the receipt of " + part + " is " + receipt);
            at += part.length();
        }
        trial.complete(upload, content);
        trial.mustHold(url, content);
    }

    private static void anyOrder(Trial trial) throws IOException {
        PatternBytes content = trial.content(2 * trial.partBytes() + 1);
        ObjectUrl url = trial.address();
        Upload upload = trial.begin(url, content);
        List<Part> parts = trial.parts(content);
        trial.write(upload, content, List.of(parts.get(2), parts.get(0), parts.get(1)));
        trial.complete(upload, content);
        trial.mustHold(url, content);
    }

    private static void atTheSameTime(Trial trial) throws Exception {
        PatternBytes content = trial.content(trial.partBytes() + 100_000);
        ObjectUrl url = trial.address();
        Upload upload = trial.begin(url, content);
        List<Part> parts = trial.parts(content);
        boolean parallel = trial.store().describe().limits().parallelParts() > 1;
        CountDownLatch begun = new CountDownLatch(parallel ? parts.size() : 1);
        trial.atOnce(parts.stream()
                .map(part -> meeting(upload, content, part, begun))
                .toList());
        trial.complete(upload, content);
        trial.mustHold(url, content);
    }

    /** Writes a part that sends no byte before all parts are being written: a store that makes them queue never gets there. */
    private static Callable<PartReceipt> meeting(Upload upload, PatternBytes content, Part part, CountDownLatch begun) {
        return () -> upload.write(part, new PartBytes() {
            @Override
            public OptionalLong length() {
                return content.of(part).length();
            }

            @Override
            public long sendTo(WritableByteChannel target) throws IOException {
                begun.countDown();
                try {
                    if (!begun.await(LONG_ENOUGH_SECONDS, TimeUnit.SECONDS)) {
                        throw new AssertionError("a part is not begun while another one is being written");
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException(e);
                }
                return content.of(part).sendTo(target);
            }
        });
    }

    private static void writtenAgain(Trial trial) throws IOException {
        PatternBytes content = trial.content(trial.partBytes() + 1000);
        ObjectUrl url = trial.address();
        Upload upload = trial.begin(url, content);
        trial.write(upload, trial.content(content.sizeBytes()), trial.parts(content));
        trial.write(upload, content, trial.parts(content));
        trial.complete(upload, content);
        trial.mustHold(url, content);
    }

    private static void writtenShorter(Trial trial) throws IOException {
        PatternBytes longer = trial.content(5000);
        PatternBytes content = trial.content(3000);
        ObjectUrl url = trial.address();
        Upload upload = trial.begin(url, OptionalLong.empty());
        Part part = trial.store().describe().limits().partAt(0);
        upload.write(part, longer.ofUnknownLength(part));
        upload.write(part, content.ofUnknownLength(part));
        trial.complete(upload, content);
        trial.mustHold(url, content);
    }

    private static void sourceFails(Trial trial) throws IOException {
        PatternBytes content = trial.content(200_000);
        ObjectUrl url = trial.address();
        Upload upload = trial.begin(url, content);
        Part part = trial.parts(content).getFirst();
        ImageException reset = new ImageException(FailureKind.SOURCE_UNAVAILABLE, "the source broke off");
        try {
            upload.write(part, breakingOff(content, part, reset));
            throw new AssertionError("a part whose source broke off counts as written");
        } catch (ImageException e) {
            trial.must(e == reset, "the source's failure came back as another one: " + e.getMessage());
        }
        trial.mustFail(FailureKind.CORRUPT, "completing without the part", () -> upload.complete(content.sizeBytes()));
        trial.write(upload, content, List.of(part));
        trial.complete(upload, content);
        trial.mustHold(url, content);
    }

    private static PartBytes breakingOff(PatternBytes content, Part part, ImageException reset) {
        return new PartBytes() {
            @Override
            public OptionalLong length() {
                return OptionalLong.of(part.length());
            }

            @Override
            public long sendTo(WritableByteChannel target) throws IOException {
                content.of(new Part(part.number(), part.offset(), part.length() / 2))
                        .sendTo(target);
                throw reset;
            }
        };
    }
}
