package io.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longshore.support.ImageClient;
import io.longshore.support.LongshoreProcess;
import io.longshore.support.PacedSource;
import io.longshore.support.Site;
import io.longshore.support.SlowSource;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page of the web is registered as an image; the process that hashes it is killed. */
final class RegisteredPageIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    static Path directory;

    @Test
    void itIsHashedAllTheSame() throws NoSuchAlgorithmException {
        byte[] bytes = PacedSource.content(8 << 20);
        try (SlowSource page = new SlowSource(bytes);
                Site site = new Site(directory, List.of("{id: web, type: http}"))) {
            LongshoreProcess longshore = site.local("longshore", "start");
            String image = longshore.client().create("page");
            page.releaseUpTo(2);
            longshore
                    .client()
                    .post("/v2/images/" + image + "/locations", "{\"url\":\"" + page.url() + "\"}")
                    .expect(202);
            JsonNode active = longshore.client().show(image);
            assertThat(active.get("status").asText()).isEqualTo("active");
            assertThat(active.get("size").asLong()).isEqualTo(bytes.length);
            assertThat(active.get("os_hash_value").isNull()).isTrue();
            longshore
                    .client()
                    .await(image, PATIENCE, i -> task(longshore.client(), image).equals("processing"));
            longshore.kill();
            page.releaseAll();

            longshore.start();
            ImageClient client = longshore.client();
            JsonNode hashed =
                    client.await(image, PATIENCE, i -> !i.get("os_hash_value").isNull());
            assertThat(hashed.get("os_hash_value").asText())
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-512").digest(bytes)));
            assertThat(task(client, image)).isEqualTo("success");
        }
    }

    private static String task(ImageClient client, String image) {
        return client.get("/v2/images/" + image + "/tasks")
                .json()
                .at("/tasks/0/status")
                .asText();
    }
}
