package io.longshore.store.http;

import io.longshore.image.ImageException;
import io.longshore.image.StoreId;
import io.longshore.store.ByteSource;
import io.longshore.store.SourceObject;
import io.longshore.web.WebDocument;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.function.Supplier;

/** An image on the web; its failures begin with the store's id. */
final class HttpSource implements ByteSource {

    private final StoreId store;
    private final WebDocument page;

    HttpSource(StoreId store, WebDocument page) {
        this.store = store;
        this.page = page;
    }

    @Override
    public SourceObject object() {
        return named(() -> new SourceObject(page.size(), page.validator()));
    }

    @Override
    public ReadableByteChannel open(long offset) {
        return new NamedChannel(store, named(() -> page.open(offset)));
    }

    /** {@inheritDoc} Asks the server unless it has been asked, and fails as {@link #object()} does. */
    @Override
    public boolean restartable() {
        return named(page::takesRanges);
    }

    private <T> T named(Supplier<T> call) {
        try {
            return call.get();
        } catch (ImageException e) {
            throw named(store, e);
        }
    }

    private static ImageException named(StoreId store, ImageException e) {
        return new ImageException(
                e.kind(), store + ": " + e.getMessage(), e, e.retryAfter().orElse(null));
    }

    @Override
    public void close() {
        page.close();
    }

    private record NamedChannel(StoreId store, ReadableByteChannel bytes) implements ReadableByteChannel {

        @Override
        public int read(ByteBuffer target) throws IOException {
            try {
                return bytes.read(target);
            } catch (ImageException e) {
                throw named(store, e);
            }
        }

        @Override
        public boolean isOpen() {
            return bytes.isOpen();
        }

        @Override
        public void close() throws IOException {
            bytes.close();
        }
    }
}
