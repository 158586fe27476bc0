package io.longshore.store.rbd;

import io.longshore.image.Extents;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.ByteSource;
import io.longshore.store.Claims;
import io.longshore.store.Inventory;
import io.longshore.store.ObjectName;
import io.longshore.store.ServerSideCopy;
import io.longshore.store.Store;
import io.longshore.store.StoreDescription;
import io.longshore.store.StoreLimits;
import io.longshore.store.Upload;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Images in one pool of a Ceph cluster. */
final class RbdStore implements Store {

    static final String TYPE = "rbd";

    /** What librbd's map of an image's objects has room for, at the smallest objects that are usual (4 MiB). */
    private static final long MAX_OBJECT_BYTES = 256_000_000L * (4L << 20);

    private static final int PARALLEL_PARTS = 4;

    private final StoreDescription description;
    private final RbdStoreConfig config;
    private final RbdFailures failures;
    private final RbdCluster cluster;
    private final RbdPool pool;
    private final RbdPool poolToRead;
    private final RbdRemoval removal;
    private final RbdUpload.Parts uploads;
    private final SliceBuffers buffers;

    RbdStore(StoreId id, String description, int weight, RbdStoreConfig config, SliceBuffers buffers) {
        StoreLimits limits = new StoreLimits(config.partBytes(), Integer.MAX_VALUE, MAX_OBJECT_BYTES, PARALLEL_PARTS);
        this.description = new StoreDescription(id, TYPE, description, weight, limits, shown(config));
        this.config = config;
        this.buffers = buffers;
        this.failures = new RbdFailures(id, config.pool(), false);
        CephLibraries libraries = new CephLibraries(failures);
        NativeCalls calls = new NativeCalls(failures, config.timeout());
        this.cluster = new RbdCluster(config, failures, libraries, calls);
        this.pool = new RbdPool(cluster, libraries, calls, failures);
        this.poolToRead = pool.ofReading();
        OpenUploads open = new OpenUploads();
        this.removal = new RbdRemoval(pool, open);
        this.uploads = new RbdUpload.Parts(pool, open, removal, buffers, config.order());
    }

    @Override
    public StoreDescription describe() {
        return description;
    }

    @Override
    public ObjectUrl place(ImageId image, int nth, OptionalLong size) {
        return RbdLocation.of(cluster.fsid(), config.pool(), new ObjectName(image, nth).toString())
                .url();
    }

    @Override
    public Upload begin(ObjectUrl url, OptionalLong size) {
        return beginUpload(url, size);
    }

    /** The same, for copies that the store makes by itself. */
    RbdUpload beginUpload(ObjectUrl url, OptionalLong size) {
        return RbdUpload.create(uploads, uploadName(url), size.orElse(0));
    }

    /** The image at an address, whole or not, only to look at. {@code NOT_FOUND} where there is none. */
    RbdImage look(ObjectUrl url) {
        return pool.openToRead(uploadName(url), "");
    }

    /** An image that is a clone of what is at {@code source} in another store of the cluster. */
    RbdUpload beginClone(RbdStore from, ObjectUrl source, ObjectUrl url) {
        return RbdUpload.cloned(uploads, uploadName(url), from.poolToRead, from.location(source));
    }

    /** Whether copies within the cluster begin as clones. */
    boolean clones() {
        return config.clones();
    }

    @Override
    public Upload resume(ObjectUrl url, OptionalLong size, Extents durable) {
        return RbdUpload.resume(uploads, uploadName(url), durable);
    }

    @Override
    public void delete(ObjectUrl url) {
        removal.remove(location(url));
    }

    @Override
    public ByteSource source(ObjectUrl url) {
        return sourceOf(url);
    }

    @Override
    public ObjectUrl canonical(ObjectUrl url) {
        RbdLocation location = location(url);
        // Another snapshot would be another address of the same image, which goes with it.
        if (!location.snapshot().equals(RbdLocation.SNAPSHOT) || location.trashId() != null) {
            throw failures.foreign(url, "a whole image has the snapshot " + RbdLocation.SNAPSHOT);
        }
        return location.url();
    }

    /** The same, for copies that the store makes by itself. */
    RbdSource sourceOf(ObjectUrl url) {
        return new RbdSource(poolToRead, location(url), buffers);
    }

    @Override
    public Optional<Inventory> inventory() {
        return Optional.of(new RbdInventory(pool, cluster, config.pool()));
    }

    @Override
    public Optional<Claims> claims() {
        return Optional.of(new RbdClaims(pool, removal, this::location));
    }

    @Override
    public Optional<ServerSideCopy> serverSideCopy() {
        return Optional.of(new RbdCopy(this, failures));
    }

    RbdCluster cluster() {
        return cluster;
    }

    private String uploadName(ObjectUrl url) {
        RbdLocation location = location(url);
        if (!location.snapshot().equals(RbdLocation.SNAPSHOT) || location.trashId() != null) {
            throw failures.foreign(url, "what is written here has the snapshot " + RbdLocation.SNAPSHOT);
        }
        return location.image();
    }

    /** Where the cluster is not known yet, the first connection finds out whether it is the right one. */
    RbdLocation location(ObjectUrl url) {
        RbdLocation location = RbdLocation.of(url, config.pool(), failures);
        if (!location.fsid().isEmpty() && !location.fsid().equals(cluster.fsid())) {
            throw failures.foreign(url, "the cluster here is " + cluster.fsid());
        }
        return location;
    }

    private static Map<String, Object> shown(RbdStoreConfig config) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("chunk_size", config.objectBytes());
        properties.put("pool", config.pool());
        properties.put("thin_provisioning", true);
        if (config.fsid() != null) {
            properties.put("fsid", config.fsid());
        }
        return Collections.unmodifiableMap(properties);
    }
}
