package io.longshore.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** A part whose bytes are those of a text. */
public record GivenBytes(String text) implements PartBytes {

    @Override
    public OptionalLong length() {
        return OptionalLong.of(bytes().length);
    }

    @Override
    public long sendTo(WritableByteChannel target) throws IOException {
        return target.write(ByteBuffer.wrap(bytes()));
    }

    private byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
