package io.longshore.kill.fault;

import io.longshore.kill.site.RunView.Attempt;
import io.longshore.kill.site.Server;
import io.longshore.kill.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is under way now. */
final class Openings {

    private static final Set<String> MOVING = Set.of("Fetch", "Copy", "Reclaim");

    private final Site site;

    Openings(Site site) {
        this.site = site;
    }

    /** An import whose run has begun and not ended. */
    record Open(String image, String id, long epoch) {

        String workflow() {
            return image + "/" + id;
        }
    }

    /** The open imports; none where the catalog does not answer now. */
    List<Open> imports() {
        return site.records().now("""
                        select image_id::text as image, id::text as id, epoch from imports
                        where ended_at is null and started_at is not null order by started_at""").orElseGet(List::of).stream()
                .map(Openings::open)
                .toList();
    }

    /** The ids of all open imports, whether their runs have begun or not. */
    List<String> accepted() {
        return site.records().rows("select id::text as id from imports where ended_at is null").stream()
                .map(row -> String.valueOf(row.get("id")))
                .toList();
    }

    private static Open open(Map<String, @Nullable Object> row) {
        return new Open(
                String.valueOf(row.get("image")),
                String.valueOf(row.get("id")),
                row.get("epoch") instanceof Number n ? n.longValue() : 0);
    }

    /** Attempts that some worker is at now. */
    List<Attempt> attempts(List<Open> imports) {
        return pending(imports).stream().filter(Attempt::started).toList();
    }

    /** Attempts that some worker is at now, or that are to be made. */
    List<Attempt> pending(List<Open> imports) {
        List<Attempt> all = new ArrayList<>();
        for (Open open : imports) {
            site.runs().attempts(open.workflow()).orElseGet(List::of).stream()
                    .filter(a -> MOVING.contains(a.type()))
                    .forEach(all::add);
        }
        return all;
    }

    List<Attempt> attemptsOf(Server worker) {
        return attempts(imports()).stream().filter(a -> a.isOf(worker)).toList();
    }

    /** Whether each of {@code attempts} has a successor at work, or has come to its end. */
    BooleanSupplier takenUp(List<Attempt> attempts) {
        return () -> attempts.stream().allMatch(this::isTakenUp);
    }

    private boolean isTakenUp(Attempt before) {
        return site.runs()
                .attempts(before.workflow())
                .map(now ->
                        now.stream().filter(before::isSame).allMatch(a -> a.number() > before.number() && a.started()))
                .orElse(false);
    }

    /** Whether each of {@code attempts} is believed dead, or has come to its end. */
    boolean areGivenUp(List<Attempt> attempts) {
        return attempts.stream()
                .anyMatch(before -> site.runs()
                        .attempts(before.workflow())
                        .map(now -> now.stream().filter(before::isSame).allMatch(a -> a.number() > before.number()))
                        .orElse(false));
    }

    /** Whether all of {@code imports} have ended. */
    BooleanSupplier ended(List<Open> imports) {
        return () -> imports.stream()
                .allMatch(open ->
                        count("select count(*) from imports where id = ?::uuid and ended_at is not null", open.id())
                                == 1);
    }

    /** Whether the import has ended, or goes on under a later epoch. */
    BooleanSupplier begunAnew(Open open) {
        return () -> count(
                        "select count(*) from imports where id = ?::uuid and (ended_at is not null or epoch > ?)",
                        open.id(),
                        open.epoch())
                == 1;
    }

    /** Whether the catalog has heard of any of {@code imports} again. */
    BooleanSupplier moved(List<Open> imports) {
        Map<String, String> before = imports.stream().collect(Collectors.toMap(Open::id, this::mark));
        return () -> imports.stream()
                .anyMatch(open -> !mark(open).isEmpty() && !mark(open).equals(before.get(open.id())));
    }

    private String mark(Open open) {
        return site.records().now("""
                        select concat_ws(' ', i.ended_at, i.epoch, i.phase,
                            (select string_agg(concat_ws(' ', c.store, c.state, c.round, c.done_bytes), ',' order by c.store)
                                from import_copies c where c.import_id = i.id),
                            (select string_agg(concat_ws(' ', u.id, u.attempt, u.state, u.durable), ',' order by u.id)
                                from uploads u where u.import_id = i.id),
                            (select string_agg(concat_ws(' ', s.generation, s.sealed, s.discard), ',' order by s.generation)
                                from staged s where s.import_id = i.id)) as mark
                        from imports i where i.id = ?::uuid""", open.id()).orElseGet(List::of).stream()
                .map(row -> String.valueOf(row.get("mark")))
                .findFirst()
                .orElse("");
    }

    /** A number; negative where the catalog does not answer now. */
    long count(String sql, Object... values) {
        return site.records().countNow(sql, values).orElse(-1L);
    }

    /** In few words. */
    static String words(List<Attempt> attempts) {
        return attempts.size() + " open attempts ("
                + attempts.stream()
                        .map(a -> a.type().toLowerCase(java.util.Locale.ROOT))
                        .collect(Collectors.joining(", "))
                + ")";
    }
}
