package io.longshore.store.rbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.ReadableStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RbdLocationTest {

    private static final RbdFailures FAILURES = new RbdFailures(StoreId.of("ceph"), "images", false);

    private static RbdLocation read(String url) {
        return RbdLocation.of(ObjectUrl.of(url), "images", FAILURES);
    }

    @Test
    void anImagesAddressIsGlances() {
        RbdLocation location = RbdLocation.of("f5", "images", "1-2.3");
        assertThat(location.url().value()).isEqualTo("rbd://f5/images/1-2.3/snap");
        assertThat(read("rbd://f5/images/1-2.3/snap")).isEqualTo(location);
    }

    @Test
    void everyPartIsEncodedAsPythonDoesIt() {
        RbdLocation location = new RbdLocation("f5", "images", "a/b +*~ü_-.%", "snap", null);
        assertThat(location.url().value()).isEqualTo("rbd://f5/images/a%2Fb%20%2B%2A~%C3%BC_-.%25/snap");
        assertThat(read(location.url().value())).isEqualTo(location);
        assertThat(read("rbd://f5/images/a+b/snap").image()).isEqualTo("a+b");
    }

    @Test
    void theOldFormIsTheImageInTheStoresPool() {
        assertThat(read("rbd://some%20image")).isEqualTo(new RbdLocation("", "images", "some image", "", null));
    }

    @Test
    void whatIsInTheTrashHasAnAddressOfItsOwn() {
        RbdLocation location = new RbdLocation("f5", "images", "i", "snap", "10ab");
        assertThat(location.url().value()).isEqualTo("rbd://f5/images/i/snap#10ab");
        assertThat(read(location.url().value())).isEqualTo(location);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rbd://",
                "rbd://f5/images",
                "rbd://f5/images/i",
                "rbd://f5/images/i/snap/more",
                "rbd://f5/images//snap",
                "rbd://f5/images/i/",
                "rbd:///images/i/snap",
                "rbd://f5/others/i/snap",
                "rbd://f5/images/i%2/snap",
                "rbd://f5/images/i%zz/snap",
                "rbd:f5/images/i/snap",
                "RBD://f5/images/i/snap",
                "s3://f5/images/i/snap",
                ""
            })
    void otherAddressesAreRefused(String url) {
        assertThatThrownBy(() -> read(url))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.INVALID))
                .hasMessageStartingWith("store ceph: ");
    }

    @Test
    void anImageIsRegisteredByItsOneSnapshotAndNoOther() {
        String fsid = "6a0f4c8e-3f8b-4c7e-9a53-0d8f7c1b2e94";
        ReadableStore store = new RbdStoreFactory(Path.of("")).create(StoreId.of("ceph"), "", 0, Map.of("fsid", fsid));
        ObjectUrl own = ObjectUrl.of("rbd://" + fsid + "/images/%69/snap");
        assertThat(store.canonical(own).value()).isEqualTo("rbd://" + fsid + "/images/i/snap");
        for (String other : List.of("/images/i/nightly", "/images/i/snap#10ab", "/vms/i/snap")) {
            assertThatThrownBy(() -> store.canonical(ObjectUrl.of("rbd://" + fsid + other)))
                    .isInstanceOfSatisfying(
                            ImageException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.INVALID));
        }
    }
}
