package io.longshore.store.swift;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.store.Part;
import io.longshore.store.PartBytes;
import io.longshore.store.PartReceipt;
import io.longshore.store.SoleWriter;
import io.longshore.store.StoreLimits;
import io.longshore.store.StoredObject;
import io.longshore.store.Upload;
import io.longshore.store.WrittenRanges;
import io.longshore.web.PushedBody;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** An object being written: segments, then a manifest that makes them one; an object of at most one segment is one plain PUT. */
final class SwiftUpload implements Upload {

    private enum State {
        OPEN,
        COMPLETED,
        ENDED
    }

    private final SwiftLocation at;
    private final @Nullable SwiftLocation claim;
    private final OptionalLong size;
    private final StoreLimits limits;
    private final SwiftServer server;
    private final SwiftClaims claims;
    private final SwiftRemoval removal;
    private final WrittenRanges written = new WrittenRanges();
    private final Map<Integer, PartReceipt> receipts = new ConcurrentSkipListMap<>();
    private volatile SwiftServer.@Nullable Found whole;
    private volatile State state = State.OPEN;

    /** @param claim none for an object that was whole when it was taken up */
    SwiftUpload(
            SwiftLocation at,
            @Nullable SwiftLocation claim,
            OptionalLong size,
            StoreLimits limits,
            SwiftServer server,
            SwiftClaims claims,
            SwiftRemoval removal) {
        this.at = at;
        this.claim = claim;
        this.size = size;
        this.limits = limits;
        this.server = server;
        this.claims = claims;
        this.removal = removal;
    }

    /** The server has this object, and it is what was written. */
    SwiftUpload believing(SwiftServer.Found object) {
        whole = object;
        written.add(0, object.sizeBytes());
        return this;
    }

    /** The server has this segment, and it is what was written. */
    SwiftUpload believing(PartReceipt part) {
        receipts.put(part.number(), part);
        written.add(part.offset(), part.offset() + part.length());
        return this;
    }

    /** Has the server copy another of its objects, which becomes a segment, or the whole. */
    void copy(Part part, SwiftLocation source) {
        requireOpen();
        requireClaim();
        SwiftLocation target = part.number() == 1 && size.equals(OptionalLong.of(part.length()))
                ? at
                : SwiftNames.segment(at, part.number());
        server.copy(source, target);
        requireClaimAfter(target, target.equals(at));
        SwiftServer.Found copied = server.find(target).orElseThrow(this::removed);
        if (copied.sizeBytes() != part.length()) {
            throw failure(
                    FailureKind.CORRUPT, "part " + part.number() + " was copied as " + copied.sizeBytes() + " bytes");
        }
        if (target.equals(at)) {
            believing(copied);
        } else {
            believing(new PartReceipt(part.number(), part.offset(), part.length(), copied.tag()));
        }
    }

    @Override
    public PartReceipt write(Part part, PartBytes bytes) {
        requireOpen();
        OptionalLong announced = bytes.length();
        if (announced.isPresent() && announced.getAsLong() > part.length()) {
            throw tooLong(part);
        }
        requireClaim();
        written.remove(part.offset(), part.offset() + part.length());
        receipts.remove(part.number());
        boolean isWhole = isWhole(part, announced);
        SwiftLocation target = isWhole ? at : SwiftNames.segment(at, part.number());
        AtomicReference<PushedBody> sending = new AtomicReference<>();
        String tag = server.send(target, () -> {
            PushedBody body = new PushedBody(announced.orElse(-1), bytes::sendTo);
            sending.set(body);
            return body;
        });
        long length = sending.get().sent();
        requireClaimAfter(target, isWhole);
        return accept(part, target, isWhole, length, tag);
    }

    private PartReceipt accept(Part part, SwiftLocation target, boolean isWhole, long length, String tag) {
        if (length > part.length() || (length == 0 && !isWhole)) {
            server.delete(target);
            if (length > 0) {
                throw tooLong(part);
            }
            return new PartReceipt(part.number(), part.offset(), 0, "");
        }
        PartReceipt receipt = new PartReceipt(part.number(), part.offset(), length, tag);
        if (isWhole) {
            believing(new SwiftServer.Found(length, tag, null, false));
        } else {
            whole = null;
            believing(receipt);
        }
        return receipt;
    }

    /** A first part that is shorter than first parts are is the last one, too. */
    private boolean isWhole(Part part, OptionalLong length) {
        boolean shorter = length.isPresent() && length.getAsLong() < limits.partBytes();
        boolean small = size.isPresent() ? size.getAsLong() <= limits.partBytes() : shorter;
        return part.number() == 1 && length.isPresent() && small;
    }

    /** {@inheritDoc} The server keeps what it has taken. */
    @Override
    public Extents makeDurable() {
        requireOpen();
        return written.extents();
    }

