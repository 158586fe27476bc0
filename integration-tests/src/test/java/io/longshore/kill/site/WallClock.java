package io.longshore.kill.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;

/** The wall clock of a process and of all that it begets, which can be set: {@code clock.c} says how. */
public final class WallClock {

    private static final int SECONDS = 0;
    private static final int ASKED = Long.BYTES;

    private final Path library;
    private final Path file;
    private final MappedByteBuffer off;

    WallClock(Path library, Path file) {
        this.library = library;
        this.file = file;
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            off = channel.map(FileChannel.MapMode.READ_WRITE, 0, 2 * Long.BYTES);
            off.order(ByteOrder.nativeOrder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of a process that goes by this clock. */
    Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.toString(), "CLOCK_FILE", file.toString());
    }

    /** Sets it that much later, or earlier, than it shows now. */
    public void jump(Duration by) {
        off.putLong(SECONDS, off.getLong(SECONDS) + by.toSeconds());
        off.putLong(ASKED, 0);
    }

    /** Whether anybody has looked at it since it was set. */
    public boolean isSeen() {
        return off.getLong(ASKED) > 0;
    }
}
