package io.longshore.store;

import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.rbd.RbdStoreFactory;
import io.longshore.support.CephServer;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Stores in a real cluster, and images to put there. */
final class CephStores {

    private CephStores() {}

    /** The store of a cluster's images; each call gives it anew, as another process would have it. */
    static Store of(CephServer ceph) {
        return of(ceph.conf());
    }

    static Store of(Path conf) {
        return of("ceph", conf, "60s");
    }

    static Store of(String id, Path conf, String timeout) {
        Map<String, Object> options =
                Map.of("conf", conf.toString(), "user", CephServer.USER, "part-size", "8MiB", "timeout", timeout);
        return new RbdStoreFactory(Path.of("")).create(StoreId.of(id), "", 0, options);
    }

    /** A store in the other pool of a cluster, whose copies from the first one begin as clones. */
    static Store cloning(Path conf) {
        Map<String, Object> options = Map.of(
                "conf",
                conf.toString(),
                "user",
                CephServer.USER,
                "pool",
                CephServer.DISKS_POOL,
                "part-size",
                "8MiB",
                "timeout",
                "60s",
                "native-copy",
                "clone-and-flatten");
        return new RbdStoreFactory(Path.of("")).create(StoreId.of("clones"), "", 0, options);
    }

    /** An address that nothing is at. */
    static ObjectUrl address(Store store) {
        return store.place(ImageId.random(), 1, OptionalLong.empty());
    }

    /** What an image is called in its pool. */
    static String name(ObjectUrl url) {
        return url.value().split("/", -1)[4];
    }

    static ObjectUrl stored(Store store, PatternBytes content) {
        ObjectUrl url = address(store);
        try (Upload upload = store.begin(url, OptionalLong.of(content.sizeBytes()))) {
            write(upload, store, content, 0);
            upload.complete(content.sizeBytes());
        }
        return url;
    }

    /** Writes every part from the one that begins at {@code from}. */
    static void write(Upload upload, Store store, PatternBytes content, long from) {
        for (long at = from; at < content.sizeBytes(); ) {
            Part part = store.describe().limits().partAt(at);
            upload.write(part, content.of(part));
            at += part.length();
        }
    }

    /** How the object differs from {@code content}; empty where it does not. */
    static String difference(Store store, ObjectUrl url, PatternBytes content) {
        try (ByteSource source = store.source(url);
                ReadableByteChannel read = source.open(0)) {
            return content.differenceFrom(read, 0);
        } catch (IOException e) {
            return String.valueOf(e);
        }
    }

    /** What the call failed with; empty where it did not. */
    static Optional<ImageException> failure(Runnable call) {
        try {
            call.run();
            return Optional.empty();
        } catch (ImageException e) {
            return Optional.of(e);
        }
    }
}
