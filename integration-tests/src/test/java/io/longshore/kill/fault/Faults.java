package io.longshore.kill.fault;

import io.longshore.kill.fault.Fault.Outcome;
import io.longshore.kill.site.Site;
import io.longshore.kill.traffic.Api;
import io.longshore.kill.traffic.ImageSource;

/** All that can go wrong. */
public final class Faults {

    private final WorkerFaults workers;
    private final ApiFaults apis;
    private final ServerFaults servers;
    private final RunFaults runs;
    private final StoreFaults stores;
    private final PowerFaults power;
    private final ClockFaults clocks;
    private final Slow slow = new Slow();

    public Faults(Site site, Api api, ImageSource source) {
        Openings openings = new Openings(site);
        workers = new WorkerFaults(site, openings, slow);
        apis = new ApiFaults(site, api, slow);
        servers = new ServerFaults(site, openings);
        runs = new RunFaults(site, openings, source);
        stores = new StoreFaults(site, openings);
        power = new PowerFaults(site, openings, slow);
        clocks = new ClockFaults(site, openings);
    }

    /** Has one strike; as {@link Fault#strike} promises. */
    Outcome strike(FaultPlan plan) {
        return fault(plan.kind()).strike(plan);
    }

    /** Waits until nothing is away any more. */
    void settle() {
        slow.await();
    }

    private Fault fault(FaultKind kind) {
        return switch (kind) {
            case WORKER_KILLED -> workers::kill;
            case WORKER_FROZEN -> workers::freeze;
            case WORKER_LOST -> workers::lose;
            case WORKER_FROZEN_LONG -> workers::freezeLong;
            case API_KILLED -> apis::kill;
            case API_FROZEN -> apis::freeze;
            case API_FROZEN_LONG -> apis::freezeLong;
            case TEMPORAL_KILLED -> servers::killTemporal;
            case TEMPORAL_FROZEN -> servers::freezeTemporal;
            case TEMPORAL_FORGOTTEN -> servers::forgetRuns;
            case DATABASE_KILLED -> servers::killDatabase;
            case DATABASE_FROZEN -> servers::freezeDatabase;
            case RUN_TERMINATED -> runs::terminate;
            case RUN_RESET -> runs::reset;
            case POWER_CUT -> power::cut;
            case CLOCK_SET -> clocks::longshore;
            case DATABASE_CLOCK_SET -> clocks::database;
            case SOURCE_DROPPED -> runs::dropSource;
            case STORE_REPLACED -> stores::replaced;
            case STORE_READ_ONLY -> stores::readOnly;
            case STORE_FULL -> stores::full;
        };
    }
}
