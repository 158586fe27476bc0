package io.longshore.kill.fault;

import io.longshore.kill.fault.Fault.Outcome;
import io.longshore.kill.site.Disturbances.Part;
import io.longshore.kill.site.RunView.Attempt;
import io.longshore.kill.site.Site;
import io.longshore.kill.traffic.ImageSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Somebody ends or resets a run in Temporal's UI; a source breaks off. */
final class RunFaults {

    private final Site site;
    private final Openings openings;
    private final ImageSource source;

    RunFaults(Site site, Openings openings, ImageSource source) {
        this.site = site;
        this.openings = openings;
        this.source = source;
    }

    /** Felt where Temporal has ended an open run in the middle of attempts. */
    Outcome terminate(FaultPlan plan) {
        Optional<AtWork> chosen = atWork(plan);
        if (chosen.isEmpty()) {
            return new Outcome.NothingAtWork();
        }
        Openings.Open open = chosen.get().open();
        var disturbance = site.disturbances().begin(Part.RUN, open.id());
        long at = System.nanoTime();
        boolean ended = site.runs().terminate(open.workflow());
        disturbance.end();
        return ended
                ? new Outcome.Felt(Openings.words(chosen.get().attempts()), at, openings.ended(List.of(open)))
                : new Outcome.NotFelt();
    }

    /** Felt where Temporal has begun an open run anew in the middle of attempts. */
    Outcome reset(FaultPlan plan) {
        Optional<AtWork> chosen = atWork(plan);
        if (chosen.isEmpty()) {
            return new Outcome.NothingAtWork();
        }
        long at = System.nanoTime();
        Openings.Open open = chosen.get().open();
        return site.runs().reset(open.workflow())
                ? new Outcome.Felt(Openings.words(chosen.get().attempts()), at, openings.begunAnew(open))
                : new Outcome.NotFelt();
    }

    private record AtWork(Openings.Open open, List<Attempt> attempts) {}

    /** An open import of which some worker is at an attempt. */
    private Optional<AtWork> atWork(FaultPlan plan) {
        List<AtWork> all = new ArrayList<>();
        for (Openings.Open open : openings.imports()) {
            List<Attempt> attempts = openings.attempts(List.of(open));
            if (!attempts.isEmpty()) {
                all.add(new AtWork(open, attempts));
            }
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(plan.choice() % all.size()));
    }

    /** A connection is reset: felt with bytes outstanding. */
    Outcome dropSource(FaultPlan plan) {
        long at = System.nanoTime();
        return source.drop(plan.choice())
                .<Outcome>map(dropped -> new Outcome.Felt(
                        (dropped.bytesLeft() >> 20) + " MiB outstanding",
                        at,
                        () -> dropped.offer().requests() > dropped.requests() || !source.offers(dropped.offer())))
                .orElseGet(Outcome.NothingAtWork::new);
    }
}
