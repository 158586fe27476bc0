package io.longshore.store;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** One promise being put to the test: a store, the objects made for it, and the words of a judge. */
final class Trial implements AutoCloseable {

    private final Supplier<? extends Store> stores;
    private final Set<String> secrets;
    private final Store store;
    private final Queue<ObjectUrl> addresses = new ConcurrentLinkedQueue<>();
    private final Queue<Upload> uploads = new ConcurrentLinkedQueue<>();

    Trial(Supplier<? extends Store> stores, Set<String> secrets) {
        this.stores = stores;
        this.secrets = secrets;
        this.store = stores.get();
    }

    Store store() {
        return store;
    }

    /** The store as another process has it. */
    Store reopened() {
        return stores.get();
    }

    long partBytes() {
        return store.describe().limits().partBytes();
    }

    /** An address that nothing is at. */
    ObjectUrl address() {
        return address(ImageId.random(), 1);
    }

    ObjectUrl address(ImageId image, int nth) {
        ObjectUrl url = store.place(image, nth, OptionalLong.empty());
        addresses.add(url);
        return url;
    }

    /** Bytes unlike any others. */
    PatternBytes content(long sizeBytes) {
        return new PatternBytes(ThreadLocalRandom.current().nextLong(), sizeBytes);
    }

    /** The parts that {@code content} is written in, cut to its size. */
    List<Part> parts(PatternBytes content) {
        return store.describe().limits().partsOf(Extents.upTo(content.sizeBytes()));
    }

    static Extents extent(Part part) {
        return new Extents(List.of(new Extents.Extent(part.offset(), part.offset() + part.length())));
    }

    Upload begin(ObjectUrl url, PatternBytes content) {
        return begin(url, OptionalLong.of(content.sizeBytes()));
    }

    Upload begin(ObjectUrl url, OptionalLong size) {
        return letGoAtTheEnd(store.begin(url, size));
    }

    /** Takes up the upload as another process would. */
    Upload resume(ObjectUrl url, PatternBytes content, Extents durable) {
        return letGoAtTheEnd(reopened().resume(url, OptionalLong.of(content.sizeBytes()), durable));
    }

    /** Writes parts of {@code content} and checks their receipts. */
    void write(Upload upload, PatternBytes content, List<Part> parts) {
        for (Part part : parts) {
            PartReceipt receipt = upload.write(part, content.of(part));
            must(
                    receipt.number() == part.number()
                            && receipt.offset() == part.offset()
                            && receipt.length() == part.length(),
                    "the receipt of " + part + " is " + receipt);
        }
    }

    /** Makes it whole and checks what the store says of it. */
    void complete(Upload upload, PatternBytes content) {
        StoredObject stored = upload.complete(content.sizeBytes());
        must(stored.sizeBytes() == content.sizeBytes(), "completed with " + content.sizeBytes() + " bytes: " + stored);
    }

    /** An object that is whole. */
    ObjectUrl stored(PatternBytes content) {
        ObjectUrl url = address();
        store(url, content);
        return url;
    }

    void store(ObjectUrl url, PatternBytes content) {
        Upload upload = begin(url, content);
        write(upload, content, parts(content));
        complete(upload, content);
        upload.close();
    }

    /** The object at {@code url} has these bytes and no others, also for another process. */
    void mustHold(ObjectUrl url, PatternBytes content) throws IOException {
        try (ByteSource source = reopened().source(url)) {
            must(
                    source.object().size().equals(OptionalLong.of(content.sizeBytes())),
                    "the object has " + content.sizeBytes() + " bytes, and the store says " + source.object());
            mustRead(source, content, 0);
        }
    }

    void mustRead(ByteSource source, PatternBytes content, long offset) throws IOException {
        try (ReadableByteChannel read = source.open(offset)) {
            String difference = content.differenceFrom(read, offset);
            must(difference.isEmpty(), "read from " + offset + ": " + difference);
        }
    }

    void mustRead(ByteRanges ranges, PatternBytes content, long offset, long length) throws IOException {
        try (ReadableByteChannel read = ranges.open(offset, length)) {
            String difference = new PatternBytes(content.seed(), offset + length).differenceFrom(read, offset);
            must(difference.isEmpty(), length + " bytes read from " + offset + ": " + difference);
        }
    }

    void mustBeAbsent(ObjectUrl url) {
        try (ByteSource source = reopened().source(url)) {
            mustFail(FailureKind.NOT_FOUND, "asking for what is not there", source::object);
            mustFail(FailureKind.NOT_FOUND, "opening what is not there", () -> source.open(0));
        }
    }

    void mustFail(FailureKind kind, String what, Callable<?> call) {
        ImageException failure = mustFail(what, call);
        must(
                failure.kind() == kind,
                what + " must fail as " + kind + ", not as " + failure.kind() + ": " + failure.getMessage());
    }

    /** Every failure is of a kind, begins with the store, and tells no secret. */
    ImageException mustFail(String what, Callable<?> call) {
        Object answer;
        try {
            answer = call.call();
        } catch (ImageException e) {
            String begin = "store " + store.describe().id() + ":";
            must(e.getMessage().startsWith(begin), "the message must begin with \"" + begin + "\": " + e.getMessage());
            mustKeepSecrets(e.getMessage());
            return e;
        } catch (Exception e) {
            throw new AssertionError(what + " must fail with a kind, not as " + e, e);
        }
        throw new AssertionError(what + " must fail, and answered " + answer);
    }

    void mustKeepSecrets(String text) {
        must(secrets.stream().noneMatch(text::contains), "a secret is told");
    }

    void must(boolean held, String breach) {
        if (!held) {
            throw new AssertionError(breach);
        }
    }

    /** Does all of it at the same time; the first failure is thrown when all have ended. */
    <T> List<T> atOnce(List<? extends Callable<T>> calls) throws Exception {
        List<T> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<T> done : threads.invokeAll(calls)) {
                answers.add(done.get());
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Exception cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw e;
            }
        }
        return answers;
    }

    /** Lets go of every handle and deletes every object, as far as it can; then the first failure is thrown. */
    @Override
    public void close() {
        uploads.forEach(Upload::close);
        ImageException first = null;
        for (ObjectUrl url : addresses) {
            try {
                store.delete(url);
            } catch (ImageException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private Upload letGoAtTheEnd(Upload upload) {
        uploads.add(upload);
        return upload;
    }
}
