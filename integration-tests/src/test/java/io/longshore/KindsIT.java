package io.longshore;

import static io.longshore.KindsSite.MIB;
import static io.longshore.KindsSite.PATIENCE;
import static io.longshore.KindsSite.bytes;
import static io.longshore.KindsSite.sha512;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longshore.support.Await;
import io.longshore.support.ImageClient;
import io.longshore.support.LongshoreProcess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of store beside every other: files, Ceph at the hub and at the edge, S3 and Swift, in one running Longshore. */
@Tag("ceph")
final class KindsIT {

    private static final List<String> KINDS = List.of("disk", "hub", "s3", "swift");
    private static final String BY_ITSELF = "copied by the store itself, ";
    private static final String READ_BACK = "read back and compared with the manifest";
    private static final String ON_THE_WAY = "compared with the manifest on the way";

    /** Another store of the kind, that can make a copy by itself, and how such a copy is checked. */
    private static final Map<String, List<String>> NEIGHBOURS = Map.of(
            "disk", List.of("shelf", READ_BACK),
            "hub", List.of("clones", BY_ITSELF + "sizes compared"),
            "s3", List.of("proved", BY_ITSELF + READ_BACK),
            "swift", List.of("archive", BY_ITSELF + "sizes and the store's checksums compared"));

    @TempDir
    static Path directory;

    private static KindsSite kinds;
    private static ImageClient client;

    @BeforeAll
    static void start() {
        kinds = new KindsSite(directory);
        client = kinds.client();
    }

