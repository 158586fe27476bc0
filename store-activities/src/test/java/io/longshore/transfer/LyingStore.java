package io.longshore.transfer;

import io.longshore.image.Extents;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.store.ByteSource;
import io.longshore.store.LocalFiles;
import io.longshore.store.Part;
import io.longshore.store.PartBytes;
import io.longshore.store.PartReceipt;
import io.longshore.store.Store;
import io.longshore.store.StoreDescription;
import io.longshore.store.StoredObject;
import io.longshore.store.Upload;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A store that does what another does, and then something else. */
final class LyingStore implements Store {

    private final Store store;
    private UnaryOperator<PartReceipt> receipts = receipt -> receipt;
    private UnaryOperator<StoredObject> answers = stored -> stored;
    private Consumer<ObjectUrl> whenComplete = url -> {};
    private Optional<LocalFiles> localFiles;

    LyingStore(Store store) {
        this.store = store;
        this.localFiles = store.localFiles();
    }

    /** What it answers to a part. */
    LyingStore receipts(UnaryOperator<PartReceipt> lie) {
        receipts = lie;
        return this;
    }

    /** What it answers when an object is complete. */
    LyingStore answers(UnaryOperator<StoredObject> lie) {
        answers = lie;
        return this;
    }

    /** What it does to an object that is complete. */
    LyingStore whenComplete(Consumer<ObjectUrl> deed) {
        whenComplete = deed;
        return this;
    }

    /** Where it says that files lie. */
    LyingStore files(LocalFiles lie) {
        localFiles = Optional.of(lie);
        return this;
    }

    @Override
    public StoreDescription describe() {
        return store.describe();
    }

    @Override
    public ObjectUrl place(ImageId image, int nth, OptionalLong size) {
        return store.place(image, nth, size);
    }

    @Override
    public Upload begin(ObjectUrl url, OptionalLong size) {
        return new LyingUpload(url, store.begin(url, size));
    }

    @Override
    public Upload resume(ObjectUrl url, OptionalLong size, Extents durable) {
        return new LyingUpload(url, store.resume(url, size, durable));
    }

    @Override
    public void delete(ObjectUrl url) {
        store.delete(url);
    }

    @Override
    public ByteSource source(ObjectUrl url) {
        return store.source(url);
    }

    @Override
    public Optional<LocalFiles> localFiles() {
        return localFiles;
    }

    private final class LyingUpload implements Upload {

        private final ObjectUrl url;
        private final Upload upload;

        LyingUpload(ObjectUrl url, Upload upload) {
            this.url = url;
            this.upload = upload;
        }

        @Override
        public PartReceipt write(Part part, PartBytes bytes) {
            return receipts.apply(upload.write(part, bytes));
        }

        @Override
        public Extents makeDurable() {
            return upload.makeDurable();
        }

        @Override
        public StoredObject complete(long sizeBytes) {
            StoredObject stored = upload.complete(sizeBytes);
            whenComplete.accept(url);
            return answers.apply(stored);
        }

        @Override
        public void abort() {
            upload.abort();
        }

        @Override
        public void close() {
            upload.close();
        }
    }
}
