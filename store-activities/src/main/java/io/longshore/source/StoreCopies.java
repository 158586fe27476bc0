package io.longshore.source;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.StoreId;
import io.longshore.store.ByteSource;
import io.longshore.store.SourceObject;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The copies of an image that stores hold, read one after another until one serves. Where reading fails, at its beginning or in its
 * middle, the next copy goes on at the same byte, unseen by the reader; a copy that has failed is not tried again. May be read from
 * several bytes at once, by several threads.
 */
public final class StoreCopies implements ImportSource {

    /**
     * One of the copies.
     *
     * @param source makes its source, and fails as that does where there is none
     */
    record Copy(StoreId store, Supplier<ByteSource> source) {}

    private record Reading(String place, ByteSource source, OptionalLong size) {}

    private final List<Copy> copies;
    private final OptionalLong size;
    private final String validator;
    private final ReentrantLock turning = new ReentrantLock();
    private final List<ImageException> failures = new ArrayList<>();
    private final List<ByteSource> begun = new CopyOnWriteArrayList<>();
    private @Nullable Reading current;
    private volatile boolean closed;

    /**
     * @param copies in the order in which they are tried
     * @param size that every copy must have; empty where the image's is not known
     * @param validator names the image's bytes, whichever copy they are read from; empty where nothing does
     */
    StoreCopies(List<Copy> copies, OptionalLong size, String validator) {
        this.copies = List.copyOf(copies);
        this.size = size;
        this.validator = validator;
    }

    /** {@inheritDoc} The validator is the image's, so that it stays the same from one copy to the next. */
    @Override
    public SourceObject object() {
        OptionalLong actual = reading().size();
        return new SourceObject(size.isPresent() ? size : actual, validator);
    }

    @Override
    public ReadableByteChannel open(long offset) {
        return new CopyChannel(this, size, offset);
    }

    /** The bytes from {@code offset} on, of the first copy that gives any. */
    CopyChannel.Part part(long offset) {
        while (true) {
            Reading reading = reading();
            try {
                return new CopyChannel.Part(reading.place(), reading.source().open(offset));
            } catch (ImageException e) {
                turnFrom(reading.place(), e);
            }
        }
    }

    @Override
    public boolean restartable() {
        while (true) {
            Reading reading = reading();
            try {
                return reading.source().restartable();
            } catch (ImageException e) {
                turnFrom(reading.place(), e);
            }
        }
    }

    private Reading reading() {
        turning.lock();
        try {
            while (current == null) {
                if (failures.size() == copies.size()) {
                    throw noneLeft();
                }
                Copy copy = copies.get(failures.size());
                try {
                    current = begin(copy);
                } catch (ImageException e) {
                    giveUp(copy.store().value(), e);
                }
            }
            return current;
        } finally {
            turning.unlock();
        }
    }

    private Reading begin(Copy copy) {
        String place = copy.store().value();
        ByteSource source = copy.source().get();
        begun.add(source);
        if (closed) {
            source.close();
            throw new ImageException(FailureKind.SOURCE_UNAVAILABLE, place + ": reading was given up");
        }
        OptionalLong actual = source.object().size();
        if (size.isPresent() && actual.isPresent() && !actual.equals(size)) {
            throw new ImageException(
                    FailureKind.SOURCE_LOST,
                    place + ": its copy has " + actual.getAsLong() + " bytes, the image " + size.getAsLong());
        }
        return new Reading(place, source, actual);
    }

    @Override
    public String place() {
        turning.lock();
        try {
            if (current != null) {
                return current.place();
            }
            return failures.size() < copies.size()
                    ? copies.get(failures.size()).store().value()
                    : "no store";
        } finally {
            turning.unlock();
        }
    }

    @Override
    public String words() {
        turning.lock();
        try {
            return failures.isEmpty() ? place() : place() + " (" + reasons() + ")";
        } finally {
            turning.unlock();
        }
    }

    @Override
    public void turnFrom(String place, ImageException why) {
        turning.lock();
        try {
            if (current != null && current.place().equals(place)) {
                giveUp(place, why);
                current = null;
            }
            if (failures.size() == copies.size()) {
                throw noneLeft();
            }
        } finally {
            turning.unlock();
        }
    }

    private void giveUp(String place, ImageException why) {
        ImageException failure = Blame.onSource(place, why);
        // The reader itself is stopping: the copy is as good as it was.
        if (closed || !failure.kind().blamesSource()) {
            throw failure;
        }
        failures.add(failure);
    }

    /** Worth another attempt where any of the copies is. */
    private ImageException noneLeft() {
        if (copies.isEmpty()) {
            return new ImageException(FailureKind.SOURCE_LOST, "no store holds a copy of the image");
        }
        if (failures.size() == 1) {
            return failures.getFirst();
        }
        boolean later = failures.stream().anyMatch(f -> f.kind().retryable());
        Duration retryAfter = failures.stream()
                .flatMap(f -> f.retryAfter().stream())
                .min(Comparator.naturalOrder())
                .orElse(null);
        return new ImageException(
                later ? FailureKind.SOURCE_UNAVAILABLE : FailureKind.SOURCE_LOST,
                "no copy of the image can be read: " + reasons(),
                failures.getLast(),
                retryAfter);
    }

    private String reasons() {
        return failures.stream().map(ImageException::getMessage).collect(Collectors.joining("; "));
    }

    @Override
    public void close() {
        closed = true;
        begun.forEach(ByteSource::close);
    }
}
