package io.longshore.store;

import io.longshore.image.Extents;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/** Any store, with faults by script. Without faults it does what the store does that it stands before. */
public final class FaultyStore implements Store {

    /** Where a fault can strike. */
    public enum Point {
        PLACE,
        BEGIN,
        RESUME,
        WRITE,
        MAKE_DURABLE,
        COMPLETE,
        ABORT,
        DELETE,
        /** Asking for an object or opening it, and, with a number of bytes, reading it. */
        READ
    }

    private final Store store;
    private final FaultScript script;
    private final AtomicLong bytesWritten = new AtomicLong();
    private volatile boolean filesAreHidden;

    public FaultyStore(Store store) {
        this.store = store;
        this.script = new FaultScript(store.describe().id());
    }

    /** From now on {@code fault} strikes too. Faults of one point strike in the order in which they were added. */
    public FaultyStore with(Fault fault) {
        script.add(fault);
        return this;
    }

    /** From now on nothing strikes; who is blocked stays so until the gate opens. */
    public void heal() {
        script.clear();
    }

    /** From now on nobody learns that objects are files: bytes pass through the caller. */
    public FaultyStore hidingLocalFiles() {
        filesAreHidden = true;
        return this;
    }

    /** Calls at {@code point} since the beginning, those that failed too. */
    public int calls(Point point) {
        return script.calls(point);
    }

    /** Those of them that have come to their end, well or not. */
    public int ended(Point point) {
        return script.ended(point);
    }

    /** Bytes that were sent to the store, those of failed parts too. */
    public long bytesWritten() {
        return bytesWritten.get();
    }

    @Override
    public StoreDescription describe() {
        return store.describe();
    }

    @Override
    public ObjectUrl place(ImageId image, int nth, OptionalLong size) {
        return script.at(Point.PLACE, () -> store.place(image, nth, size));
    }

    @Override
    public Upload begin(ObjectUrl url, OptionalLong size) {
        return faulty(script.at(Point.BEGIN, () -> store.begin(url, size)));
    }

    @Override
    public Upload resume(ObjectUrl url, OptionalLong size, Extents durable) {
        return faulty(script.at(Point.RESUME, () -> store.resume(url, size, durable)));
    }

    @Override
    public void delete(ObjectUrl url) {
        script.at(Point.DELETE, () -> {
            store.delete(url);
            return true;
        });
    }

    @Override
    public ByteSource source(ObjectUrl url) {
        return new FaultyStoreSource(store.source(url), script);
    }

    @Override
    public Optional<LocalFiles> localFiles() {
        return filesAreHidden ? Optional.empty() : store.localFiles();
    }

    @Override
    public Optional<Inventory> inventory() {
        return store.inventory();
    }

    private Upload faulty(Upload upload) {
        return new FaultyUpload(upload, script, bytesWritten);
    }
}
