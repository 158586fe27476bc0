package io.longshore.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class S3LocationTest {

    private final S3StoreConfig plain = config("http://s3.example.org:8080");

    @Test
    void addressesAreGlances() {
        assertThat(S3Location.url(plain, "k").value()).isEqualTo("s3://s3.example.org:8080/images/k");
        assertThat(S3Location.url(config("https://s3.example.org"), "k").value())
                .isEqualTo("s3+https://s3.example.org/images/k");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://s3.example.org:8080/images/k",
                "s3+http://S3.EXAMPLE.ORG:8080/images/k",
                "S3://key:secret@s3.example.org:8080/images/k",
                "s3://key:sec/ret+with@all@s3.example.org:8080/images/k"
            })
    void itsOwnAreReadWithOrWithoutKeys(String url) {
        assertThat(S3Location.of(ObjectUrl.of(url), plain)).contains(new S3Location("k"));
        assertThat(ObjectUrl.of(url).toString()).doesNotContain("sec").doesNotContain("ret+");
        assertThat(ObjectUrl.of(url).withoutCredentials().value())
                .isEqualToIgnoringCase(url.replaceFirst("//.*@", "//"));
        assertThat(new S3StoreFactory(Path.of(""))
                        .create(StoreId.of("s"), "", 0, options("http://s3.example.org:8080"))
                        .canonical(ObjectUrl.of(url)))
                .isEqualTo(S3Location.url(plain, "k"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://s3.example.org:8080/images2/k",
                "s3://s3.example.org:8081/images/k",
                "s3://other.example.org:8080/images/k",
                "s3://s3.example.org:8080/images",
                "s3://s3.example.org:8080/images/.",
                "s3://s3.example.org:8080/images/..",
                "s3://s3.example.org:8080/images/",
                "s3://s3.example.org:8080/a/images/k",
                "s3://key:secret@http://s3.example.org:8080/images/k",
                "http://s3.example.org:8080/images/k",
                "s3:/images/k",
                ""
            })
    void othersAreNot(String url) {
        assertThat(S3Location.of(ObjectUrl.of(url), plain)).isEqualTo(Optional.empty());
    }

    @Test
    void thePortThatGoesWithoutSayingMayBeSaid() {
        S3StoreConfig tls = config("https://s3.example.org");
        assertThat(S3Location.of(ObjectUrl.of("s3+https://s3.example.org:443/images/k"), tls))
                .isPresent();
    }

    static S3StoreConfig config(String endpoint) {
        return S3StoreConfig.of(StoreId.of("s"), Path.of(""), options(endpoint));
    }

    private static Map<String, Object> options(String endpoint) {
        return Map.of("endpoint", endpoint, "bucket", "images", "access-key", "key", "secret-key", "secret");
    }
}
