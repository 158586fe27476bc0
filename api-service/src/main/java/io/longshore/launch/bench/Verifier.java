package io.longshore.launch.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares what was imported with what should have been. */
final class Verifier {

    private final @Nullable StoreFiles files;

    /** @param dirs the folder of the stores' directories; none: only the API's word is compared */
    Verifier(@Nullable Path dirs) {
        this.files = dirs == null ? null : new StoreFiles(dirs);
    }

    /** Everything that is wrong with the image, in words; nothing is good. */
    List<String> faults(JsonNode image, SourceImage right, List<String> stores) throws IOException {
        List<String> faults = new ArrayList<>();
        compare(faults, image, "checksum", right.md5());
        compare(faults, image, "os_hash_algo", "sha512");
        compare(faults, image, "os_hash_value", right.sha512());
        compare(faults, image, "size", Long.toString(right.sizeBytes()));
        if (files != null) {
            for (String store : stores) {
                List<Path> copies = files.of(store, image.path("id").asText());
                if (copies.size() != 1) {
                    faults.add("store " + store + " holds " + copies.size() + " files of it");
                } else if (!right.hasBytesOf(copies.getFirst())) {
                    faults.add("store " + store + " holds other bytes");
                }
            }
        }
        return faults;
    }

    /** Whether no store holds anything of the image any more, as far as we can look. */
    boolean isGone(String image, List<String> stores) throws IOException {
        for (String store : files == null ? List.<String>of() : stores) {
            if (files != null && !files.of(store, image).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private static void compare(List<String> faults, JsonNode image, String key, String right) {
        String given = image.path(key).asText();
        if (!given.equals(right)) {
            faults.add(key + " is " + given);
        }
    }
}
