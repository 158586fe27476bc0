package io.longshore.store.swift;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.store.SideBySide;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Deletes an object with all that belongs to it, whoever wrote it: its writers' marks first, so that they stop; then its segments, every
 * one that can be, even where some cannot; its manifest last, for it tells where the segments are.
 */
final class SwiftRemoval {

    private final SwiftServer server;
    private final SwiftClaims claims;
    private final int parallel;

    SwiftRemoval(SwiftServer server, SwiftClaims claims, int parallel) {
        this.server = server;
        this.claims = claims;
        this.parallel = parallel;
    }

    /** Absent is success, but its segments are looked for all the same: a late writer may have left some. */
    void delete(SwiftLocation at) {
        claims.releaseAll(at);
        Optional<SwiftServer.Found> object = server.find(at);
        deleteSegments(at, object.map(SwiftServer.Found::manifest).orElse(null));
        if (object.isPresent() && object.get().isStatic()) {
            // One by one first: the server deletes the object after its segments whatever became of them.
            deleteAll(server.plainSegments(at).stream().distinct().toList());
            server.deleteStatic(at);
        } else if (object.isPresent()) {
            server.delete(at);
        }
    }

    /**
     * Deletes the segments, but not the object: those that the manifest names, and, where the object is called as images are, those that
     * are called as their segments are. The first failure is thrown when all have been tried.
     */
    void deleteSegments(SwiftLocation at, @Nullable String manifest) {
        Set<SwiftLocation> segments = new LinkedHashSet<>();
        SwiftManifest.of(manifest)
                .filter(named -> named.belongsTo(at))
                .ifPresent(named -> segments.addAll(listed(named.container(), named.prefix())));
        if (SwiftNames.isOfImage(at.object())) {
            // What others named may only look like a segment.
            listed(at.container(), SwiftNames.segments(at)).stream()
                    .filter(segment -> SwiftNames.whole(segment.object()).equals(at.object()))
                    .forEach(segments::add);
        }
        segments.remove(at);
        deleteAll(new ArrayList<>(segments));
    }

    private List<SwiftLocation> listed(String container, String prefix) {
        try {
            return server.list(container, prefix).stream()
                    .map(row -> new SwiftLocation(container, row.name()))
                    .toList();
        } catch (ImageException e) {
            if (e.kind() == FailureKind.NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
    }

    /** Deletes these objects, several at a time. */
    void deleteAll(List<SwiftLocation> objects) {
        try {
            SideBySide.run(
                    objects.stream()
                            .map(object -> Executors.callable(() -> server.delete(object)))
                            .toList(),
                    parallel);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw server.failures().of(FailureKind.UNAVAILABLE, "segments", "were not all deleted: it was stopped");
        }
    }
}
