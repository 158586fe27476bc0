package io.longshore.store;

import org.junit.jupiter.api.Tag;

@Tag("ceph")
final class RadosGwS3FaultsIT extends GatewayFaults {

    @Override
    Store open(String timeout) {
        return GatewayStores.s3(gateway, "faults-s3", timeout);
    }

    @Override
    Store openOf(String uid) {
        return GatewayStores.s3(gateway, uid + "-s3", "30s", uid, uid);
    }
}
