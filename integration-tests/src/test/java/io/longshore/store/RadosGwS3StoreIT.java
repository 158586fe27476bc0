package io.longshore.store;

import io.longshore.support.CephGateway;
import io.longshore.support.CephServer;
import java.util.Set;
import org.junit.jupiter.api.Tag;

@Tag("ceph")
final class RadosGwS3StoreIT extends StoreContract {

    private final CephGateway gateway = CephServer.hub().gateway();

    @Override
    protected Store open() {
        return GatewayStores.s3(gateway, "contract-s3", "30s");
    }

    @Override
    protected Set<Capability> capabilities() {
        return Set.of(Capability.INVENTORY, Capability.SERVER_SIDE_COPY);
    }

    @Override
    protected Set<String> secrets() {
        return Set.of(gateway.s3AccessKey(), gateway.s3SecretKey());
    }
}
