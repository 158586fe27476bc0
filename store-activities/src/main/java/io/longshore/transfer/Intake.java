package io.longshore.transfer;

import io.longshore.image.ContentManifest;
import io.longshore.image.Extents;
import io.longshore.store.StoreDescription;
import io.longshore.store.Upload;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/**
 * One image coming in: read once, hashed once, and written to one place while it passes. Made for one image and one attempt. The thread
 * that calls it listens; another one reads and writes, so that a source that says nothing can be told of, and given up. Must be closed;
 * after that nothing of it writes or reads any more. Who ends it while it reads closes what it reads first.
 */
public final class Intake implements AutoCloseable {

    private static final String SOURCE = "the source's next bytes";

    private final TransferLimits limits;
    private final ByteInspector inspector;
    private final ContentHasher hasher;
    private final Tally tally = new Tally();
    private final Crew crew;
    private boolean resumed;

    Intake(TransferLimits limits, ByteInspector inspector, TransferListener listener, Duration patience) {
        this.limits = limits;
        this.inspector = inspector;
        this.hasher = new ContentHasher(limits);
        this.crew = new Crew(
                listener,
                tally,
                Thread.ofPlatform().daemon().name("intake-", 0).factory(),
                new Crew.LeavingBehind(patience, limits::forfeit));
    }

    /**
     * Has {@code work} done that may keep us waiting (asking a source, opening it), while the listener hears of {@code what} is waited
     * for, and answers its result. Where the listener ends the wait, {@code giveUp} must make the work end.
     */
    public <T> T meanwhile(String what, Supplier<T> work, Runnable giveUp) {
        try {
            return crew.call(hand -> {
                hand.on(what);
                return work.get();
            });
        } catch (RuntimeException e) {
            if (crew.isAtWork()) {
                giveUp.run();
            }
            throw e;
        }
    }

    /**
     * Has the last of the work done, of which nobody tells how far it is, and answers its result. The listener hears that nothing moves,
     * and may end it by throwing.
     */
    public <T> T finishing(Supplier<T> work) {
        return crew.call(hand -> work.get());
    }

    /**
     * Takes up what an earlier attempt left in {@code sink}: as many units as match their noted checksums are hashed again and kept,
     * the rest is cut off. Answers from which byte the source is to be read; 0 where nothing is left.
     */
    public long resume(IntakeSink sink) {
        int[] units = sink.units();
        int kept = 0;
        while (kept < units.length && hasUnit(sink, kept, units[kept])) {
            takeUnit(sink, kept);
            kept++;
            tally.begin(hasher.bytes());
        }
        sink.keep(hasher.bytes());
        resumed = true;
        return hasher.bytes();
    }

    /**
     * Reads {@code source} to its end into {@code sink} and answers what it was. What was there before is cut off, unless {@link
     * #resume} has taken it up. On failure the sink keeps what it has, for a later
     * attempt. Not for repetition: the source is read once.
     */
    public ContentManifest into(IntakeSource source, IntakeSink sink) {
        if (!resumed) {
            sink.keep(0);
        }
        Durability durability = Durability.stepByStep(crew, () -> Extents.upTo(sink.force()), limits);
        crew.call(hand -> pass(feed(source, hand), sink, durability));
        return finish();
    }

    private long pass(SliceFeed feed, IntakeSink sink, Durability durability) {
        Slice slice;
        while ((slice = feed.next()) != null) {
            int length = slice.length();
            try {
                sink.write(slice.view());
            } finally {
                slice.release();
            }
            if (hasher.bytes() % ContentManifest.UNIT_BYTES == 0) {
                sink.unit(hasher.units().at(hasher.units().whole() - 1));
            }
            tally.moved(length);
            durability.written(length, false);
            crew.pauseWhile(durability::isFarBehind);
        }
        return hasher.bytes();
    }

    /**
     * Reads {@code source} to its end into {@code upload}, part by part, and answers what it was. The upload is not completed: the
     * caller does that, or aborts it. Only for an intake that was not resumed.
     *
     * @param pace how fast this process may write to the store
     */
    public ContentManifest into(IntakeSource source, StoreDescription store, Upload upload, Pace pace) {
        PartWriter writer = new PartWriter(store, upload, pace);
        source.announcedBytes().ifPresent(writer::requireFits);
        Durability durability = Durability.stepByStep(crew, writer::makeDurable, limits);
        crew.call(hand -> new StreamParts(writer, tally, durability, hand)
                .write(feed(source, hand), 0, source.announcedBytes(), () -> crew.pauseWhile(durability::isFarBehind)));
        return finish();
    }

    private SliceFeed feed(IntakeSource source, Hand hand) {
        SizeBounds bounds =
                new SizeBounds(source.name(), source.announcedBytes(), source.mostBytes(), source.whenDifferent());
        SliceStream stream = new SliceStream(source.bytes(), e -> Blame.source(source.name(), e), limits, hand);
        return () -> {
            hand.on(SOURCE);
            Slice slice = stream.next();
            hand.working();
            if (slice == null) {
                bounds.ended(hasher.bytes());
                return null;
            }
            try {
                bounds.reached(hasher.bytes() + slice.length());
                inspector.see(slice.view());
                hasher.accept(slice);
                return slice;
            } catch (RuntimeException e) {
                slice.release();
                throw e;
            }
        };
    }

    private ContentManifest finish() {
        ContentManifest manifest = hasher.finish();
        crew.conclude();
        return manifest;
    }

    private boolean hasUnit(IntakeSink sink, int unit, int expected) {
        CRC32C crc = new CRC32C();
        return eachSlice(sink, unit, slice -> crc.update(slice.view())) && (int) crc.getValue() == expected;
    }

    private void takeUnit(IntakeSink sink, int unit) {
        eachSlice(sink, unit, slice -> {
            inspector.see(slice.view());
            hasher.accept(slice);
        });
    }

    private boolean eachSlice(IntakeSink sink, int unit, Consumer<Slice> consumer) {
        long from = (long) unit * ContentManifest.UNIT_BYTES;
        for (long at = from; at < from + ContentManifest.UNIT_BYTES; at += Slice.BYTES) {
            crew.beat();
            Slice slice = limits.turn(crew::leaderWaits);
            try {
                if (!readFully(sink, slice.buffer(), at)) {
                    return false;
                }
                consumer.accept(slice);
                tally.read(Slice.BYTES);
            } finally {
                slice.release();
            }
        }
        return true;
    }

    private static boolean readFully(IntakeSink sink, ByteBuffer buffer, long position) {
        long at = position;
        while (buffer.hasRemaining()) {
            int n = sink.read(buffer, at);
            if (n < 0) {
                return false;
            }
            at += n;
        }
        buffer.flip();
        return true;
    }

    /** Stops what still runs. The sink, the upload and the source stay open. */
    @Override
    public void close() {
        crew.close();
        hasher.close();
    }
}
