package io.longshore.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Catalogs that an earlier version made refuse files that have changed since: what is new comes in a file of its own. */
final class MigrationsTest {

    @ParameterizedTest
    @CsvSource({
        "V1__catalog.sql, 327e4cb05fe528f7fb45c47a468854f30fba9911fa73f4700c0328d7c5625ee2",
        "V2__rounds_and_extents.sql, 0507ef863521279adbfd2fc22000b1d06d248adaebc7d17dae9426537d512833",
        "V3__former_runs_usable_staging.sql, 261dea484ec25caa9ac63858cffac366e9ad79621bbfdad1bd49d18552e99962",
        "V4__turns_for_room_deserted_hosts.sql, 6f689ddcf9cdb4cd603e6f959ee31593aa59a70c4e135a8b2e06a806fa6143e5",
        "V5__copies_to_be_checked.sql, 18ed7fd4d4334f44e8b5ae82a93a6bd959dc7665e3c6411e73f8ac2842f2b6fb"
    })
    void filesThatCatalogsWereMadeByStayAsTheyAre(String file, String sha256)
            throws IOException, NoSuchAlgorithmException {
        try (InputStream script = Objects.requireNonNull(Catalog.class.getResourceAsStream("/db/migration/" + file))) {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(script.readAllBytes());
            assertThat(HexFormat.of().formatHex(hash)).isEqualTo(sha256);
        }
    }
}
