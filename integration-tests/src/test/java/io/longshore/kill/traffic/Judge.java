package io.longshore.kill.traffic;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What an import may have come to, by its policy and by what was broken meanwhile. */
final class Judge {

    private Judge() {}

    /**
     * An import that has ended.
     *
     * @param held stores that had the image before
     * @param targets what it owed
     */
    record Ended(Image image, Content content, Set<String> held, Set<String> targets, boolean must) {}

    /**
     * What excuses that a target has no copy.
     *
     * @param broken stores that were
     * @param cutShort the run was ended from outside, or somebody cancelled, or no store could be read
     */
    record Excuses(Set<String> broken, boolean cutShort) {

        boolean cover(Set<String> failed) {
            return cutShort || broken.containsAll(failed);
        }
    }

    /** How an import ended that is as it must be. */
    enum Verdict {
        WHOLE,
        IN_PART,
        UNDONE
    }

    /** Fails with {@link Divergence} where nothing excuses what is. */
    static Verdict judge(Ended ended, Excuses excuses) {
        Image image = ended.image();
        Set<String> landed = minus(image.stores(), ended.held());
        Set<String> failed = image.failed();
        failed.retainAll(ended.targets());
        List<String> wrong = new ArrayList<>();
        require(wrong, image.importing().isEmpty(), "stores are still listed as importing");
        require(wrong, image.stores().containsAll(ended.held()), "a copy that was there before is gone");
        require(wrong, ended.targets().containsAll(landed), "copies where none was asked for");
        require(wrong, minus(landed, failed).equals(landed), "a store has a copy and is listed as failed");
        boolean active = !image.stores().isEmpty();
        require(
                wrong,
                image.status().equals(active ? "active" : "queued"),
                "an image in status " + image.status() + " with copies in " + image.stores());
        if (active) {
            require(wrong, image.isOf(ended.content()), "size or hashes are not those of its bytes");
        } else {
            require(wrong, image.isBlank(), "a queued image has a size or hashes");
        }
        Verdict verdict =
                landed.equals(ended.targets()) ? Verdict.WHOLE : landed.isEmpty() ? Verdict.UNDONE : Verdict.IN_PART;
        switch (verdict) {
            case WHOLE -> require(wrong, failed.isEmpty(), "nothing failed and yet stores are listed as failed");
            case IN_PART -> {
                require(wrong, !ended.must(), "some copies stay of an import that must succeed everywhere");
                require(wrong, union(landed, failed).equals(ended.targets()), "a target is neither done nor failed");
            }
            case UNDONE -> {
                require(wrong, !failed.isEmpty(), "undone, and no store is listed as failed");
                require(
                        wrong,
                        ended.must() || failed.equals(ended.targets()),
                        "a target without a copy is not listed as failed");
            }
        }
        require(wrong, excuses.cover(failed), "failed without an excuse");
        if (!wrong.isEmpty()) {
            throw new Divergence(String.join("; ", wrong) + ": targets " + ended.targets()
                    + (ended.must() ? " (all must succeed)" : "") + ", held before " + ended.held()
                    + ", broken meanwhile "
                    + excuses.broken() + (excuses.cutShort() ? ", cut short" : "") + ", image " + image);
        }
        return verdict;
    }

    private static void require(List<String> wrong, boolean holds, String complaint) {
        if (!holds) {
            wrong.add(complaint);
        }
    }

    private static Set<String> minus(Set<String> some, Set<String> others) {
        Set<String> rest = new TreeSet<>(some);
        rest.removeAll(others);
        return rest;
    }

    private static Set<String> union(Set<String> some, Set<String> others) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(others);
        return all;
    }
}
