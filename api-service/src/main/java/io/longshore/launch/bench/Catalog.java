package io.longshore.launch.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Very many images on each target, each with an ended import. A Longshore that was started for the benchmark gets most of the imports as
 * rows of its catalog, and bytes for every tenth image; everybody else has each image imported.
 */
final class Catalog {

    private static final int HOLDS_BYTES = 10;
    private static final int MAKERS = 8;
    private static final int OWN_BYTES = 16;

    private final Path work;
    private final Map<String, Filling> kept = new HashMap<>();

    /** @param work for files that are sent and removed at once */
    Catalog(Path work) {
        this.work = work;
    }

    /**
     * What a target's catalog was filled with.
     *
     * @param withBytes those of the images that have a checksum, each one of its own
     */
    record Filling(List<String> ids, List<JsonNode> withBytes) {
        Filling {
            ids = List.copyOf(ids);
            withBytes = List.copyOf(withBytes);
        }
    }

    /** As many images as {@code size}, with those that were kept. Until they are kept, who fails removes them. */
    Filling filled(Target target, int size) throws IOException, InterruptedException {
        Filling before = kept.getOrDefault(target.name(), new Filling(List.of(), List.of()));
        if (before.ids().size() >= size) {
            return before;
        }
        List<String> ids = Collections.synchronizedList(new ArrayList<>(before.ids()));
        List<JsonNode> withBytes = Collections.synchronizedList(new ArrayList<>(before.withBytes()));
        Files.createDirectories(work);
        int had = before.ids().size();
        new RequestLoad(target::client, MAKERS).times(size - had, (client, n) -> {
            String id = client.create("catalog-" + (had + n));
            ids.add(id);
            if (give(target, client, id, had + n)) {
                withBytes.add(client.show(id));
            }
        });
        if (target.isThrowaway()) {
            target.giveImports(ids);
            requireImport(target, ids.getLast());
        }
        requireFound(target, withBytes);
        return new Filling(ids, withBytes);
    }

    void keep(Target target, Filling filling) {
        kept.put(target.name(), filling);
    }

    /** Removes what was kept, if anything. */
    void empty(Target target) throws IOException, InterruptedException {
        Filling filling = kept.remove(target.name());
        if (filling != null) {
            List<String> ids = filling.ids();
            new RequestLoad(target::client, MAKERS).times(ids.size(), (client, n) -> client.delete(ids.get(n)));
        }
    }

    /** Whether the image has bytes now. */
    private boolean give(Target target, ImageClient client, String id, int n) throws IOException {
        // The first is imported everywhere: an example for the rows of the others.
        boolean imported = n == 0 || !target.isThrowaway();
        if (!imported && n % HOLDS_BYTES != 0) {
            return false;
        }
        SourceImage own = ownBytes(n);
        if (imported) {
            List<String> stores = target.stores(1);
            client.stage(id, own);
            client.importStaged(id, stores);
            target.waitBy(client).until(id, stores, ImportWait.Pace.TIGHT);
        } else {
            client.upload(id, own);
        }
        Files.delete(own.path());
        return true;
    }

    private SourceImage ownBytes(int n) throws IOException {
        Path file = work.resolve("own-" + n);
        Files.writeString(file, ("%0" + OWN_BYTES + "d").formatted(n));
        return new SourceImage(file, OWN_BYTES, "", "", 0);
    }

    /** What was given must be an import to the target, too. */
    private static void requireImport(Target target, String image) throws IOException {
        try (ImageClient client = target.client()) {
            int imports = client.tasks(image).size();
            if (imports != 1) {
                throw new IOException("image " + image + " has " + imports + " imports instead of the one");
            }
        }
    }

    private static void requireFound(Target target, List<JsonNode> withBytes) throws IOException {
        try (ImageClient client = target.client()) {
            JsonNode found = client.list(byChecksum(withBytes, 0));
            if (found.size() != 1
                    || !found.path(0).path("id").equals(withBytes.getFirst().path("id"))) {
                throw new IOException("the list by checksum holds " + found.size() + " images instead of the one");
            }
        }
    }

    /** The query for one image of those by its checksum. */
    static String byChecksum(List<JsonNode> images, int n) {
        return "checksum="
                + images.get(Math.floorMod(n, images.size())).path("checksum").asText();
    }
}
