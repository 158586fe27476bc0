package io.longshore.store;

import io.longshore.image.StoreId;
import io.longshore.store.rbd.RbdStoreFactory;
import io.longshore.support.CephServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;

@Tag("ceph")
final class CephRbdStoreIT extends StoreContract {

    private final CephServer ceph = CephServer.hub();

    @Override
    protected Store open() {
        Map<String, Object> options =
                Map.of("conf", ceph.conf().toString(), "user", CephServer.USER, "part-size", "8MiB", "timeout", "60s");
        return new RbdStoreFactory(Path.of("")).create(StoreId.of("ceph"), "", 0, options);
    }

    @Override
    protected Set<Capability> capabilities() {
        return Set.of(Capability.INVENTORY, Capability.CLAIMS, Capability.SERVER_SIDE_COPY);
    }

    @Override
    protected Set<String> secrets() {
        return Set.of(ceph.userKey());
    }
}
