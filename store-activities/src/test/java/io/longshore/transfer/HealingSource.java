package io.longshore.transfer;

import io.longshore.store.ByteSource;
import io.longshore.store.SourceObject;
import java.nio.channels.ReadableByteChannel;

/** A source that gives other bytes from the second time on that it is opened. */
final class HealingSource implements ByteSource {

    private final ByteSource source;
    private final Runnable heal;
    private boolean opened;

    HealingSource(ByteSource source, Runnable heal) {
        this.source = source;
        this.heal = heal;
    }

    @Override
    public SourceObject object() {
        return source.object();
    }

    @Override
    public synchronized ReadableByteChannel open(long offset) {
        if (opened) {
            heal.run();
        }
        opened = true;
        return source.open(offset);
    }

    @Override
    public boolean restartable() {
        return true;
    }

    @Override
    public void close() {
        source.close();
    }
}
