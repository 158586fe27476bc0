package io.longshore.store.swift;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import io.longshore.store.Part;
import io.longshore.store.ReadableStore;
import io.longshore.store.ServerSideCopy;
import io.longshore.store.SideBySide;
import io.longshore.store.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Objects copied by the server, within one account. A large object is copied segment by segment: some servers copy a manifest as it
 * stands, and the copy would end with the segments of its source. {@code UNSUPPORTED} where a server does not tell the segments of a
 * static large object (Ceph's does not).
 */
final class SwiftServerSideCopy implements ServerSideCopy {

    private final SwiftStore store;

    SwiftServerSideCopy(SwiftStore store) {
        this.store = store;
    }

    @Override
    public Optional<String> obstacle(ReadableStore from) {
        if (!(from instanceof SwiftStore other)) {
            return Optional.of(
                    "type " + from.describe().type() + " cannot be copied natively to type " + SwiftStore.TYPE);
        }
        return other.config().auth().equals(store.config().auth())
                ? Optional.empty()
                : Optional.of("another Swift account");
    }

    @Override
    public StoredObject copy(ReadableStore from, ObjectUrl source, ObjectUrl target, LongConsumer progress) {
        Optional<String> obstacle = obstacle(from);
        if (obstacle.isPresent() || !(from instanceof SwiftStore other)) {
            throw store.server().failures().of(FailureKind.UNSUPPORTED, target.toString(), obstacle.orElse(""));
        }
        SwiftLocation origin = other.location(source);
        SwiftServer reading = other.server().ofReading();
        SwiftServer.Found found = reading.find(origin).orElseThrow(() -> missing(reading, origin));
        SwiftLocation at = store.location(target);
        // The marks are asked first: that makes a missing container, where the operator wants it.
        boolean unfinished = store.marks().owner(at).isPresent();
        Optional<SwiftServer.Found> there = store.server().find(at);
        if (there.isPresent() && !unfinished && there.get().sizeBytes() == found.sizeBytes()) {
            progress.accept(found.sizeBytes());
            return new StoredObject(found.sizeBytes(), "etag:" + there.get().tag());
        }
        if (there.isPresent() || unfinished) {
            throw store.server().failures().of(FailureKind.ALREADY_EXISTS, at.place(), "exists already");
        }
        try {
            return copy(pieces(reading, origin, found), found.sizeBytes(), at, progress);
        } catch (ImageException e) {
            boolean gone =
                    e.kind() == FailureKind.NOT_FOUND && reading.find(origin).isEmpty();
            throw gone ? missing(reading, origin) : e;
        }
    }

    /** What the object is made of, in order. */
    private static List<SwiftLocation> pieces(SwiftServer reading, SwiftLocation at, SwiftServer.Found found) {
        if (found.isStatic()) {
            return reading.staticSegments(at);
        }
        @Nullable String manifest = found.manifest();
        if (manifest == null) {
            return List.of(at);
        }
        return SwiftManifest.of(manifest).stream()
                .flatMap(named -> reading.list(named.container(), named.prefix()).stream()
                        .map(row -> new SwiftLocation(named.container(), row.name())))
                .toList();
    }

    private StoredObject copy(List<SwiftLocation> pieces, long sizeBytes, SwiftLocation at, LongConsumer progress) {
        SwiftUpload upload = store.upload(at, store.marks().claim(at), OptionalLong.of(sizeBytes));
        try {
            AtomicLong copied = new AtomicLong();
            List<Callable<Void>> copies = new ArrayList<>();
            long offset = 0;
            for (SwiftLocation piece : pieces) {
                long length = store.server()
                        .find(piece)
                        .orElseThrow(() -> missing(store.server().ofReading(), piece))
                        .sizeBytes();
                if (length > 0) {
                    Part part = new Part(copies.size() + 1, offset, length);
                    copies.add(() -> {
                        upload.copy(part, piece);
                        progress.accept(copied.addAndGet(length));
                        return null;
                    });
                }
                offset += length;
            }
            if (offset != sizeBytes) {
                throw store.server()
                        .failures()
                        .of(
                                FailureKind.UNSUPPORTED,
                                at.place(),
                                "the server does not tell of which segments the large object is made");
            }
            SideBySide.untilOneFails(copies, store.describe().limits().parallelParts());
            return upload.complete(sizeBytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw store.server().failures().of(FailureKind.UNAVAILABLE, at.place(), "was stopped");
        } finally {
            // After completing it does nothing.
            upload.abort();
        }
    }

    private static ImageException missing(SwiftServer reading, SwiftLocation at) {
        return reading.failures().of(FailureKind.NOT_FOUND, at.place(), "there is no such object");
    }
}
