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
    @CsvSource("V1__catalog.sql, 327e4cb05fe528f7fb45c47a468854f30fba9911fa73f4700c0328d7c5625ee2")
    void filesThatCatalogsWereMadeByStayAsTheyAre(String file, String sha256)
            throws IOException, NoSuchAlgorithmException {
        try (InputStream script = Objects.requireNonNull(Catalog.class.getResourceAsStream("/db/migration/" + file))) {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(script.readAllBytes());
            assertThat(HexFormat.of().formatHex(hash)).isEqualTo(sha256);
        }
    }
}
