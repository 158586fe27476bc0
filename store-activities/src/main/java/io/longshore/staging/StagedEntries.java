package io.longshore.staging;

import io.longshore.staging.StagedName.Kind;
import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes stock of the directory. */
final class StagedEntries {

    private StagedEntries() {}

    static List<StagedEntry> of(StagingFiles files) throws IOException {
        Map<StagedName, List<Kind>> kinds = new LinkedHashMap<>();
        for (StagedName.Parsed parsed : files.list()) {
            kinds.computeIfAbsent(parsed.name(), n -> new ArrayList<>()).add(parsed.kind());
        }
        List<StagedEntry> entries = new ArrayList<>();
        for (Map.Entry<StagedName, List<Kind>> one : kinds.entrySet()) {
            entries.add(entry(files, one.getKey(), one.getValue()));
        }
        return entries;
    }

    private static StagedEntry entry(StagingFiles files, StagedName name, Collection<Kind> kinds) throws IOException {
        long bytes = 0;
        Instant touched = Instant.EPOCH;
        for (Kind kind : kinds) {
            Optional<BasicFileAttributes> found = files.attributes(name, kind);
            bytes += found.map(BasicFileAttributes::size).orElse(0L);
            Instant modified = found.map(a -> a.lastModifiedTime().toInstant()).orElse(Instant.EPOCH);
            touched = modified.isAfter(touched) ? modified : touched;
        }
        return new StagedEntry(
                name.image(), name.generation(), bytes, files.sealed(name).isPresent(), touched);
    }
}
