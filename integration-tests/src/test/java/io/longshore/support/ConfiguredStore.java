package io.longshore.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.ByteSource;
import io.longshore.store.Inventory;
import io.longshore.store.Store;
import io.longshore.store.StoreFactory;
import io.longshore.wiring.Longshore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** A store of some kind, as a configuration names it and as a test looks into it, past Longshore. */
public final class ConfiguredStore {

    private static final int MOST_UPLOADS = 9;
    private static final int PAGE = 1000;

    private final String id;
    private final String type;
    private final Map<String, Object> options;
    private final Store store;
    private final boolean verifyFull;

    private ConfiguredStore(String id, String type, Map<String, Object> options) {
        this(id, type, options, false);
    }

    private ConfiguredStore(String id, String type, Map<String, Object> options, boolean verifyFull) {
        this.verifyFull = verifyFull;
        this.id = id;
        this.type = type;
        this.options = options;
        StoreFactory factory = Objects.requireNonNull(
                new Longshore().storeFactories(Path.of("")).get(type), type);
        this.store = (Store) factory.create(StoreId.of(id), "", 0, options);
    }

    /** A directory, which is made. */
    public static ConfiguredStore files(String id, Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ConfiguredStore(id, "file", Map.of("directory", directory.toString(), "part-size", "8MiB"));
    }

    /** A pool of a cluster. */
    public static ConfiguredStore rbd(String id, CephServer ceph, String pool, String nativeCopy) {
        return rbd(id, ceph, pool, nativeCopy, "60s");
    }

    /** @param timeout of each operation: short where the cluster fails */
    public static ConfiguredStore rbd(String id, CephServer ceph, String pool, String nativeCopy, String timeout) {
        Map<String, Object> options = Map.of(
                "conf",
                ceph.conf().toString(),
                "user",
                CephServer.USER,
                "pool",
                pool,
                "part-size",
                "8MiB",
                "timeout",
                timeout,
                "native-copy",
                nativeCopy);
        return new ConfiguredStore(id, "rbd", options);
    }

    /** A bucket of its own at {@code endpoint}, which leads to the gateway. */
    public static ConfiguredStore s3(String id, CephGateway gateway, URI endpoint) {
        Map<String, Object> options = Map.of(
                "endpoint",
                endpoint.toString(),
                "bucket",
                "of-" + id,
                "create-bucket",
                true,
                "access-key",
                gateway.s3AccessKey(),
                "secret-key",
                gateway.s3SecretKey(),
                "part-size",
                "8MiB");
        return new ConfiguredStore(id, "s3", options);
    }

    /** A container of its own; {@code auth} leads to the gateway. */
    public static ConfiguredStore swift(String id, CephGateway gateway, URI auth) {
        Map<String, Object> options = Map.of(
                "auth-address",
                auth.toString(),
                "auth-version",
                1,
                "container",
                "in-" + id,
                "create-container",
                true,
                "user",
                gateway.swiftUser(),
                "key",
                gateway.swiftKey(),
                "segment-size",
                "8MiB");
        return new ConfiguredStore(id, "swift", options);
    }

    /** The same store, where each copy is read back when it is whole. */
    public ConfiguredStore verified() {
        return new ConfiguredStore(id, type, options, true);
    }

    /** Its options for a {@link FaultyEngine}, whose stores fail as a test wants. */
    public Map<String, Object> faulty() {
        Map<String, Object> faulty = new LinkedHashMap<>(options);
        faulty.put("kind", type);
        return faulty;
    }

    public String id() {
        return id;
    }

    /** How the configuration has it, in one line. */
    public String line() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("id", id);
        all.put("type", type);
        if (verifyFull) {
            all.put("verify", "full");
        }
        all.putAll(options);
        try {
            return new ObjectMapper().writeValueAsString(all);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether anything whole of an image is there. */
    public boolean holds(String image) {
        return copy(image).isPresent();
    }

    /** What the store's only copy of an image hashes to; empty where it has none. */
    public Optional<String> sha512(String image) {
        return copy(image).flatMap(url -> {
            try (ByteSource source = store.source(url)) {
                return Optional.of(digest(source));
            } catch (ImageException e) {
                if (e.kind() == FailureKind.NOT_FOUND) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    /** What the store lists of an image: whole copies, and what is unfinished. */
    public List<ObjectUrl> listed(String image) {
        Inventory inventory = store.inventory().orElseThrow();
        List<ObjectUrl> found = new ArrayList<>();
        List<Inventory.Entry> page = inventory.page("", PAGE);
        while (!page.isEmpty()) {
            page.stream()
                    .map(Inventory.Entry::url)
                    .filter(url -> url.toString().contains(image))
                    .forEach(found::add);
            page = inventory.page(page.getLast().cursor(), PAGE);
        }
        return found;
    }

    private Optional<ObjectUrl> copy(String image) {
        return IntStream.rangeClosed(1, MOST_UPLOADS)
                .mapToObj(nth -> store.place(ImageId.of(image), nth, OptionalLong.empty()))
                .filter(this::isThere)
                .findFirst();
    }

    private boolean isThere(ObjectUrl url) {
        try (ByteSource source = store.source(url)) {
            source.object();
            return true;
        } catch (ImageException e) {
            if (e.kind() == FailureKind.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private static String digest(ByteSource source) {
        try (InputStream bytes = Channels.newInputStream(source.open(0))) {
            MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
            byte[] slice = new byte[1 << 20];
            for (int length = bytes.read(slice); length >= 0; length = bytes.read(slice)) {
                sha512.update(slice, 0, length);
            }
            return HexFormat.of().formatHex(sha512.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