    @Override
    public StoredObject complete(long sizeBytes) {
        requireOpen();
        if (!written.isExactly(sizeBytes)) {
            throw failure(
                    FailureKind.CORRUPT, "written is " + written + ", which does not make " + sizeBytes + " bytes");
        }
        if (claim != null) {
            requireClaim();
            makeWhole(sizeBytes);
        }
        SwiftServer.Found found = settled(sizeBytes);
        SwiftServer.Found sent = whole;
        if (sent != null && !sent.tag().equals(found.tag())) {
            throw failure(FailureKind.CORRUPT, "is not what was sent: somebody else wrote it");
        }
        if (claim != null) {
            claims.releaseAll(at);
        }
        state = State.COMPLETED;
        return new StoredObject(sizeBytes, found.tag().isEmpty() ? "" : "etag:" + found.tag());
    }

    private void makeWhole(long sizeBytes) {
        SwiftServer.Found known = whole;
        if (known != null) {
            if (known.manifest() == null && !known.isStatic()) {
                removal.deleteSegments(at, null);
            }
        } else if (sizeBytes == 0) {
            removal.deleteSegments(at, null);
            server.put(at, request -> {});
        } else {
            requireSegments();
            server.put(at, request -> request.header("X-Object-Manifest", SwiftNames.manifest(at)));
        }
    }

    /** A manifest means whatever is listed under its prefix: that must be these segments, whole, and no others. */
    private void requireSegments() {
        boolean settled = settles(() -> {
            Map<String, Long> wanted = new HashMap<>();
            receipts.values()
                    .forEach(r -> wanted.put(SwiftNames.segment(at, r.number()).object(), r.length()));
            List<SwiftLocation> stale = new ArrayList<>();
            for (SwiftServer.Listed row : server.list(at.container(), SwiftNames.segments(at))) {
                Long length = wanted.get(row.name());
                if (length == null) {
                    stale.add(stale(row.name()));
                } else if (length == row.sizeBytes()) {
                    wanted.remove(row.name());
                }
            }
            removal.deleteAll(stale);
            return wanted.isEmpty() && stale.isEmpty();
        });
        if (!settled) {
            throw failure(FailureKind.UNAVAILABLE, "the container does not list the segments that were sent");
        }
    }

    /** A segment that an earlier attempt has left; what is not called so is somebody else's. */
    private SwiftLocation stale(String name) {
        if (!SwiftNames.whole(name).equals(at.object())) {
            throw failure(
                    FailureKind.UNAVAILABLE,
                    "cannot be made whole while the container has " + name + ", which would become part of it");
        }
        return new SwiftLocation(at.container(), name);
    }

    private SwiftServer.Found settled(long sizeBytes) {
        AtomicReference<SwiftServer.@Nullable Found> found = new AtomicReference<>();
        boolean settled = settles(() -> {
            found.set(server.find(at).orElse(null));
            SwiftServer.Found now = found.get();
            return now == null || now.sizeBytes() == sizeBytes || now.manifest() == null;
        });
        SwiftServer.Found now = found.get();
        if (now == null) {
            throw removed();
        }
        if (!settled || now.sizeBytes() != sizeBytes) {
            throw failure(
                    settled ? FailureKind.CORRUPT : FailureKind.UNAVAILABLE,
                    "has " + now.sizeBytes() + " of " + sizeBytes + " bytes");
        }
        return now;
    }

    private boolean settles(java.util.function.Supplier<Boolean> done) {
        try {
            return SoleWriter.settles(done);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(FailureKind.UNAVAILABLE, "stopped while waiting for the server");
        }
    }

    @Override
    public void abort() {
        if (state == State.COMPLETED) {
            return;
        }
        state = State.ENDED;
        if (claim != null ? claims.isThere(claim) : isStillWhole()) {
            // While the mark is there, nobody else has written here.
            removal.delete(at);
        }
    }

    private boolean isStillWhole() {
        SwiftServer.Found own = whole;
        return own != null && server.find(at).filter(own::equals).isPresent();
    }

    @Override
    public void close() {
        if (state != State.COMPLETED) {
            state = State.ENDED;
        }
    }

    private void requireOpen() {
        switch (state) {
            case OPEN -> {}
            case COMPLETED, ENDED -> throw failure(FailureKind.CONFLICT, "its upload has ended");
        }
    }

    private void requireClaim() {
        if (claim == null) {
            throw failure(FailureKind.CONFLICT, "is whole: nothing can be added");
        }
        if (!claims.isThere(claim)) {
            throw removed();
        }
    }

    /** What arrived after the upload was removed is removed as well; unless it was completed by another writer of the same bytes. */
    private void requireClaimAfter(SwiftLocation target, boolean isWhole) {
        if (claim != null && !claims.isThere(claim)) {
            if (!isWhole && server.find(at).isEmpty()) {
                server.delete(target);
            }
            throw removed();
        }
    }

    private ImageException tooLong(Part part) {
        return failure(FailureKind.CORRUPT, "part " + part.number() + " brings more than " + part.length() + " bytes");
    }

    private ImageException removed() {
        return failure(FailureKind.NOT_FOUND, "the upload was removed while it was being written");
    }

    private ImageException failure(FailureKind kind, String what) {
        return server.failures().of(kind, at.place(), what);
    }
}
