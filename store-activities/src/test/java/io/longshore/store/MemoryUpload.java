package io.longshore.store;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ObjectUrl;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** An object of a {@link MemoryStore} being written in place. */
final class MemoryUpload implements Upload {

    private final MemoryStore store;
    private final ObjectUrl url;
    private final MemoryObject object;
    private final WrittenRanges written = new WrittenRanges();
    private volatile boolean completed;
    private volatile boolean ended;

    MemoryUpload(MemoryStore store, ObjectUrl url, MemoryObject object, Extents durable) {
        this.store = store;
        this.url = url;
        this.object = object;
        written.add(durable);
    }

    @Override
    public PartReceipt write(Part part, PartBytes bytes) {
        requireOpen();
        written.remove(part.offset(), part.offset() + part.length());
        long length;
        try {
            length = bytes.sendTo(new At(object, part.offset()));
        } catch (IOException e) {
            throw store.failure(FailureKind.UNAVAILABLE, url, String.valueOf(e.getMessage()));
        }
        requireOpen();
        if (length > part.length()) {
            throw store.failure(FailureKind.CORRUPT, url, "part " + part.number() + " has " + length + " bytes");
        }
        written.add(part.offset(), part.offset() + length);
        return new PartReceipt(part.number(), part.offset(), length, "");
    }

    @Override
    public Extents makeDurable() {
        requireOpen();
        return written.extents();
    }

    @Override
    public StoredObject complete(long sizeBytes) {
        requireOpen();
        if (!written.isExactly(sizeBytes)) {
            throw store.failure(FailureKind.CORRUPT, url, "written is " + written + ", not " + sizeBytes + " bytes");
        }
        object.cutTo(sizeBytes);
        completed = true;
        ended = true;
        return new StoredObject(sizeBytes, "");
    }

    @Override
    public void abort() {
        ended = true;
        if (!completed) {
            store.remove(url, object);
        }
    }

    @Override
    public void close() {
        ended = true;
    }

    private void requireOpen() {
        if (ended) {
            throw store.failure(FailureKind.CONFLICT, url, "its upload has ended");
        }
        if (!store.holds(url, object)) {
            throw store.failure(FailureKind.NOT_FOUND, url, "was removed while it was being written");
        }
    }

    /** A place in the object that moves on as bytes come. */
    private static final class At implements WritableByteChannel {

        private final MemoryObject object;
        private long offset;

        At(MemoryObject object, long offset) {
            this.object = object;
            this.offset = offset;
        }

        @Override
        public int write(ByteBuffer bytes) {
            int length = bytes.remaining();
            object.write(offset, bytes);
            offset += length;
            return length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
