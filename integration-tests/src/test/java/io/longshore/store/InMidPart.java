package io.longshore.store;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.OptionalLong;

/** The bytes of a part, of which half are sent when something happens. */
record InMidPart(PatternBytes content, Part part, Runnable event) implements PartBytes {

    @Override
    public OptionalLong length() {
        return OptionalLong.of(part.length());
    }

    @Override
    public long sendTo(WritableByteChannel target) throws IOException {
        long middle = part.length() / 2;
        content.of(new Part(part.number(), part.offset(), middle)).sendTo(target);
        event.run();
        content.of(new Part(part.number(), part.offset() + middle, part.length() - middle))
                .sendTo(target);
        return part.length();
    }
}
