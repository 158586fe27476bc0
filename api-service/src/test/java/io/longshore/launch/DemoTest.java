package io.longshore.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.ImageException;
import io.longshore.image.StoreId;
import io.longshore.wiring.StoreConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {

    private static final byte[] CONTENT = "a small disk".repeat(1000).getBytes(StandardCharsets.UTF_8);

    private final Path temporary;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Path file;
    private final DataDirectory data;
    private final SmallGlance glance;

    DemoTest(@TempDir Path temporary) throws IOException {
        this.temporary = temporary;
        file = Files.write(temporary.resolve("disk.qcow2"), CONTENT);
        data = DataDirectory.take(temporary.resolve("data"));
        allStores().forEach(store -> data.directory("stores", store));
        glance = new SmallGlance(data.at("stores"));
    }

    @AfterEach
    void stop() {
        glance.close();
        data.close();
    }

    @Test
    void aFileGoesIntoThreeStoresAndThenIntoTwoMore() throws Exception {
        assertThat(demo().run(new DemoSource.LocalFile(file))).isZero();

        assertThat(glance.requests)
                .filteredOn(r -> r.startsWith("P"))
                .map(r -> r.replaceFirst("[0-9a-f-]{36}", "ID"))
                .containsExactly(
                        "POST /v2/images",
                        "PUT /v2/images/ID/stage",
                        "POST /v2/images/ID/import",
                        "POST /v2/images/ID/import");
        assertThat(text())
                .contains("by glance-direct", "copying", " 50 %", "attempt 1", "by copy-image")
                .contains("http://127.0.0.1:8233/namespaces/default/workflows/")
                .contains("%2F", "workflows?query=ImportStage%20%3D%20%22retrying%22")
                .doesNotContain("DIFFERS", "\033");
        assertThat(text().lines().filter(line -> line.contains("the image's"))).hasSize(5);
    }

    @Test
    void anAddressIsFetchedByLongshoreItself() throws Exception {
        assertThat(demo().run(DemoSource.of("http://images.example/x/disk.qcow2?signature=s3cr3t")))
                .isZero();

        assertThat(glance.requests).noneMatch(r -> r.startsWith("PUT"));
        assertThat(text())
                .contains("by web-download", "(demo: disk.qcow2, qcow2)")
                .doesNotContain("s3cr3t");
        assertThat(glance.requests).noneMatch(request -> request.contains("s3cr3t"));
    }

    @Test
    void aWrongCopyIsSeen() throws Exception {
        glance.corrupt = "edge1";

        assertThat(demo().run(new DemoSource.LocalFile(file))).isEqualTo(1);
        assertThat(text().lines().filter(line -> line.contains("DIFFERS")))
                .singleElement()
                .asString()
                .contains("edge1");
    }

    @Test
    void aFailedImportSaysWhyAndWhereToLook() {
        glance.failure = "cheap: no space left";

        assertThatThrownBy(() -> demo().run(new DemoSource.LocalFile(file)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("the import failed: cheap: no space left")
                .hasMessageContaining("/workflows/");
    }

    @Test
    void anImportThatWasUnderWayIsTakenUp() throws Exception {
        String image = glance.underWay(file.toString(), CONTENT, DemoConfig.FIRST_STORES);

        assertThat(demo().run(new DemoSource.LocalFile(file))).isZero();

        assertThat(text()).contains("Going on with image " + image);
        assertThat(glance.requests).noneMatch(r -> r.equals("POST /v2/images"));
    }

    @Test
    void whatWasLeftBeforeItsImportIsRemovedAndWhatIsDoneStays() throws Exception {
        glance.uploading(file.toString());
        assertThat(demo().run(new DemoSource.LocalFile(file))).isZero();
        assertThat(demo().run(new DemoSource.LocalFile(file))).isZero();

        assertThat(text()).containsOnlyOnce("Removed 1 image of earlier demos");
        assertThat(glance.requests).filteredOn(r -> r.startsWith("DELETE")).hasSize(1);
    }

    @Test
    void aNameMayBeLong() throws Exception {
        Path longest = Files.write(temporary.resolve("x".repeat(255)), CONTENT);
        assertThat(demo().run(new DemoSource.LocalFile(longest))).isZero();
        assertThat(text()).contains("(demo: " + "x".repeat(249) + ", ");
    }

    @Test
    void addressesAreTheSameSourceOnlyWhereAllOfThemIsTheSame() {
        String label = DemoSource.of("http://a.example:8080/x?id=s3cr3t").label();
        assertThat(label)
                .startsWith("http://a.example:8080/x?")
                .doesNotContain("s3cr3t")
                .isEqualTo(DemoSource.of("http://a.example:8080/x?id=s3cr3t").label());
        assertThat(Stream.of("http://a.example/x", "http://a.example:8080/x", "http://a.example:8080/x?id=2")
                        .map(word -> DemoSource.of(word).label()))
                .doesNotHaveDuplicates()
                .doesNotContain(label);
    }

    @Test
    void onATerminalLinesAreWrittenOver() throws Exception {
        demo(true).run(new DemoSource.LocalFile(file));

        assertThat(text()).contains("\033[3A");
    }

    @Test
    void theDiskHasAPartitionTable() throws IOException {
        Path disk = DiskImage.at(temporary.resolve("demo.img"));

        assertThat(Files.size(disk)).isEqualTo(256L << 20);
        byte[] sector = new byte[512];
        try (var in = Files.newInputStream(disk)) {
            assertThat(in.readNBytes(sector, 0, 512)).isEqualTo(512);
        }
        assertThat(new byte[] {sector[450], sector[510], sector[511]}).containsExactly(0x83, 0x55, 0xaa);
        assertThat(DiskFormatGuess.ofFile(disk).wire()).isEqualTo("raw");
    }

    @Test
    void aSourceThatIsNeitherFileNorAddressIsRefused() {
        assertThatThrownBy(() -> DemoSource.of("no-such-file")).hasMessageContaining("neither a readable file");
        assertThatThrownBy(() -> DemoSource.of("http://")).isInstanceOf(ImageException.class);
    }

    private Demo demo() {
        return demo(false);
    }

    private Demo demo(boolean terminal) {
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        List<StoreConfig> stores = allStores()
                .map(id -> new StoreConfig(StoreId.of(id), "file", "", 0, false, Map.of()))
                .toList();
        return new Demo(
                new Screen(stream, stream, terminal),
                new ImageApi(glance.address()),
                data,
                new TemporalPages("http://127.0.0.1:8233", "default"),
                stores);
    }

    private static Stream<String> allStores() {
        return Stream.concat(DemoConfig.FIRST_STORES.stream(), DemoConfig.LATER_STORES.stream());
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
