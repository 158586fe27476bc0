package io.longshore.store;

import io.longshore.support.CephGateway;
import io.longshore.support.CephServer;
import java.util.Set;
import org.junit.jupiter.api.Tag;

@Tag("ceph")
final class RadosGwSwiftStoreIT extends StoreContract {

    private final CephGateway gateway = CephServer.hub().gateway();

    @Override
    protected Store open() {
        return GatewayStores.swift(gateway, "contract-swift", "30s");
    }

    @Override
    protected Set<Capability> capabilities() {
        return Set.of(Capability.INVENTORY, Capability.SERVER_SIDE_COPY);
    }

    @Override
    protected Set<String> secrets() {
        return Set.of(gateway.swiftKey());
    }
}
