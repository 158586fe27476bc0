package io.longshore.store.rbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.Store;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With or without Ceph's libraries on the machine: a store that cannot be reached is made, and says so when it is used. */
final class UnreachableClusterTest {

    @TempDir
    Path directory;

    @Test
    void aStoreWithoutItsClusterIsMadeAndSaysSoWhenItIsUsed() {
        String fsid = "6a0f4c8e-3f8b-4c7e-9a53-0d8f7c1b2e94";
        Store store = new RbdStoreFactory(directory)
                .create(StoreId.of("ceph"), "", 0, Map.of("conf", "none.conf", "fsid", fsid, "timeout", "1s"));
        assertThat(store.describe().properties()).containsEntry("fsid", fsid);
        ObjectUrl url = ObjectUrl.of("rbd://" + fsid + "/images/i/snap");
        assertThatThrownBy(() -> store.begin(url, OptionalLong.empty()))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.UNAVAILABLE))
                .hasMessageStartingWith("store ceph: ");
    }
}
