package io.longshore.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.StoreId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class S3StoreConfigTest {

    private final Map<String, Object> options = new HashMap<>(Map.of(
            "endpoint", "https://s3.example.org", "bucket", "images", "access-key", "AK", "secret-key", "very-secret"));

    @Test
    void whatIsLeftOutHasADefault() {
        S3StoreConfig config = read();
        assertThat(config.region()).isEqualTo("us-east-1");
        assertThat(config.createsBucket()).isFalse();
        assertThat(config.pathStyle()).isTrue();
        assertThat(config.authorities()).isNull();
        assertThat(config.partBytes()).isEqualTo(64L << 20);
        assertThat(config.parallelParts()).isEqualTo(4);
        assertThat(config.silence()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void everythingCanBeSaid() {
        options.putAll(Map.of(
                "region", "eu-north-1",
                "create-bucket", true,
                "addressing", "virtual",
                "ca-certificates-file", "ca.pem",
                "part-size", "20MiB",
                "parallel-parts", 7,
                "timeout", "2m"));
        S3StoreConfig config = read();
        assertThat(config.region()).isEqualTo("eu-north-1");
        assertThat(config.createsBucket()).isTrue();
        assertThat(config.pathStyle()).isFalse();
        assertThat(config.authorities()).isEqualTo(Path.of("/etc/longshore/ca.pem"));
        assertThat(config.partBytes()).isEqualTo(16L << 20);
        assertThat(config.parallelParts()).isEqualTo(7);
        assertThat(config.silence()).isEqualTo(Duration.ofMinutes(2));
    }

    @ParameterizedTest
    @CsvSource({
        "s3.eu-north-1.amazonaws.com, eu-north-1",
        "S3.Eu-North-1.amazonaws.com, eu-north-1",
        "s3-us-gov-west-1.amazonaws.com, us-gov-west-1",
        "s3.dualstack.ap-southeast-2.amazonaws.com, ap-southeast-2",
        "s3.cn-north-1.amazonaws.com.cn, cn-north-1",
        "s3.amazonaws.com, us-east-1",
        "s3.eu-north-1.example.org, us-east-1"
    })
    void theRegionIsTheOneThatAmazonsAddressNames(String host, String region) {
        options.put("endpoint", "https://" + host);
        assertThat(read().region()).isEqualTo(region);
        options.put("region", "elsewhere-1");
        assertThat(read().region()).isEqualTo("elsewhere-1");
    }

    @Test
    void bucketsAreInTheHostNameAtAmazonWhereTheyCanBe() {
        options.put("endpoint", "https://s3.eu-north-1.amazonaws.com");
        assertThat(read().pathStyle()).isFalse();
        options.put("bucket", "with.dots");
        assertThat(read().pathStyle()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "endpoint, s3.example.org",
        "endpoint, ftp://s3.example.org",
        "endpoint, https://AK:very-secret@s3.example.org",
        "endpoint, ''",
        "bucket, with/slash",
        "bucket, ''",
        "access-key, ''",
        "secret-key, ''",
        "addressing, sideways",
        "create-bucket, maybe",
        "part-size, 5MiB",
        "part-size, 6GiB",
        "part-size, lots",
        "parallel-parts, many",
        "timeout, 0s",
        "nonsense, x"
    })
    void nonsenseIsRefusedByName(String option, String value) {
        options.put(option, value);
        ImageException refusal = catchThrowableOfType(ImageException.class, this::read);
        assertThat(refusal.kind()).isEqualTo(FailureKind.INVALID);
        assertThat(refusal).hasMessageStartingWith("store s: option " + option + " ");
        assertThat(refusal.getMessage()).doesNotContain("very-secret");
    }

    @Test
    void aBucketThatNoHostCanHaveCannotBeVirtual() {
        options.putAll(Map.of("bucket", "Images", "addressing", "virtual"));
        assertThat(catchThrowableOfType(ImageException.class, this::read)).hasMessageContaining("addressing");
    }

    @Test
    void keysAreNotShown() {
        assertThat(read().toString()).doesNotContain("very-secret").doesNotContain("AK");
    }

    private S3StoreConfig read() {
        return S3StoreConfig.of(StoreId.of("s"), Path.of("/etc/longshore"), options);
    }
}
