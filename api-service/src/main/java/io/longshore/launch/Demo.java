package io.longshore.launch;

import com.fasterxml.jackson.databind.JsonNode;
import io.longshore.image.DiskFormat;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.importing.ImportId;
import io.longshore.wiring.StoreConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The main job, done by a client that knows the public API only: one image into three stores, then into two more. */
final class Demo {

    /** Marks the demo's images: by their source. */
    private static final String MARK = "longshore_demo";

    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

    private final Screen screen;
    private final ImageApi api;
    private final DataDirectory data;
    private final TemporalPages pages;
    private final List<StoreConfig> stores;
    private final Semaphore pause = new Semaphore(0);
    private final List<String> runs = new ArrayList<>();

    Demo(Screen screen, ImageApi api, DataDirectory data, TemporalPages pages, List<StoreConfig> stores) {
        this.screen = screen;
        this.api = api;
        this.data = data;
        this.pages = pages;
        this.stores = stores;
    }

    /** Does the whole job, taking up an import that an earlier demo began; 0 where every copy is what it must be, else 1. */
    int run(DemoSource source) throws InterruptedException {
        try {
            String image = imported(source);
            copyToLaterStores(image);
            return report(image);
        } catch (IOException e) {
            throw new ImageException(FailureKind.INTERNAL, "the demo cannot read or write: " + e.getMessage(), e);
        }
    }

    private String imported(DemoSource source) throws IOException, InterruptedException {
        Optional<String> unfinished = takeUp(source);
        if (unfinished.isPresent()) {
            return unfinished.get();
        }
        String image = create(source);
        Map<String, String> method = switch (source) {
            case DemoSource.Made ignored -> staged(image, DiskImage.at(data.at("demo-disk.img")));
            case DemoSource.LocalFile file -> staged(image, file.path());
            case DemoSource.Web web ->
                Map.of("name", "web-download", "uri", web.uri().toString());
        };
        say("Importing into " + String.join(", ", DemoConfig.FIRST_STORES) + " by " + method.get("name"));
        api.startImport(image, Map.of("method", method, "stores", DemoConfig.FIRST_STORES));
        follow(image);
        return image;
    }

    /**
     * Goes on with an import of the same source that was under way when its demo ended; removes what earlier demos of it have not
     * finished otherwise, and their disks.
     */
    private Optional<String> takeUp(DemoSource source) throws InterruptedException {
        Optional<String> unfinished = Optional.empty();
        int removed = 0;
        for (JsonNode image : api.imagesWith(MARK, source.label())) {
            String id = image.path("id").asText();
            if (unfinished.isEmpty() && image.path("os_glance_import_task").isTextual()) {
                unfinished = Optional.of(id);
            } else if (source instanceof DemoSource.Made
                    || !image.path("status").asText().equals("active")) {
                api.delete(id);
                removed++;
            }
        }
        if (removed > 0) {
            say("Removed " + removed + (removed == 1 ? " image" : " images") + " of earlier demos");
        }
        if (unfinished.isPresent()) {
            say("Going on with image " + unfinished.get() + ", whose import was under way");
            follow(unfinished.get());
        }
        return unfinished;
    }

    private String create(DemoSource source) throws IOException, InterruptedException {
        DiskFormat format = switch (source) {
            case DemoSource.Made ignored -> DiskFormat.RAW;
            case DemoSource.LocalFile file -> DiskFormatGuess.ofFile(file.path());
            case DemoSource.Web web -> DiskFormatGuess.ofName(path(web.uri()));
        };
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("name", shortened("demo: " + name(source)));
        fields.put("disk_format", format.wire());
        fields.put("container_format", "bare");
        fields.put(MARK, source.label());
        String id = api.create(fields).path("id").asText();
        say("Created image " + id + " (" + fields.get("name") + ", " + format.wire() + ")");
        return id;
    }

    private Map<String, String> staged(String image, Path file) throws InterruptedException {
        Instant begun = Instant.now();
        say("Staging " + Words.bytes(file.toFile().length()) + " ...");
        api.stage(image, file);
        say("Staged in " + Words.seconds(Duration.between(begun, Instant.now())));
        return Map.of("name", "glance-direct");
    }

    private void copyToLaterStores(String image) throws InterruptedException {
        Set<String> held = Set.of(api.image(image).path("stores").asText().split(","));
        List<String> missing = stores.stream()
                .map(store -> store.id().value())
                .filter(store -> !held.contains(store))
                .toList();
        if (!missing.isEmpty()) {
            say("Copying to " + String.join(", ", missing) + " by copy-image");
            api.startImport(image, Map.of("method", Map.of("name", "copy-image"), "stores", missing));
            follow(image);
        }
    }

    private void follow(String image) throws InterruptedException {
        Instant begun = Instant.now();
        ProgressLines lines = new ProgressLines(screen);
        ImportView view = now(image);
        while (!view.isOver()) {
            lines.show(view);
            pause.tryAcquire(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            view = now(image);
        }
        lines.show(view);
        runs.add(pages.run(ImageId.of(image), ImportId.of(view.importId())));
        if (!view.hasSucceeded()) {
            throw new ImageException(
                    FailureKind.CONFLICT,
                    "the import " + view.phase() + (view.reason() == null ? "" : ": " + view.reason()) + "\n  see "
                            + runs.getLast());
        }
        say("Done in " + Words.seconds(Duration.between(begun, Instant.now())));
    }

    private ImportView now(String image) throws InterruptedException {
        return api.progress(image)
                .orElseThrow(() -> new ImageException(FailureKind.NOT_FOUND, "image " + image + " has no import"));
    }

    private int report(String image) throws InterruptedException {
        JsonNode document = api.image(image);
        String sha512 = document.path("os_hash_value").asText();
        List<CopyCheck> checks = stores.stream()
                .parallel()
                .map(store -> CopyCheck.of(
                        store.id().value(), data.at("stores", store.id().value()), image, sha512))
                .toList();
        say("\nImage " + image + ": " + document.path("status").asText() + ", "
                + Words.bytes(document.path("size").asLong()) + ", "
                + document.path("os_hash_algo").asText() + " " + sha512.substring(0, Math.min(16, sha512.length()))
                + "...");
        say(String.format("  %-10s %-14s %-12s %s", "store", "bytes", "SHA-512", "file"));
        checks.forEach(check -> say(String.format(
                "  %-10s %-14d %-12s %s",
                check.store(), check.sizeBytes(), check.matches() ? "the image's" : "DIFFERS", check.file())));
        say("Imports in the Temporal UI");
        runs.forEach(run -> say("  " + run));
        say("Copies that are stuck, whenever there are any\n  " + pages.stuckCopies());
        return checks.stream().allMatch(CopyCheck::matches) ? 0 : 1;
    }

    /** To what an image's name may have. */
    private static String shortened(String name) {
        int length = name.codePointCount(0, name.length());
        return name.substring(0, name.offsetByCodePoints(0, Math.min(length, 255)));
    }

    private static String name(DemoSource source) {
        return switch (source) {
            case DemoSource.Made ignored -> "a disk with one partition";
            case DemoSource.LocalFile file -> String.valueOf(file.path().getFileName());
            case DemoSource.Web web -> path(web.uri()).replaceFirst(".*/", "");
        };
    }

    private static String path(URI uri) {
        return uri.getPath() == null ? "" : uri.getPath();
    }

    private void say(String line) {
        screen.say(line);
    }
}
