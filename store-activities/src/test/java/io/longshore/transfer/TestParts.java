package io.longshore.transfer;

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
        for (long at = 0; at < bytes; ) {
            Part part = target.store().describe().limits().partAt(at);
            int length = (int) Math.min(part.length(), bytes - at);
            target.upload().write(new Part(part.number(), at, length), slice(image, at, length));
            at += length;
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
