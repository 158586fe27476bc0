package io.longshore.store.s3;

import io.longshore.image.FailureKind;
import io.longshore.store.ByteRanges;
import io.longshore.store.ByteSource;
import io.longshore.store.SourceObject;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** An object, to read. What is read after the object was asked about is that object and no later one. */
final class S3Source implements ByteSource {

    private static final int PARALLEL = 4;

    private final String key;
    private final S3Server server;
    private volatile @Nullable String tag;

    /** @param server one whose failures blame a source */
    S3Source(String key, S3Server server) {
        this.key = key;
        this.server = server;
    }

    @Override
    public SourceObject object() {
        S3Server.Found found = server.find(key)
                .orElseThrow(() ->
                        server.failures().of(FailureKind.NOT_FOUND, server.place(key), "there is no such object"));
        if (!found.tag().isEmpty()) {
            tag = found.tag();
        }
        return new SourceObject(OptionalLong.of(found.sizeBytes()), found.tag());
    }

    @Override
    public ReadableByteChannel open(long offset) {
        return opened(server.get(key, offset, OptionalLong.empty(), tag));
    }

    @Override
    public Optional<ByteRanges> ranges() {
        return Optional.of(new ByteRanges(
                PARALLEL, (offset, length) -> opened(server.get(key, offset, OptionalLong.of(length), tag))));
    }

    private ReadableByteChannel opened(Optional<ResponseInputStream<GetObjectResponse>> bytes) {
        return bytes.<ReadableByteChannel>map(b -> new S3Channel(b, server.failures(), server.place(key)))
                .orElseGet(Nothing::new);
    }

    @Override
    public boolean restartable() {
        return true;
    }

    @Override
    public void close() {}

    /** What is behind the end. */
    private static final class Nothing implements ReadableByteChannel {

        private boolean open = true;

        @Override
        public int read(ByteBuffer target) {
            return -1;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }
    }
}
