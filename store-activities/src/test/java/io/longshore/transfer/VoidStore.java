package io.longshore.transfer;

import io.longshore.image.Extents;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.ByteSource;
import io.longshore.store.Part;
import io.longshore.store.PartBytes;
import io.longshore.store.PartReceipt;
import io.longshore.store.Store;
import io.longshore.store.StoreDescription;
import io.longshore.store.StoreLimits;
import io.longshore.store.StoredObject;
import io.longshore.store.Upload;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/** A store that takes any number of bytes and keeps none. */
final class VoidStore implements Store {

    private final StoreLimits limits = new StoreLimits(32L << 20, 10_000, 1L << 40, 4);

    ObjectUrl place() {
        return ObjectUrl.of("void://nothing");
    }

    Upload upload() {
        return begin(place(), OptionalLong.empty());
    }

    @Override
    public StoreDescription describe() {
        return new StoreDescription(StoreId.of("void"), "void", "", 0, limits, Map.of());
    }

    @Override
    public ObjectUrl place(ImageId image, int nth, OptionalLong size) {
        return place();
    }

    @Override
    public Upload begin(ObjectUrl url, OptionalLong size) {
        return new VoidUpload();
    }

    @Override
    public Upload resume(ObjectUrl url, OptionalLong size, Extents durable) {
        return new VoidUpload();
    }

    @Override
    public void delete(ObjectUrl url) {}

    @Override
    public ByteSource source(ObjectUrl url) {
        throw new UnsupportedOperationException("nothing is kept");
    }

    private static final class VoidUpload implements Upload {

        private final AtomicLong written = new AtomicLong();

        @Override
        public PartReceipt write(Part part, PartBytes bytes) {
            try {
                long length = bytes.sendTo(Channels.newChannel(OutputStream.nullOutputStream()));
                written.addAndGet(length);
                return new PartReceipt(part.number(), part.offset(), length, "");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Extents makeDurable() {
            return Extents.upTo(written.get());
        }

        @Override
        public StoredObject complete(long sizeBytes) {
            return new StoredObject(sizeBytes, "");
        }

        @Override
        public void abort() {}

        @Override
        public void close() {}
    }
}
