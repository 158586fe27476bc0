package io.longshore.store.swift;

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
        return copy(from, source, target, progress, false);
    }

    @Override
    public StoredObject resume(ReadableStore from, ObjectUrl source, ObjectUrl target, LongConsumer progress) {
        return copy(from, source, target, progress, true);
    }

    private StoredObject copy(
            ReadableStore from, ObjectUrl source, ObjectUrl target, LongConsumer progress, boolean goesOn) {
        Optional<String> obstacle = obstacle(from);
        if (obstacle.isPresent() || !(from instanceof SwiftStore other)) {
            throw store.server().failures().of(FailureKind.UNSUPPORTED, target.toString(), obstacle.orElse(""));
        }
        SwiftLocation origin = other.location(source);
        SwiftServer reading = other.server().ofReading();
        SwiftServer.Found found = reading.find(origin).orElseThrow(() -> missing(reading, origin));
        SwiftLocation at = store.location(target);
        // The marks are asked first: that makes a missing container, where the operator wants it.
        Optional<SwiftLocation> owner = store.marks().owner(at);
        Optional<SwiftServer.Found> there = store.server().find(at);
        boolean sameSize = there.isPresent() && there.get().sizeBytes() == found.sizeBytes();
        if (sameSize && owner.isEmpty()) {
            progress.accept(found.sizeBytes());
            return new StoredObject(found.sizeBytes(), "etag:" + there.get().tag());
        }
        boolean isTaken = owner.isPresent() ? !goesOn || (there.isPresent() && !sameSize) : there.isPresent();
        if (isTaken) {
            throw store.server().failures().of(FailureKind.ALREADY_EXISTS, at.place(), "exists already");
        }
        try {
            OptionalLong size = OptionalLong.of(found.sizeBytes());
            List<Piece> pieces = there.isPresent() ? List.of() : parts(pieces(reading, origin, found), at, found);
            SwiftUpload upload =
                    store.upload(at, owner.orElseGet(() -> store.marks().claim(at)), size);
            there.ifPresent(upload::believing);
            return copy(
                    upload,
                    owner.isPresent() ? believing(upload, pieces, at) : pieces,
                    found.sizeBytes(),
                    at,
                    progress);
        } catch (ImageException e) {
            boolean gone =
                    e.kind() == FailureKind.NOT_FOUND && reading.find(origin).isEmpty();
            throw gone ? missing(reading, origin) : e;
        }
    }

    /** One object of the source, and which part of the copy it becomes. */
    private record Piece(SwiftLocation from, Part part) {}

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

    private List<Piece> parts(List<SwiftLocation> pieces, SwiftLocation at, SwiftServer.Found found) {
        List<Piece> parts = new ArrayList<>();
        long offset = 0;
        for (SwiftLocation piece : pieces) {
            long length = store.server()
                    .find(piece)
                    .orElseThrow(() -> missing(store.server().ofReading(), piece))
                    .sizeBytes();
            if (length > 0) {
                parts.add(new Piece(piece, new Part(parts.size() + 1, offset, length)));
            }
            offset += length;
        }
        if (offset != found.sizeBytes()) {
            throw store.server()
                    .failures()
                    .of(
                            FailureKind.UNSUPPORTED,
                            at.place(),
                            "the server does not tell of which segments the large object is made");
        }
        return parts;
    }

    /**
     * Has the upload believe the segments that are there already, and answers what is still to be copied. Those behind a gap, or behind one
     * that is of another length, may be those of other stretches.
     */
    private List<Piece> believing(SwiftUpload upload, List<Piece> pieces, SwiftLocation at) {
        Map<String, Long> there = new HashMap<>();
        store.server()
                .list(at.container(), SwiftNames.segments(at))
                .forEach(row -> there.put(row.name(), row.sizeBytes()));
        int believed = 0;
        for (Piece piece : pieces) {
            Part part = piece.part();
            @Nullable
            Long listed = there.get(SwiftNames.segment(at, part.number()).object());
            if (listed == null || listed != part.length()) {
                break;
            }
            upload.believing(new PartReceipt(part.number(), part.offset(), part.length(), ""));
            believed++;
        }
        return pieces.subList(believed, pieces.size());
    }

    private StoredObject copy(
            SwiftUpload upload, List<Piece> pieces, long sizeBytes, SwiftLocation at, LongConsumer progress) {
        try (upload) {
            AtomicLong copied = new AtomicLong(sizeBytes
                    - pieces.stream().mapToLong(p -> p.part().length()).sum());
            List<Callable<Void>> copies = new ArrayList<>();
            for (Piece piece : pieces) {
                copies.add(() -> {
                    upload.copy(piece.part(), piece.from());
                    progress.accept(copied.addAndGet(piece.part().length()));
                    return null;
                });
            }
            progress.accept(copied.get());
            SideBySide.untilOneFails(copies, store.describe().limits().parallelParts());
            return upload.complete(sizeBytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw store.server().failures().of(FailureKind.UNAVAILABLE, at.place(), "was stopped");
        }
    }

    private static ImageException missing(SwiftServer reading, SwiftLocation at) {
        return reading.failures().of(FailureKind.NOT_FOUND, at.place(), "there is no such object");
    }
}
