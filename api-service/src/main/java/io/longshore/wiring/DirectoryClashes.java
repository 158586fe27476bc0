package io.longshore.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds stores, staging and the like that share a directory under whatever name: one would count, list or delete what is the other's.
 */
final class DirectoryClashes {

    private final Findings findings;
    private final Path configDirectory;

    DirectoryClashes(Findings findings, Path configDirectory) {
        this.findings = findings;
        this.configDirectory = configDirectory;
    }

    void check(List<StoreConfig> stores, @Nullable StagingConfig staging, @Nullable Path failedHistories) {
        List<Claim> claims = new ArrayList<>();
        for (int i = 0; i < stores.size(); i++) {
            StoreConfig store = stores.get(i);
            String key = "stores[" + i + "].director";
            claim(claims, key + "y", store, store.options().get("directory"));
            if (store.options().get("directories") instanceof List<?> several) {
                for (int j = 0; j < several.size(); j++) {
                    if (several.get(j) instanceof Map<?, ?> directory) {
                        claim(claims, key + "ies[" + j + "].path", store, directory.get("path"));
                    }
                }
            }
        }
        if (staging != null) {
            claims.add(new Claim("staging.directory", "staging", real(staging.directory())));
        }
        if (failedHistories != null) {
            claims.add(new Claim("import.failed-histories", "failed histories", real(failedHistories)));
        }
        for (int i = 0; i < claims.size(); i++) {
            for (Claim earlier : claims.subList(0, i)) {
                clash(claims.get(i), earlier);
            }
        }
    }

    private void claim(List<Claim> claims, String key, StoreConfig store, @Nullable Object directory) {
        if (directory instanceof String text) {
            path(text).ifPresent(path -> claims.add(new Claim(key, "store " + store.id(), path)));
        }
    }

    private void clash(Claim later, Claim earlier) {
        String remedy = "; give each a directory of its own";
        String other = earlier.owner() + " (" + earlier.key() + ")";
        if (later.path().equals(earlier.path())) {
            findings.wrong(later.key(), "is the directory of " + other + remedy);
        } else if (later.path().startsWith(earlier.path())) {
            findings.wrong(later.key(), "lies inside the directory of " + other + remedy);
        } else if (earlier.path().startsWith(later.path())) {
            findings.wrong(later.key(), "contains the directory of " + other + remedy);
        }
    }

    private Optional<Path> path(String text) {
        try {
            return Optional.of(real(configDirectory.resolve(text)));
        } catch (InvalidPathException e) {
            return Optional.empty(); // the store's own check has said so
        }
    }

    /** Without links and dots, also where the last steps do not exist yet. */
    private static Path real(Path path) {
        Path absolute = path.toAbsolutePath();
        for (Path existing = absolute; existing != null; existing = existing.getParent()) {
            if (Files.exists(existing)) {
                try {
                    return existing.toRealPath()
                            .resolve(existing.relativize(absolute))
                            .normalize();
                } catch (IOException e) {
                    return absolute.normalize();
                }
            }
        }
        return absolute.normalize();
    }

    private record Claim(String key, String owner, Path path) {}
}