    @AfterAll
    static void stop() {
        kinds.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"disk", "hub", "s3", "swift"})
    void everyKindFeedsEveryKindAndTheProgressSaysWhichWay(String source) {
        byte[] bytes = bytes(20 * MIB + 3);
        String image = kinds.uploaded(bytes, List.of(source));
        List<String> neighbour = NEIGHBOURS.getOrDefault(source, List.of());
        List<String> targets = Stream.concat(
                        KINDS.stream().filter(kind -> !kind.equals(source)), Stream.of(neighbour.getFirst()))
                .toList();
        for (JsonNode copy : kinds.copied(image, targets)) {
            String target = copy.get("store").asText();
            System.out.printf(
                    "%-5s -> %-9s  %s; %s%n",
                    source, target, copy.get("way").asText(), copy.get("check").asText());
            boolean natively = target.equals(neighbour.getFirst());
            String check = copy.get("check").asText();
            assertThat(copy.get("way").asText())
                    .startsWith(natively ? "native copy from " + source : "no native copy from " + source + ": type ");
            // Where it was begun again, words about that follow.
            assertThat(check)
                    .startsWith(natively ? neighbour.getLast() : target.equals("disk") ? READ_BACK : ON_THE_WAY);
            assertThat(copy.get("done_bytes").asLong()).as(target).isEqualTo(bytes.length);
            assertThat(copy.get("checked_bytes").asLong())
                    .as(target + ": " + check)
                    .isEqualTo(check.contains("manifest") ? bytes.length : 0);
            assertThat(kinds.store(target).sha512(image)).as(target).contains(sha512(bytes));
        }
        client.delete("/v2/images/" + image).expect(204);
        kinds.mustGo(image, targets);
    }

    @Test
    void whatServersCopyDoesNotPassThroughUsUnlessItIsToBeVerified() {
        byte[] bytes = bytes(20 * MIB + 4);
        String image = kinds.uploaded(bytes, List.of("s3", "swift"));
        long swift = kinds.swiftProxy().sentBytes() + kinds.swiftProxy().receivedBytes();
        long toS3 = kinds.s3Proxy().sentBytes();
        long fromS3 = kinds.s3Proxy().receivedBytes();
        kinds.copied(image, List.of("archive", "proved"));
        assertThat(kinds.swiftProxy().sentBytes() + kinds.swiftProxy().receivedBytes() - swift)
                .isLessThan(MIB);
        assertThat(kinds.s3Proxy().sentBytes() - toS3).isLessThan(MIB);
        assertThat(kinds.s3Proxy().receivedBytes() - fromS3).isBetween((long) bytes.length, bytes.length + (long) MIB);
    }

    @Test
    void aStoreWhoseBandwidthIsLimitedIsWrittenByWorkersWhoKeepToIt() {
        byte[] bytes = bytes(20 * MIB + 6);
        String image = kinds.uploaded(bytes, List.of("swift"));
        String limits = "/longshore/v1/stores/archive";
        client.patch(limits, "{\"bytes_per_second\":1073741824}").expect(200);
        try {
            long written = kinds.swiftProxy().sentBytes();
            JsonNode copy = kinds.copied(image, List.of("archive")).get(0);
            assertThat(copy.get("way").asText())
                    .isEqualTo("through the worker from swift: the store's bandwidth is limited");
            assertThat(copy.get("check").asText()).startsWith(ON_THE_WAY);
            assertThat(kinds.swiftProxy().sentBytes() - written).isGreaterThanOrEqualTo(bytes.length);
            assertThat(kinds.store("archive").sha512(image)).contains(sha512(bytes));
        } finally {
            client.patch(limits, "{\"bytes_per_second\":null}").expect(200);
        }
    }

    @Test
    void whereTheNearSourceIsLostTheBytesComeThroughTheWorkerAndTheProgressSaysSo() throws IOException {
        byte[] bytes = bytes(9 * MIB);
        String image = kinds.uploaded(bytes, List.of("disk", "hub"));
        Files.delete(directory.resolve("disk").resolve(image));
        JsonNode copy = kinds.copied(image, List.of("shelf")).get(0);
        assertThat(copy.get("way").asText()).isEqualTo("through the worker from hub");
        assertThat(copy.get("source").asText()).isEqualTo("hub");
        // What was begun from the lost source lies beside it until it is reclaimed.
        Await.until(
                PATIENCE,
                () -> "the shelf has the right bytes, and nothing else",
                () -> kinds.store("shelf").sha512(image).equals(Optional.of(sha512(bytes))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"proved", "proved-rbd", "proved-swift"})
    void aStoreThatIsToBeVerifiedIsReadBackHoweverItWasWritten(String proved) {
        byte[] bytes = bytes(20 * MIB + 5);
        String image = kinds.uploaded(bytes, List.of("hub"));
        long before = kinds.read(proved);
        JsonNode copy = kinds.copied(image, List.of(proved)).get(0);
        assertThat(kinds.read(proved) - before).isGreaterThanOrEqualTo(bytes.length);
        assertThat(copy.get("way").asText()).startsWith("no native copy from hub");
        assertThat(copy.get("check").asText()).isEqualTo(READ_BACK);
        assertThat(copy.get("checked_bytes").asLong()).isEqualTo(bytes.length);
        before = kinds.read(proved);
        String put = client.create("put");
        client.upload(put, () -> new ByteArrayInputStream(bytes), Map.of("X-Image-Meta-Store", proved))
                .expect(204);
        assertThat(kinds.read(proved) - before).isGreaterThanOrEqualTo(bytes.length);
        assertThat(kinds.store(proved).sha512(put)).contains(sha512(bytes));
    }

    @Test
    void anImageTravelsThroughAllKindsAndBackAndStaysTheSame() {
        byte[] bytes = bytes(40 * MIB + 5);
        String image = kinds.uploaded(bytes, List.of("hub"));
        List<String> way = List.of("hub", "dcn", "s3", "swift", "disk", "swift", "s3", "dcn", "hub");
        System.out.printf("%-6s  %-6s  %8s  %-16s  %s%n", "from", "to", "seconds", "SHA-512", "way");
        for (int hop = 1; hop < way.size(); hop++) {
            String from = way.get(hop - 1);
            String to = way.get(hop);
            long begun = System.nanoTime();
            JsonNode copy = kinds.copied(image, List.of(to)).get(0);
            assertThat(client.show(image).get("stores").asText().split(",")).containsExactlyInAnyOrder(from, to);
            double seconds = (System.nanoTime() - begun) / 1e9;
            String found = kinds.store(to).sha512(image).orElse("nothing is there");
            System.out.printf(
                    "%-6s  %-6s  %8.1f  %.16s  %s%n",
                    from, to, seconds, found, copy.get("way").asText());
            assertThat(found).isEqualTo(sha512(bytes));
            assertThat(copy.get("source").asText()).contains(from);
            client.delete("/v2/stores/" + from + "/" + image).expect(204);
            kinds.mustGo(image, List.of(from));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"disk", "hub", "s3", "swift"})
    void aConfiguredStoreIsPutToTheTestFromTheCommandLine(String store) {
        LongshoreProcess.Said said = kinds.longshore()
                .run(
                        "check-store",
                        store,
                        "--config",
                        directory.resolve("longshore.yaml").toString());
        System.out.println(said.text());
        assertThat(said.code()).isZero();
        assertThat(said.text()).contains("Store " + store, " 0 broken").doesNotContain("BROKEN");
    }
}
