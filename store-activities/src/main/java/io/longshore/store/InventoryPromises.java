package io.longshore.store;

import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A listing without gaps. Others may be writing to the store, so only what the trial itself made is looked for. */
final class InventoryPromises {

    private static final int PAGE = 1000;

    private InventoryPromises() {}

    static Map<String, StorePromise.Check> all() {
        Map<String, StorePromise.Check> all = new LinkedHashMap<>();
        all.put("lists every object once, with its size", InventoryPromises::listsAll);
        all.put("lists the same in pages of any size", InventoryPromises::pages);
        all.put("lists uploads that are not complete", InventoryPromises::unfinished);
        all.put("lists what stays while other objects come and go", InventoryPromises::comingAndGoing);
        return all;
    }

    private static List<Inventory.Entry> walk(Trial trial, String after, int limit) {
        List<Inventory.Entry> all = new ArrayList<>();
        String cursor = after;
        while (true) {
            List<Inventory.Entry> page = inventory(trial).page(cursor, limit);
            if (page.isEmpty()) {
                return all;
            }
            trial.must(page.size() <= limit, "a page of at most " + limit + " has " + page.size());
            all.addAll(page);
            cursor = page.getLast().cursor();
        }
    }

    /** Asked of another process each time: a cursor is all that a walk needs. */
    private static Inventory inventory(Trial trial) {
        return trial.reopened()
                .inventory()
                .orElseThrow(() -> new AssertionError("another process has no inventory of the store"));
    }

    private static Inventory.Entry mustListOnce(Trial trial, List<Inventory.Entry> listed, ObjectUrl url) {
        List<Inventory.Entry> found =
                listed.stream().filter(entry -> entry.url().equals(url)).toList();
        trial.must(found.size() == 1, url + " is listed " + found.size() + " times");
        return found.getFirst();
    }

    private static void listsAll(Trial trial) {
        Map<ObjectUrl, Long> sizes = new LinkedHashMap<>();
        for (long size : new long[] {0, 1, 3000}) {
            sizes.put(trial.stored(trial.content(size)), size);
        }
        List<Inventory.Entry> listed = walk(trial, "", PAGE);
        sizes.forEach((url, size) -> {
            long said = mustListOnce(trial, listed, url).sizeBytes();
            trial.must(said == size, url + " has " + size + " bytes and is listed with " + said);
        });
    }

    private static void pages(Trial trial) {
        ImageId image = ImageId.random();
        List<ObjectUrl> urls = new ArrayList<>();
        for (int nth = 1; nth <= 3; nth++) {
            urls.add(trial.address(image, nth));
            trial.store(urls.getLast(), trial.content(nth));
        }
        List<Inventory.Entry> listed = walk(trial, "", PAGE);
        List<Inventory.Entry> ours =
                listed.stream().filter(entry -> urls.contains(entry.url())).toList();
        trial.must(ours.size() == urls.size(), urls.size() + " objects are listed as " + ours);
        int first = listed.indexOf(ours.getFirst());
        for (int limit = 1; limit <= 2; limit++) {
            String cursor = first == 0 ? "" : listed.get(first - 1).cursor();
            List<Inventory.Entry> seen = new ArrayList<>();
            List<Inventory.Entry> page;
            do {
                page = inventory(trial).page(cursor, limit);
                trial.must(page.size() <= limit, "a page of at most " + limit + " has " + page.size());
                seen.addAll(page);
                cursor = page.isEmpty() ? cursor : page.getLast().cursor();
            } while (!page.isEmpty()
                    && !seen.stream().map(Inventory.Entry::url).toList().containsAll(urls));
            urls.forEach(url -> mustListOnce(trial, seen, url));
        }
    }

    private static void unfinished(Trial trial) {
        PatternBytes content = trial.content(3000);
        ObjectUrl url = trial.address();
        Upload upload = trial.begin(url, content);
        trial.write(upload, content, trial.parts(content));
        mustListOnce(trial, walk(trial, "", PAGE), url);
        upload.abort();
        trial.must(
                walk(trial, "", PAGE).stream().noneMatch(entry -> entry.url().equals(url)),
                "an aborted upload is still listed: " + url);
    }

    private static void comingAndGoing(Trial trial) {
        ImageId image = ImageId.random();
        List<ObjectUrl> urls = new ArrayList<>();
        for (int nth = 1; nth <= 5; nth++) {
            urls.add(trial.address(image, nth));
        }
        // 1, 3 and 5 stay; 4 goes and 2 comes after the first of them has been seen.
        for (int nth : new int[] {1, 3, 4, 5}) {
            trial.store(urls.get(nth - 1), trial.content(nth));
        }
        List<Inventory.Entry> before = walk(trial, "", PAGE);
        Inventory.Entry first = before.stream()
                .filter(entry -> urls.contains(entry.url()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("none of the objects is listed"));
        trial.store().delete(urls.get(3));
        trial.store(urls.get(1), trial.content(2));
        List<Inventory.Entry> seen = new ArrayList<>(before.subList(0, before.indexOf(first) + 1));
        seen.addAll(walk(trial, first.cursor(), PAGE));
        for (int nth : new int[] {1, 3, 5}) {
            mustListOnce(trial, seen, urls.get(nth - 1));
        }
    }
}
