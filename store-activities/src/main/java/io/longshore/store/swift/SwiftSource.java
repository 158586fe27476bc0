package io.longshore.store.swift;

import io.longshore.image.FailureKind;
import io.longshore.store.ByteSource;
import io.longshore.store.SourceObject;
import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.Optional;
import java.util.OptionalLong;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * An object, to read, of whatever segments. What is read after the object was asked about is that object and no later one. Not by
 * ranges: of a range that ends where a segment does, Ceph 16 sends a byte more than it says, which spoils the connection.
 */
final class SwiftSource implements ByteSource {

    private final SwiftLocation at;
    private final SwiftServer server;
    private volatile @Nullable String tag;

    /** @param server one whose failures blame a source */
    SwiftSource(SwiftLocation at, SwiftServer server) {
        this.at = at;
        this.server = server;
    }

    @Override
    public SourceObject object() {
        SwiftServer.Found found = server.find(at)
                .orElseThrow(() -> server.failures().of(FailureKind.NOT_FOUND, at.place(), "there is no such object"));
        if (!found.tag().isEmpty()) {
            tag = found.tag();
        }
        return new SourceObject(OptionalLong.of(found.sizeBytes()), found.tag());
    }

    @Override
    public ReadableByteChannel open(long offset) {
        Optional<Response> answer = server.get(at, offset);
        if (answer.isEmpty()) {
            return Channels.newChannel(new ByteArrayInputStream(new byte[0]));
        }
        String known = tag;
        String now = answer.get().header("ETag");
        if (known != null && now != null && !now.replace("\"", "").equals(known)) {
            answer.get().close();
            throw server.failures().of(FailureKind.SOURCE_CHANGED, at.place(), "the object is no longer what it was");
        }
        return new SwiftChannel(answer.get(), server.failures(), at.place());
    }

    @Override
    public boolean restartable() {
        return true;
    }

    @Override
    public void close() {}
}
