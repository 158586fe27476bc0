package io.longshore.store.s3;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import io.longshore.store.Part;
import io.longshore.store.ReadableStore;
import io.longshore.store.ServerSideCopy;
import io.longshore.store.SideBySide;
import io.longshore.store.StoreLimits;
import io.longshore.store.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** Objects copied by the server, part by part: those of the same endpoint that the same key may read. */
final class S3ServerSideCopy implements ServerSideCopy {

    private final S3Store store;

    S3ServerSideCopy(S3Store store) {
        this.store = store;
    }

    @Override
    public Optional<String> obstacle(ReadableStore from) {
        if (!(from instanceof S3Store other)) {
            return Optional.of("type " + from.describe().type() + " cannot be copied natively to type " + S3Store.TYPE);
        }
        if (!other.config().endpoint().equals(store.config().endpoint())) {
            return Optional.of("another S3 endpoint");
        }
        return other.config().accessKey().equals(store.config().accessKey())
                ? Optional.empty()
                : Optional.of("another access key, which this one's need not be able to read");
    }

    @Override
    public StoredObject copy(ReadableStore from, ObjectUrl source, ObjectUrl target, LongConsumer progress) {
        Optional<String> obstacle = obstacle(from);
        if (obstacle.isPresent() || !(from instanceof S3Store other)) {
            throw store.server().failures().of(FailureKind.UNSUPPORTED, target.toString(), obstacle.orElse(""));
        }
        String sourceKey = other.key(source);
        S3Server reading = other.server().ofReading();
        S3Server.Found found = reading.find(sourceKey).orElseThrow(() -> missing(reading, sourceKey));
        String key = store.key(target);
        Optional<S3Server.Found> there = store.server().find(key);
        boolean unfinished = store.uploads().owner(key).isPresent();
        if (there.isPresent() && !unfinished && there.get().sizeBytes() == found.sizeBytes()) {
            progress.accept(found.sizeBytes());
            return new StoredObject(found.sizeBytes(), "etag:" + there.get().tag());
        }
        if (there.isPresent() || unfinished) {
            throw store.server()
                    .failures()
                    .of(FailureKind.ALREADY_EXISTS, store.server().place(key), "exists already");
        }
        S3Server.Origin origin = new S3Server.Origin(other.config().bucket(), sourceKey, found.tag());
        try {
            return copy(origin, found.sizeBytes(), key, progress);
        } catch (ImageException e) {
            boolean gone =
                    e.kind() == FailureKind.NOT_FOUND && reading.find(sourceKey).isEmpty();
            throw gone ? missing(reading, sourceKey) : e;
        }
    }

    private StoredObject copy(S3Server.Origin origin, long sizeBytes, String key, LongConsumer progress) {
        S3Upload upload = store.upload(key, store.uploads().claim(key), OptionalLong.of(sizeBytes));
        try {
            AtomicLong copied = new AtomicLong();
            List<Callable<Void>> parts = new ArrayList<>();
            StoreLimits limits = store.describe().limits();
            for (Part part : limits.partsOf(Extents.upTo(sizeBytes))) {
                parts.add(() -> {
                    upload.copy(part, origin);
                    progress.accept(copied.addAndGet(part.length()));
                    return null;
                });
            }
            SideBySide.untilOneFails(parts, limits.parallelParts());
            return upload.complete(sizeBytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw store.server()
                    .failures()
                    .of(FailureKind.UNAVAILABLE, store.server().place(key), "was stopped");
        } finally {
            // After completing it does nothing.
            upload.abort();
        }
    }

    private static ImageException missing(S3Server reading, String key) {
        return reading.failures().of(FailureKind.NOT_FOUND, reading.place(key), "there is no such object");
    }
}
