package io.longshore.transfer;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.store.ByteSource;
import java.nio.channels.ReadableByteChannel;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Copies a stream, read once and in order: checked on the way where its manifest is known, hashed in full where not. */
final class StreamPass {

    private final CopySource source;
    private final PartWriter writer;
    private final TransferLimits limits;
    private final Crew crew;
    private final Tally tally;
    private final Durability durability;

    StreamPass(
            CopySource source,
            PartWriter writer,
            Durability durability,
            TransferLimits limits,
            Crew crew,
            Tally tally) {
        this.source = source;
        this.writer = writer;
        this.limits = limits;
        this.crew = crew;
        this.tally = tally;
        this.durability = durability;
    }

    /**
     * Copies from {@code start}, where a part begins, to the end.
     *
     * @param hash whether the whole is to be hashed: then what lies before {@code start} is read as well
     */
    Copied run(long start, OptionalLong size, boolean hash, CopyCheck check) {
        return crew.call(hand -> {
            try (ContentHasher hasher = hash ? new ContentHasher(limits) : null) {
                return copy(start, size, hasher, check, hand);
            }
        });
    }

    private Copied copy(long start, OptionalLong size, @Nullable ContentHasher hasher, CopyCheck check, Hand hand) {
        Opened opened = open(hasher == null ? start : 0);
        SizeBounds bounds = new SizeBounds(source.name(), size, Long.MAX_VALUE, FailureKind.SOURCE_UNAVAILABLE);
        SliceStream stream = new SliceStream(opened.channel(), e -> Blame.source(source.name(), e), limits, hand);
        CheckedFeed feed = new CheckedFeed(stream, bounds, opened.offset(), hasher, check, hand);
        Slice skipped;
        while (feed.position() < start && (skipped = feed.next()) != null) {
            tally.read(skipped.length());
            skipped.release();
        }
        long end = new StreamParts(writer, tally, durability, hand)
                .write(feed, start, size, () -> crew.pauseWhile(durability::isFarBehind));
        return new Copied(end, hasher == null ? null : hasher.finish());
    }

    private Opened open(long offset) {
        ByteSource bytes = source.bytes();
        try {
            return new Opened(crew.closing(bytes.open(offset)), offset);
        } catch (ImageException e) {
            if (e.kind() == FailureKind.UNSUPPORTED && offset > 0) {
                return open(0);
            }
            throw Blame.source(source.name(), e);
        }
    }

    private record Opened(ReadableByteChannel channel, long offset) {}
}
