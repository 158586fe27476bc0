package io.longshore.transfer;

import io.longshore.image.Extents;
import io.longshore.store.Part;
import io.longshore.store.PartBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.OptionalLong;

/** Writes the beginning of an image, as an earlier attempt may have done. */
final class TestParts {

    private TestParts() {}

    /** Writes the first {@code bytes} of {@code image}. */
    static void write(TestImage image, CopyTarget target, long bytes) {
        write(image, target, Extents.upTo(bytes));
    }

    /** Writes the parts of {@code image} that {@code extents} are made of. */
    static void write(TestImage image, CopyTarget target, Extents extents) {
        for (Part part : target.store().describe().limits().partsOf(extents)) {
            target.upload().write(part, slice(image, part.offset(), (int) part.length()));
        }
    }

    private static PartBytes slice(TestImage image, long offset, int length) {
        return new PartBytes() {
            @Override
            public OptionalLong length() {
                return OptionalLong.of(length);
            }

            @Override
            public long sendTo(WritableByteChannel target) throws IOException {
                ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
                try (ReadableByteChannel bytes = image.open(offset)) {
                    for (int left = length; left > 0; left -= buffer.limit()) {
                        bytes.read(buffer.clear().limit(Math.min(left, buffer.capacity())));
                        buffer.flip();
                        while (buffer.hasRemaining()) {
                            target.write(buffer);
                        }
                    }
                }
                return length;
            }
        };
    }
}
