package io.longshore.kill.traffic;

import io.longshore.kill.site.Disturbances.Part;
import io.longshore.kill.site.Rest;
import io.longshore.kill.site.Site;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One image's way: made, filled, copied, partly deleted; what it comes to is judged at every stop. */
final class Journey {

    private static final String COPY_IMAGE = "{\"name\":\"copy-image\"}";
    private static final String GLANCE_DIRECT = "{\"name\":\"glance-direct\"}";

    private final Site site;
    private final ImageSource source;
    private final Steps steps;
    private final Copies copies;
    private final Counts counts;
    private final JourneyPlan plan;
    private final Content content;
    private final String id = UUID.randomUUID().toString();
    private boolean deleted;

    Journey(Site site, ImageSource source, Steps steps, Counts counts, JourneyPlan plan, byte[] block) {
        this.site = site;
        this.source = source;
        this.steps = steps;
        this.counts = counts;
        this.copies = new Copies(site, counts);
        this.plan = plan;
        this.content = Content.of(block, plan.offset(), plan.size());
    }

    String image() {
        return id;
    }

    Content content() {
        return content;
    }

    /** Whether the image was deleted on the way. */
    boolean isDeleted() {
        return deleted;
    }

    /** All of it; what is not as it must be is a {@link Divergence}. */
    void go() {
        steps.create(id, "journey " + plan.number());
        boolean filled = switch (plan.first()) {
            case UPLOAD -> upload();
            case WEB_DOWNLOAD, GLANCE_DIRECT -> importFirst();
        };
        if (deleted) {
            return;
        }
        if (filled) {
            if (!plan.copies().isNone()) {
                copy();
            }
            if (plan.download()) {
                download();
            }
            if (plan.deleteOne()) {
                deleteOne();
            }
        }
        if (!plan.keep() || !filled) {
            delete();
        }
    }

    /** Looks once more at every copy, and deletes the image. */
    void end() {
        copies.check(steps.show(id), content);
        delete();
    }

    private void delete() {
        steps.delete(id);
        deleted = true;
        counts.done("images deleted");
    }

    private boolean upload() {
        String store = plan.targets().stores().isEmpty()
                ? Site.DEFAULT_STORE
                : plan.targets().stores().getFirst();
        for (int attempt = 0; attempt < 4; attempt++) {
            boolean done = steps.upload(id, content, store);
            Image image = steps.show(id);
            if (done) {
                requireUploaded(image, store);
                counts.done("PUT /file done");
                return true;
            }
            if (!image.status().equals("queued") || !image.isBlank()) {
                throw new Divergence("a PUT /file that failed left " + image);
            }
            counts.done("PUT /file cut short or refused, image queued again");
        }
        return false;
    }

    private void requireUploaded(Image image, String store) {
        if (!image.status().equals("active") || !image.stores().equals(Set.of(store)) || !image.isOf(content)) {
            throw new Divergence("a PUT /file to " + store + " made " + image);
        }
        copies.check(image, content);
    }

    /** An import, and another one where that one was undone. */
    private boolean importFirst() {
        for (int attempt = 0; attempt < 3; attempt++) {
            JourneyPlan.Midway midway = attempt == 0 ? plan.midway() : JourneyPlan.Midway.NOTHING;
            if (plan.first() == JourneyPlan.First.GLANCE_DIRECT) {
                steps.stage(id, content);
            }
            Judge.Verdict verdict = importOnce(midway);
            if (deleted) {
                return false;
            }
            if (verdict != Judge.Verdict.UNDONE) {
                return true;
            }
        }
        return false;
    }

    private Judge.@Nullable Verdict importOnce(JourneyPlan.Midway midway) {
        if (plan.first() == JourneyPlan.First.GLANCE_DIRECT) {
            return importInto(GLANCE_DIRECT, plan.targets(), Set.of(), midway);
        }
        Offer offer = source.offer(content, plan.manner());
        long since = System.nanoTime();
        try {
            return importInto(source.method(offer), plan.targets(), Set.of(), midway);
        } finally {
            if (!site.disturbances().any(Part.STAGING, since, System.nanoTime())) {
                counts.sentAgain(offer.sentAgain());
            }
            source.withdraw(offer);
        }
    }

    private void copy() {
        Set<String> held = steps.show(id).stores();
        JourneyPlan.Targets targets = plan.copies();
        List<String> wanted = targets.resolved(List.copyOf(held));
        if (wanted.isEmpty()) {
            return;
        }
        importInto(
                COPY_IMAGE,
                targets.all() ? targets : new JourneyPlan.Targets(wanted, false, targets.must()),
                held,
                JourneyPlan.Midway.NOTHING);
    }

    private Judge.@Nullable Verdict importInto(
            String method, JourneyPlan.Targets targets, Set<String> held, JourneyPlan.Midway midway) {
        long since = System.nanoTime();
        Set<String> owed = new TreeSet<>(targets.resolved(List.copyOf(held)));
        steps.startImport(id, method, targets);
        if (midway != JourneyPlan.Midway.NOTHING) {
            Rest.of(Duration.ofMillis((long) (plan.when() * 1500)));
            if (midway == JourneyPlan.Midway.DELETE) {
                counts.done("images deleted while their import was open, or just over");
                delete();
                return null;
            }
            steps.cancel(id);
        }
        Image image = steps.awaitImport(id);
        Judge.Verdict verdict = Judge.judge(
                new Judge.Ended(image, content, held, owed, targets.must()),
                excuses(since, held, midway == JourneyPlan.Midway.CANCEL));
        copies.check(image, content);
        String name = method.startsWith("{\"name\":\"web-download") ? "web-download" : method.split("\"", -1)[3];
        counts.done("imports: " + name + ", "
                + switch (verdict) {
                    case WHOLE -> "in all stores";
                    case IN_PART -> "in some, others listed as failed";
                    case UNDONE -> "undone";
                });
        return verdict;
    }

    private Judge.Excuses excuses(long since, Set<String> held, boolean cancelled) {
        Set<String> broken = broken(since);
        boolean ended =
                site.records().rows("select id::text from imports where image_id = ?", UUID.fromString(id)).stream()
                        .anyMatch(row -> site.disturbances()
                                .which(Part.RUN, since, System.nanoTime())
                                .contains(String.valueOf(row.get("id"))));
        boolean unreadable = !held.isEmpty() && broken.containsAll(held);
        return new Judge.Excuses(broken, cancelled || ended || unreadable);
    }

    private Set<String> broken(long since) {
        return site.disturbances().which(Part.STORE, since, System.nanoTime());
    }

    private void download() {
        Set<String> stores = steps.show(id).stores();
        steps.download(id, stores).ifPresent(sha512 -> {
            if (!sha512.equals(content.sha512())) {
                throw new Divergence("image " + id + " with copies in " + stores + " was downloaded as " + sha512
                        + " instead of " + content.sha512());
            }
            counts.done("downloads compared by SHA-512");
        });
    }

    private void deleteOne() {
        TreeSet<String> stores = steps.show(id).stores();
        if (stores.size() > 1) {
            String store = stores.last();
            steps.deleteCopy(id, store);
            stores.remove(store);
            Image image = steps.show(id);
            if (!image.stores().equals(stores)) {
                throw new Divergence("the copy in " + store + " was deleted, and left " + image);
            }
            copies.check(image, content);
            counts.done("copies deleted from one store");
        }
    }
}
