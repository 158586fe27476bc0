package io.longshore.store.swift;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import java.nio.file.Path;
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
                "swift+config://ref1/glance_2/o",
                "swift://service%3Aglance:sec%40ret@keystone.example.org:5000/v3/glance_2/o",
                "swift+https://service:glance:secret@keystone.example.org:5000/v2.0/glance_2/o",
                "swift+http://keystone.example.org:5000/glance_2/o"
            })
    void itsOwnAreReadWithOrWithoutCredentials(String url) {
        assertThat(SwiftLocation.of(ObjectUrl.of(url), config)).contains(new SwiftLocation("glance_2", "o"));
        assertThat(ObjectUrl.of(url).toString()).doesNotContain("sec");
        assertThat(ObjectUrl.of(url).withoutCredentials().value()).isEqualTo(url.replaceFirst("//.*@", "//"));
        assertThat(new SwiftStoreFactory(Path.of(""))
                        .create(StoreId.of("s"), "", 0, OPTIONS)
                        .canonical(ObjectUrl.of(url))
                        .value())
                .isEqualTo("swift+config://ref1/glance_2/o");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "swift+config://ref2/glance/o",
                "swift+config://ref1/o",
                "swift+https://u:k@keystone.example.org/v3/glance/o",
                "swift+https://u:k@https://keystone.example.org:5000/v3/glance/o",
                "swift+https://glance/o",
                "http://keystone.example.org:5000/v3/glance/o",
                ""
            })
    void othersAreNot(String url) {
        assertThat(SwiftLocation.of(ObjectUrl.of(url), config)).isEqualTo(Optional.empty());
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
