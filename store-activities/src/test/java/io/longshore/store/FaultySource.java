package io.longshore.store;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Any source, with faults by script at given bytes. Without faults it gives what the source gives that it stands before. */
public final class FaultySource implements ByteSource {

    private final List<Incident> incidents = new CopyOnWriteArrayList<>();
    private final List<Long> opens = new CopyOnWriteArrayList<>();
    private final AtomicLong bytesRead = new AtomicLong();
    private volatile ByteSource source;
    private volatile boolean sizeIsKnown = true;
    private volatile boolean canRestart = true;
    private volatile int maxReadBytes = Integer.MAX_VALUE;
    private volatile boolean closed;

    public FaultySource(ByteSource source) {
        this.source = source;
    }

    /** A source with these bytes. */
    public static FaultySource of(long seed, long sizeBytes) {
        return new FaultySource(new PatternSource(seed, sizeBytes));
    }

    /** The first {@code times} that a reader comes to {@code offset}, the bytes end there as if that were all. */
    public FaultySource endingAt(long offset, int times) {
        incidents.add(new Incident(offset, new AtomicInteger(times), new Effect.End()));
        return this;
    }

    /** The first {@code times} that a reader comes to {@code offset}, the source fails. */
    public FaultySource failingAt(long offset, int times, FailureKind kind, String cause) {
        incidents.add(new Incident(offset, new AtomicInteger(times), new Effect.Failure(kind, cause)));
        return this;
    }

    /** Readers that come to {@code offset} wait until the gate is opened, or their channel is closed by somebody else. */
    public FaultySource blockingAt(long offset, Gate gate) {
        incidents.add(new Incident(offset, new AtomicInteger(Integer.MAX_VALUE), new Effect.Block(gate)));
        return this;
    }

    /** No read gives more than this, as on a slow line. */
    public FaultySource readingAtMost(int bytes) {
        maxReadBytes = bytes;
        return this;
    }

    /** From now on it is another object: other bytes, another validator. Channels that are open keep the old one. */
    public void becomes(ByteSource other) {
        source = other;
    }

    /** It does not say how many bytes it has. */
    public FaultySource withoutSize() {
        sizeIsKnown = false;
        return this;
    }

    /** It can be opened once, at its start. */
    public FaultySource notRestartable() {
        canRestart = false;
        return this;
    }

    /** The offsets that it was opened at, in order. */
    public List<Long> opens() {
        return List.copyOf(opens);
    }

    /** Bytes that were given to all readers together. */
    public long bytesRead() {
        return bytesRead.get();
    }

    public boolean isClosed() {
        return closed;
    }

    @Override
    public SourceObject object() {
        SourceObject object = source.object();
        return sizeIsKnown ? object : new SourceObject(OptionalLong.empty(), object.validator());
    }

    @Override
    public ReadableByteChannel open(long offset) {
        if (!canRestart && (offset > 0 || !opens.isEmpty())) {
            throw new ImageException(FailureKind.UNSUPPORTED, "source: it can be read only once, from its start");
        }
        opens.add(offset);
        return new FaultyChannel(source.open(offset), offset, this);
    }

    @Override
    public boolean restartable() {
        return canRestart && source.restartable();
    }

    @Override
    public void close() {
        closed = true;
        source.close();
    }

    /** What a reader that is at {@code offset} meets there. */
    Optional<Effect> meets(long offset) {
        return incidents.stream()
                .filter(incident ->
                        incident.offset() == offset && incident.left().getAndDecrement() > 0)
                .map(Incident::effect)
                .findFirst();
    }

    /** How many of {@code bytes} may be read at once from {@code offset} on. */
    int untilNext(long offset, int bytes) {
        return (int) incidents.stream()
                .filter(incident -> incident.left().get() > 0 && incident.offset() > offset)
                .mapToLong(incident -> incident.offset() - offset)
                .reduce(Math.min(bytes, maxReadBytes), Math::min);
    }

    void count(int bytes) {
        bytesRead.addAndGet(bytes);
    }

    sealed interface Effect {
        record End() implements Effect {}

        record Failure(FailureKind kind, String cause) implements Effect {}

        record Block(Gate gate) implements Effect {}
    }

    private record Incident(long offset, AtomicInteger left, Effect effect) {}
}
