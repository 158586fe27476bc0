package io.longshore.store.s3;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.store.Part;
import io.longshore.store.PartBytes;
import io.longshore.store.PartReceipt;
import io.longshore.store.StoreLimits;
import io.longshore.store.StoredObject;
import io.longshore.store.Upload;
import io.longshore.store.WrittenRanges;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * An object being written. Its multipart upload is there from begin to end and is what owns the key: a part of an upload that was removed
 * is refused by the server itself. An object of at most one part is one plain PUT beside its upload, which then ends without parts.
 */
final class S3Upload implements Upload {

    private enum State {
        OPEN,
        COMPLETED,
        ENDED
    }

    private final String key;
    private final @Nullable String uploadId;
    private final OptionalLong size;
    private final StoreLimits limits;
    private final S3Server server;
    private final S3Sender sender;
    private final WrittenRanges written = new WrittenRanges();
    private final Map<Integer, PartReceipt> receipts = new ConcurrentSkipListMap<>();
    private volatile S3Server.@Nullable Found whole;
    private volatile State state = State.OPEN;

    /** @param uploadId none for an object that was whole when it was taken up */
    S3Upload(
            String key,
            @Nullable String uploadId,
            OptionalLong size,
            StoreLimits limits,
            S3Server server,
            S3Sender sender) {
        this.key = key;
        this.uploadId = uploadId;
        this.size = size;
        this.limits = limits;
        this.server = server;
        this.sender = sender;
    }

    /** The server has this object at the key, and it is what was written. */
    S3Upload believing(S3Server.Found object) {
        whole = object;
        written.add(0, object.sizeBytes());
        return this;
    }

    /** The server has this part, and it is what was written. */
    S3Upload believing(PartReceipt part) {
        took(part);
        return this;
    }

    @Override
    public PartReceipt write(Part part, PartBytes bytes) {
        requireOpen();
        if (bytes.length().isPresent()) {
            return send(part, bytes);
        }
        try (S3Sender.Spooled spooled = sender.spool(key, part, bytes)) {
            return send(part, spooled);
        }
    }

    private PartReceipt send(Part part, PartBytes bytes) {
        String upload = requireUploadId();
        long length = bytes.length().orElseThrow();
        written.remove(part.offset(), part.offset() + part.length());
        receipts.remove(part.number());
        if (isWhole(part, length)) {
            server.requireUpload(key, upload);
            whole = null;
            S3Sender.Sent sent = sender.object(key, part, bytes);
            whole = new S3Server.Found(sent.length(), sent.tag());
            written.add(0, sent.length());
            return new PartReceipt(part.number(), 0, sent.length(), sent.tag());
        }
        S3Sender.Sent sent = sender.part(key, upload, part, bytes);
        return took(new PartReceipt(part.number(), part.offset(), sent.length(), sent.tag()));
    }

    /** Has the server copy a part from another of its objects. */
    PartReceipt copy(Part part, S3Server.Origin source) {
        requireOpen();
        String upload = requireUploadId();
        if (isWhole(part, part.length())) {
            server.requireUpload(key, upload);
            String tag = server.copyObject(source, key);
            S3Server.Found copied = server.find(key).orElseThrow(this::removed);
            believing(copied);
            return new PartReceipt(part.number(), 0, copied.sizeBytes(), tag);
        }
        String tag = server.copyPart(source, key, upload, part);
        return took(new PartReceipt(part.number(), part.offset(), part.length(), tag));
    }

    private PartReceipt took(PartReceipt receipt) {
        receipts.put(receipt.number(), receipt);
        written.add(receipt.offset(), receipt.offset() + receipt.length());
        return receipt;
    }

    /** A first part that is shorter than first parts are is the last one, too. */
    private boolean isWhole(Part part, long length) {
        boolean shorter = length < limits.partBytes();
        return part.number() == 1 && (size.isPresent() ? size.getAsLong() <= limits.partBytes() : shorter);
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
            throw corrupt("written is " + written + ", which does not make " + sizeBytes + " bytes");
        }
        if (uploadId != null) {
            finish(uploadId, sizeBytes);
        }
        S3Server.Found found = server.find(key).orElseThrow(this::removed);
        S3Server.Found sent = whole;
        if (found.sizeBytes() != sizeBytes) {
            throw corrupt("has " + found.sizeBytes() + " of " + sizeBytes + " bytes");
        }
        if (uploadId != null && sent != null) {
            if (!found.tag().equals(sent.tag())) {
                throw corrupt("is not what was sent: somebody else wrote it");
            }
            server.abortUpload(key, uploadId);
        }
        state = State.COMPLETED;
        return new StoredObject(sizeBytes, found.tag().isEmpty() ? "" : "etag:" + found.tag());
    }

    private void finish(String upload, long sizeBytes) {
        if (whole != null) {
            server.requireUpload(key, upload);
        } else if (sizeBytes == 0) {
            server.requireUpload(key, upload);
            server.putEmpty(key);
            whole = server.find(key).orElseThrow(this::removed);
        } else {
            makeObject(upload);
        }
    }

    private void makeObject(String upload) {
        try {
            server.completeUpload(key, upload, receipts.values());
        } catch (ImageException e) {
            // It may have been done by a call whose answer was lost.
            String expected = S3Tags.ofParts(receipts.values());
            if (e.kind() != FailureKind.NOT_FOUND
                    || server.find(key).filter(f -> f.tag().equals(expected)).isEmpty()) {
                throw e;
            }
        }
    }

    @Override
    public void abort() {
        if (state == State.COMPLETED) {
            return;
        }
        state = State.ENDED;
        if (uploadId == null) {
            S3Server.Found own = whole;
            if (own != null && server.find(key).filter(own::equals).isPresent()) {
                server.delete(key);
            }
        } else if (server.isUpload(key, uploadId)) {
            // While the upload is there, nobody else has written at the key.
            server.delete(key);
            new S3Claims(server).release(key, uploadId);
        }
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
            case COMPLETED, ENDED ->
                throw server.failures().of(FailureKind.CONFLICT, server.place(key), "its upload has ended");
        }
    }

    private String requireUploadId() {
        if (uploadId == null) {
            throw server.failures().of(FailureKind.CONFLICT, server.place(key), "is whole: nothing can be added");
        }
        return uploadId;
    }

    private ImageException corrupt(String what) {
        return server.failures().of(FailureKind.CORRUPT, server.place(key), what);
    }

    private ImageException removed() {
        return server.failures().of(FailureKind.NOT_FOUND, server.place(key), "was removed while it was being written");
    }
}
