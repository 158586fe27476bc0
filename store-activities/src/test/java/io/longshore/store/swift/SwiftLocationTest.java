package io.longshore.store.swift;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.Store;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SwiftLocationTest {

    private static final Map<String, Object> OPTIONS = Map.of(
            "auth-address", "https://keystone.example.org:5000/v3",
            "user", "glance",
            "key", "secret",
            "project", "service");

    private final SwiftStoreConfig config = SwiftStoreConfig.of(StoreId.of("s"), Path.of(""), OPTIONS);

    @Test
    void addressesNameAReferenceInPlaceOfCredentials() {
        assertThat(SwiftLocation.url(config, "o").value()).isEqualTo("swift+config://ref1/glance/o");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "swift+config://ref1/glance/o",
                "swift://service%3Aglance:sec%40ret@keystone.example.org:5000/v3/glance/o",
                "swift+https://service:glance:secret@Keystone.Example.org:5000/v3/glance/o",
                "swift+https://service:other:secret@keystone.example.org:5000/v3//glance/o",
                "swift+https://glance:secret@keystone.example.org:5000/v3/glance/o",
                "swift+http://keystone.example.org:5000/v3/glance/o"
            })
    void itsOwnAreReadWithOrWithoutCredentials(String url) {
        assertThat(SwiftLocation.of(ObjectUrl.of(url), config)).contains(new SwiftLocation("glance", "o"));
        assertThat(ObjectUrl.of(url).toString()).doesNotContain("sec");
        assertThat(ObjectUrl.of(url).withoutCredentials().value()).isEqualTo(url.replaceFirst("//.*@", "//"));
        assertThat(store().canonical(ObjectUrl.of(url)).value()).isEqualTo("swift+config://ref1/glance/o");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "swift+config://ref2/glance/o",
                "swift+config://ref1/glance2/o",
                "swift+config://ref1/o",
                "swift+config://ref1/glance/..",
                "swift+https://u:k@keystone.example.org/v3/glance/o",
                "swift+https://u:k@keystone.example.org:5000/glance/o",
                "swift+https://u:k@keystone.example.org:5000/v2.0/glance/o",
                "swift+https://u:k@keystone.example.org:5000/v3/v3/glance/o",
                "swift+https://u:k@keystone.example.org:5000/v3/glance2/o",
                "swift+https://u:k@keystone.example.org:5000/v3/glance/o/p",
                "swift+https://u:k@keystone.example.org:5000/v3/glance/.",
                "swift+https://u:k@keystone.example.org:5000/v3/glance/..",
                "swift+https://u@keystone.example.org:5000/v3/glance/o",
                "swift+https://services:glance:k@keystone.example.org:5000/v3/glance/o",
                "swift+https://other%3Aglance:k@keystone.example.org:5000/v3/glance/o",
                "swift+https://%zz:k@keystone.example.org:5000/v3/glance/o",
                "swift+https://u:k@https://keystone.example.org:5000/v3/glance/o",
                "swift+https://glance/o",
                "http://keystone.example.org:5000/v3/glance/o",
                ""
            })
    void othersAreNot(String url) {
        assertThat(SwiftLocation.of(ObjectUrl.of(url), config)).isEqualTo(Optional.empty());
    }

    @Test
    void thePortThatGoesWithoutSayingMayBeSaid() {
        Map<String, Object> options = new HashMap<>(OPTIONS);
        options.put("auth-address", "https://keystone.example.org/v3/");
        SwiftStoreConfig usual = SwiftStoreConfig.of(StoreId.of("s"), Path.of(""), options);
        assertThat(SwiftLocation.of(ObjectUrl.of("swift://keystone.example.org:443/v3/glance/o"), usual))
                .isPresent();
        assertThat(SwiftLocation.of(ObjectUrl.of("swift+http://keystone.example.org/v3/glance/o"), usual))
                .isEmpty();
    }

    @Test
    void anAccountThatIsNotKnownIsNobodysByName() {
        Map<String, Object> options = Map.of(
                "auth-address",
                "https://keystone.example.org:5000/v3",
                "application-credential-id",
                "id",
                "application-credential-secret",
                "secret");
        SwiftStoreConfig nameless = SwiftStoreConfig.of(StoreId.of("s"), Path.of(""), options);
        String at = "keystone.example.org:5000/v3/glance/o";
        assertThat(SwiftLocation.of(ObjectUrl.of("swift://" + at), nameless)).isPresent();
        assertThat(SwiftLocation.of(ObjectUrl.of("swift://service:glance:k@" + at), nameless))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1c7f6a0e-52a5-4d6a-9c6d-0f5d8f1d3c55-00001",
                "1C7F6A0E-52A5-4D6A-9C6D-0F5D8F1D3C55-99999",
                "1c7f6a0e-52a5-4d6a-9c6d-0f5d8f1d3c55.2-00001",
                "1c7f6a0e-52a5-4d6a-9c6d-0f5d8f1d3c55.12.upload.1c7f6a0e-52a5-4d6a-9c6d-0f5d8f1d3c56"
            })
    void piecesOfImagesAreToldByTheirNames(String name) {
        assertThat(store().isPiece(SwiftLocation.url(config, name))).isTrue();
        assertThat(store().isPiece(SwiftLocation.url(config, SwiftNames.whole(name))))
                .isFalse();
    }

    private Store store() {
        return new SwiftStoreFactory(Path.of("")).create(StoreId.of("s"), "", 0, OPTIONS);
    }

    @Test
    void piecesBelongToTheirObject() {
        SwiftLocation at = new SwiftLocation("c", "0a.2");
        assertThat(SwiftNames.segment(at, 7).object()).isEqualTo("0a.2-00007");
        assertThat(SwiftNames.whole("0a.2-00007")).isEqualTo("0a.2");
        assertThat(SwiftNames.whole(SwiftNames.claim(at).object())).isEqualTo("0a.2");
        assertThat(SwiftNames.whole("0a-2")).isEqualTo("0a-2");
        assertThat(SwiftNames.manifest(new SwiftLocation("a b", "c"))).isEqualTo("a%20b/c-");
    }
}
