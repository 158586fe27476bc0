package io.longshore.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoConfigTest {

    @TempDir
    Path temporary;

    @Test
    void anUnfinishedImportMayStillBeFetchedByARunThatNamesNoAddress() throws IOException {
        try (DataDirectory data = DataDirectory.take(temporary.resolve("data"))) {
            assertThat(written(data, new DemoSource.Made())).doesNotContain("uri-filter");
            String named = written(data, DemoSource.of("http://images.example:8080/disk.qcow2"));
            assertThat(named).contains("allowed-hosts: ['images.example']", "allowed-ports: [8080]");
            assertThat(written(data, new DemoSource.Made())).isEqualTo(named);
            assertThat(written(data, new DemoSource.LocalFile(temporary))).isEqualTo(named);
            assertThat(written(data, DemoSource.of("https://other.example/disk")))
                    .contains("allowed-hosts: ['other.example']", "allowed-ports: [443]")
                    .doesNotContain("images.example");
        }
    }

    private static String written(DataDirectory data, DemoSource source) throws IOException {
        return Files.readString(DemoConfig.write(data, Ports.defaults(), source));
    }
}
