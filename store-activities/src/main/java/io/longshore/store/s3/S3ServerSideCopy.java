package io.longshore.store.s3;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import io.longshore.store.Part;
import io.longshore.store.PartReceipt;
import io.longshore.store.ReadableStore;
import io.longshore.store.ServerSideCopy;
import io.longshore.store.SideBySide;
import io.longshore.store.StoredObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Objects copied by the server, part by part: those of the same endpoint that the same key may read. Who goes on lists the parts. */
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
        return copy(from, source, target, progress, false);
    }

    @Override
    public StoredObject resume(ReadableStore from, ObjectUrl source, ObjectUrl target, LongConsumer progress) {
        return copy(from, source, target, progress, true);
    }

    private StoredObject copy(
            ReadableStore from, ObjectUrl source, ObjectUrl target, LongConsumer progress, boolean goesOn) {
        Optional<String> obstacle = obstacle(from);
        if (obstacle.isPresent() || !(from instanceof S3Store other)) {
            throw store.server().failures().of(FailureKind.UNSUPPORTED, target.toString(), obstacle.orElse(""));
        }
        String sourceKey = other.key(source);
        S3Server reading = other.server().ofReading();
        S3Server.Found found = reading.find(sourceKey).orElseThrow(() -> missing(reading, sourceKey));
        String key = store.key(target);
        Optional<S3Server.Found> there = store.server().find(key);
        boolean sameSize = there.isPresent() && there.get().sizeBytes() == found.sizeBytes();
        Optional<String> owner = store.uploads().owner(key);
        if (sameSize && owner.isEmpty()) {
            progress.accept(found.sizeBytes());
            return new StoredObject(found.sizeBytes(), "etag:" + there.get().tag());
        }
        boolean isTaken = owner.isPresent() ? !goesOn || (there.isPresent() && !sameSize) : there.isPresent();
        if (isTaken) {
            throw store.server()
                    .failures()
                    .of(FailureKind.ALREADY_EXISTS, store.server().place(key), "exists already");
        }
        S3Server.Origin origin = new S3Server.Origin(other.config().bucket(), sourceKey, found.tag());
        try {
            OptionalLong size = OptionalLong.of(found.sizeBytes());
            S3Upload upload =
                    store.upload(key, owner.orElseGet(() -> store.uploads().claim(key)), size);
            there.ifPresent(upload::believing);
            List<Part> parts = there.isPresent() ? List.of() : believing(upload, owner, key, found.sizeBytes());
            return copy(upload, key, parts, origin, found.sizeBytes(), progress);
        } catch (ImageException e) {
            boolean gone =
                    e.kind() == FailureKind.NOT_FOUND && reading.find(sourceKey).isEmpty();
            throw gone ? missing(reading, sourceKey) : e;
        }
    }

    /**
     * Has the upload believe the parts that are there already, and answers those that are not. The parts behind a gap, or behind one that
     * is of another length, may be those of other stretches.
     */
    private List<Part> believing(S3Upload upload, Optional<String> owner, String key, long sizeBytes) {
        Map<Integer, software.amazon.awssdk.services.s3.model.Part> there = new HashMap<>();
        owner.ifPresent(id -> store.server().parts(key, id).forEach(part -> there.put(part.partNumber(), part)));
        List<Part> parts = store.describe().limits().partsOf(Extents.upTo(sizeBytes));
        int believed = 0;
        for (Part part : parts) {
            software.amazon.awssdk.services.s3.model.@Nullable Part listed = there.get(part.number());
            if (listed == null || listed.size() != part.length()) {
                break;
            }
            upload.believing(
                    new PartReceipt(part.number(), part.offset(), part.length(), S3Server.bare(listed.eTag())));
            believed++;
        }
        return parts.subList(believed, parts.size());
    }

    private StoredObject copy(
            S3Upload upload,
            String key,
            List<Part> parts,
            S3Server.Origin origin,
            long sizeBytes,
            LongConsumer progress) {
        try (upload) {
            AtomicLong copied = new AtomicLong(
                    sizeBytes - parts.stream().mapToLong(Part::length).sum());
            List<Callable<Void>> copies = new ArrayList<>();
            for (Part part : parts) {
                copies.add(() -> {
                    upload.copy(part, origin);
                    progress.accept(copied.addAndGet(part.length()));
                    return null;
                });
            }
            progress.accept(copied.get());
            SideBySide.untilOneFails(copies, store.describe().limits().parallelParts());
            return upload.complete(sizeBytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw store.server()
                    .failures()
                    .of(FailureKind.UNAVAILABLE, store.server().place(key), "was stopped");
        }
    }

    private static ImageException missing(S3Server reading, String key) {
        return reading.failures().of(FailureKind.NOT_FOUND, reading.place(key), "there is no such object");
    }
}
