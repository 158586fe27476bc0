package io.longshore.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two stores of one place are noticed before either is written to. */
final class SharedPlacesTest {

    private static final String RBD = "type: rbd, fsid: 6a0f4c8e-3f8b-4c7e-9a53-0d8f7c1b2e94, pool: images";
    private static final String S3 =
            "type: s3, endpoint: 'https://s3.example.org', bucket: images, access-key: AK, secret-key: s3cr3t";
    private static final String SWIFT =
            "type: swift, auth-address: 'https://keystone.example.org:5000/v3', user: glance,"
                    + " key: s3cr3t, project: service, container: images, reference: one";
    private static final String SWIFT1 =
            "type: swift, auth-version: 1, auth-address: 'http://gw.example.org/auth/v1.0',"
                    + " user: 'acc:glance', key: s3cr3t, reference: one";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            rbd    | pool: images     | pool: images, user: other       | pool      | pool images of the cluster 6a0f4c8e-3f8b-4c7e-9a53-0d8f7c1b2e94
            s3     | access-key: AK   | access-key: BK                  | bucket    | bucket images at s3.example.org
            s3     | example.org      | Example.org:443/                | bucket    | bucket images at s3.example.org
            swift  | reference: one   | reference: two                  | container | container images of project service of domain Default at keystone.example.org:5000/v3
            swift  | glance, key: s3cr3t, project: service, container: images, reference: one | other, key: x, project: service, container: images | container | container images of project service
            swift  | keystone.example | elsewhere.example               | reference | container images under reference one
            swift  | reference: one   | reference: one, region: far     | reference | container images under reference one
            swift1 | glance', key: s3cr3t, reference: one | other', key: x  | container | container glance of account acc at gw.example.org:80/auth/v1.0
            """)
    void twoInOnePlaceAreNamed(String kind, String one, String other, String option, String place) {
        String first = options(kind);
        String second = first.replace(one, other);
        assertThat(second).isNotEqualTo(first);
        assertThat(lines(first, second))
                .singleElement()
                .asString()
                .startsWith("longshore.yaml: stores[1]." + option + ": leads to " + place)
                .endsWith(", where store a (stores[0]." + option + ") is already; give each store a " + option
                        + " of its own")
                .doesNotContain("s3cr3t");
    }

    @Test
    void neighboursAreFine() {
        assertThat(lines(RBD, RBD.replace("pool: images", "pool: vms"))).isEmpty();
        assertThat(lines(RBD, RBD.replace("6a0f", "6a0e"))).isEmpty();
        assertThat(lines(S3, S3.replace("bucket: images", "bucket: more"))).isEmpty();
        assertThat(lines(S3, S3.replace("s3.example", "s4.example"))).isEmpty();
        assertThat(lines(SWIFT, SWIFT.replace("container: images", "container: more")))
                .isEmpty();
        assertThat(lines(SWIFT, SWIFT.replace("reference: one", "reference: two, region: far")))
                .isEmpty();
        assertThat(lines(SWIFT, SWIFT.replace("service", "services").replace("reference: one", "reference: two")))
                .isEmpty();
    }

    private static String options(String kind) {
        return switch (kind) {
            case "rbd" -> RBD;
            case "s3" -> S3;
            case "swift" -> SWIFT;
            case "swift1" -> SWIFT1;
            default -> throw new AssertionError(kind);
        };
    }

    private static List<String> lines(String first, String second) {
        String text = """
                stores:
                  - {id: a, %s}
                  - {id: b, %s}
                default-store: a
                staging: {directory: staging}
                database: {url: "jdbc:postgresql://db/longshore"}
                """.formatted(first, second);
        return new ConfigReader(
                        new ConfigSurroundings(Role.START, false, new Longshore()::storeFactories, Map.of(), "host1"))
                .read("longshore.yaml", Path.of(""), text)
                .lines();
    }
}
