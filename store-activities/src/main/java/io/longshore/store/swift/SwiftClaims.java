package io.longshore.store.swift;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.store.SoleWriter;
import java.util.List;
import java.util.Optional;

/**
 * Who writes an object. Each writer has a mark of its own beside it, an empty object, from begin to end; a writer whose mark is gone has
 * been told to stop. So a writer that wakes up late finds out, before it sends a segment and after.
 */
final class SwiftClaims {

    private final SwiftStoreConfig config;
    private final SwiftServer server;

    SwiftClaims(SwiftStoreConfig config, SwiftServer server) {
        this.config = config;
        this.server = server;
    }

    /** Makes a mark that owns the object. {@code ALREADY_EXISTS}, and nothing left, where an object or another mark is there. */
    SwiftLocation claim(SwiftLocation at) {
        if (!marks(at).isEmpty()) {
            throw exists(at, "is being written already");
        }
        SwiftLocation own = SwiftNames.claim(at);
        server.put(own, request -> {});
        try {
            switch (SoleWriter.contest(own.object(), () -> marks(at))) {
                case WON -> {}
                case LOST -> throw exists(at, "is being written already");
                case UNDECIDED ->
                    throw server.failures()
                            .of(
                                    FailureKind.UNAVAILABLE,
                                    at.place(),
                                    "the container does not list what was put into it");
            }
            if (server.find(at).isPresent()) {
                throw exists(at, "exists already");
            }
            return own;
        } catch (ImageException e) {
            server.delete(own);
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw server.failures().of(FailureKind.UNAVAILABLE, at.place(), "stopped while waiting for the server");
        }
    }

    /** The mark that owns the object; empty where there is none. */
    Optional<SwiftLocation> owner(SwiftLocation at) {
        return marks(at).stream().findFirst().map(name -> new SwiftLocation(at.container(), name));
    }

    boolean isThere(SwiftLocation claim) {
        return server.find(claim).isPresent();
    }

    /** Removes every mark. */
    void releaseAll(SwiftLocation at) {
        marks(at).forEach(name -> server.delete(new SwiftLocation(at.container(), name)));
    }

    private List<String> marks(SwiftLocation at) {
        try {
            return listed(at);
        } catch (ImageException e) {
            if (!config.createsContainer() || e.kind() != FailureKind.UNAVAILABLE) {
                throw e;
            }
            server.makeContainer(at.container());
            return listed(at);
        }
    }

    private List<String> listed(SwiftLocation at) {
        return server.list(at.container(), SwiftNames.claims(at)).stream()
                .map(SwiftServer.Listed::name)
                .filter(name -> SwiftNames.whole(name).equals(at.object()))
                .toList();
    }

    private ImageException exists(SwiftLocation at, String what) {
        return server.failures().of(FailureKind.ALREADY_EXISTS, at.place(), what);
    }
}
