package io.longshore.kill;

import io.longshore.kill.fault.Chaos;
import io.longshore.kill.fault.FaultPlan;
import io.longshore.kill.fault.Faults;
import io.longshore.kill.fault.Figures;
import io.longshore.kill.site.Site;
import io.longshore.kill.site.StoreFolder;
import io.longshore.kill.traffic.Counts;
import io.longshore.kill.traffic.ImageSource;
import io.longshore.kill.traffic.Traffic;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** One run of the matrix. */
final class MatrixRun {

    private static final long SOURCE_BYTES_PER_SECOND = 16L << 20;
    private static final Duration QUIET = Duration.ofSeconds(200);
    private static final int MOST_DIVERGENCES = 10;

    private final MatrixOptions options;
    private final Counts counts = new Counts();
    private final Figures figures = new Figures();

    MatrixRun(MatrixOptions options) {
        this.options = options;
    }

    /** Runs it, telling of every kill; what it came to. */
    MatrixReport run() throws IOException {
        long begun = System.nanoTime();
        System.out.println("seed " + options.seed() + ", " + options.kills() + " kills, " + options.clients()
                + " clients, in " + options.directory());
        try (Site site = new Site(options.directory(), options.apis());
                ImageSource source = new ImageSource(SOURCE_BYTES_PER_SECOND);
                Traffic traffic = new Traffic(site, source, counts, options.seed());
                Chaos chaos = new Chaos(new Faults(site, traffic.api(), source), figures, counts)) {
            boolean mounts = site.stores().stream().allMatch(StoreFolder::isMounted);
            if (!mounts) {
                System.out.println(
                        "Nothing can be mounted here: stores are broken by a file in place of their directory alone.");
            }
            Audit audit = new Audit(site, counts);
            Quiet quiet = new Quiet(site, counts);
            traffic.start(options.clients());
            List<FaultPlan> plans =
                    FaultPlan.draw(options.seed(), options.kills(), mounts, options.slow(), options.kinds());
            for (FaultPlan plan : plans) {
                if (isOver(begun)) {
                    break;
                }
                if (!chaos.strike(plan)) {
                    counts.diverged("kill " + plan.number() + " (" + plan.kind().words() + ") is never felt");
                }
                audit.look();
                if (plan.number() % options.quietAfter() == 0 && plan.number() < plans.size()) {
                    rest(traffic, chaos, quiet, audit);
                    traffic.goOn();
                }
            }
            rest(traffic, chaos, quiet, audit);
            traffic.endKept();
            quiet.check();
            MatrixReport report = new MatrixReport(
                    options.seed(),
                    options.kills(),
                    figures,
                    counts,
                    traffic.api(),
                    audit.orphans(),
                    Duration.ofNanos(System.nanoTime() - begun));
            report.wastefulness().ifPresent(counts::diverged);
            return report;
        }
    }

    private boolean isOver(long begun) {
        return System.nanoTime() - begun > options.longest().toNanos()
                || counts.divergences().size() >= MOST_DIVERGENCES;
    }

    private static void rest(Traffic traffic, Chaos chaos, Quiet quiet, Audit audit) {
        long begun = System.nanoTime();
        chaos.settle();
        traffic.pause(QUIET);
        audit.look();
        quiet.check();
        System.out.printf("      all is quiet after %.1f s%n", (System.nanoTime() - begun) / 1e9);
    }
}
