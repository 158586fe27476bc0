package io.longshore.transfer;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The file that a copy reads, opened once, at the first byte that is needed, for all hands. Failures are the source's. */
final class SourceFile {

    private final String name;
    private final GrowingFile file;
    private final Crew crew;
    private @Nullable FileChannel channel;

    private SourceFile(String name, GrowingFile file, Crew crew) {
        this.name = name;
        this.file = file;
        this.crew = crew;
    }

    /** The file that {@code source} is of; null where it is of none, or does not say how large it is. */
    static @Nullable SourceFile of(CopySource source, OptionalLong size, Crew crew) {
        GrowingFile growing = source.growing();
        if (growing != null) {
            return new SourceFile(source.name(), growing, crew);
        }
        if (!source.isOfFiles() || size.isEmpty()) {
            return null;
        }
        try {
            ReadableByteChannel channel = crew.closing(source.bytes().open(0));
            return channel instanceof FileChannel file
                    ? new SourceFile(source.name(), new WholeFile(source.bytes(), file, size.getAsLong()), crew)
                    : null;
        } catch (RuntimeException e) {
            throw Blame.source(source.name(), e);
        }
    }

    /** As {@link GrowingFile#await}. */
    long await(long wantedBytes, Hand hand) {
        try {
            return file.await(wantedBytes, hand);
        } catch (RuntimeException e) {
            throw Blame.source(name, e);
        } finally {
            hand.working();
        }
    }

    /** The open file; there must be bytes in it. */
    synchronized FileChannel channel() {
        if (channel == null) {
            channel = crew.closing(opened());
        }
        return channel;
    }

    /** Fills {@code buffer} from {@code position}. */
    void readFully(ByteBuffer buffer, long position) {
        try {
            long at = position;
            while (buffer.hasRemaining()) {
                int n = channel().read(buffer, at);
                if (n < 0) {
                    throw endedAt(at);
                }
                at += n;
            }
        } catch (IOException e) {
            throw Blame.source(name, e);
        }
    }

    /** The file is shorter than it was said to be. */
    ImageException endedAt(long position) {
        return new ImageException(FailureKind.SOURCE_LOST, name + ": the image's file ends at byte " + position);
    }

    private FileChannel opened() {
        try {
            return file.openFile();
        } catch (RuntimeException e) {
            throw Blame.source(name, e);
        }
    }
}
