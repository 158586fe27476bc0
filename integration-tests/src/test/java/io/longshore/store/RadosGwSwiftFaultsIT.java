package io.longshore.store;

import org.junit.jupiter.api.Tag;

@Tag("ceph")
final class RadosGwSwiftFaultsIT extends GatewayFaults {

    @Override
    Store open(String timeout) {
        return GatewayStores.swift(gateway, "faults-swift", timeout);
    }

    @Override
    Store openOf(String uid) {
        return GatewayStores.swift(gateway, uid + "-swift", "30s", uid + ":swift", uid);
    }
}
