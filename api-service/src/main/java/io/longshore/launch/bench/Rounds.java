package io.longshore.launch.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs flows round by round, each on every target and, in the same turn, as its floors: what the machine does in one hour and not in
 * the next happens to all of them. Who begins changes from round to round.
 */
final class Rounds {

    private final List<Target> targets;
    private final Floors floors;
    private final Disk disk;
    private final Findings findings;
    private final Progress progress;
    private final @Nullable Results results;

    /** @param results none: nothing is recorded */
    Rounds(
            List<Target> targets,
            Floors floors,
            Disk disk,
            Findings findings,
            Progress progress,
            @Nullable Results results) {
        this.targets = List.copyOf(targets);
        this.floors = floors;
        this.disk = disk;
        this.findings = findings;
        this.progress = progress;
        this.results = results;
    }

    /** A target that fails in one flow is measured in the others all the same; its failure is a finding. */
    void run(Phase phase, int count) throws InterruptedException {
        phase.flows().forEach(this::leaveOut);
        for (int round = 1; round <= count; round++) {
            for (Flow flow : phase.flows()) {
                for (String who : turn(flow, round)) {
                    attempt(phase, flow, round, who);
                }
            }
        }
        for (Flow flow : phase.flows()) {
            for (Target target : targets) {
                if (!target.isThrowaway()) {
                    guarded(target.name(), flow, () -> flow.end(target));
                }
            }
        }
    }

    /** Says who has too few stores for the flow, where it counts. */
    private void leaveOut(Flow flow) {
        for (Target target : targets) {
            if (results != null && target.storeCount() < flow.stores()) {
                String what = flow.rows().getFirst().name() + " needs " + flow.stores() + " stores, and "
                        + target.name() + " has " + target.storeCount();
                results.leaveOut(what);
                progress.say("left out: " + what);
            }
        }
    }

    private List<String> turn(Flow flow, int round) {
        List<String> turn = new ArrayList<>();
        if (flow.rows().stream().anyMatch(row -> !row.floors().isEmpty())) {
            turn.add(Floor.PARTICIPANT);
        }
        targets.stream()
                .filter(target -> target.storeCount() >= flow.stores())
                .forEach(target -> turn.add(target.name()));
        Collections.rotate(turn, 1 - round);
        return turn;
    }

    private void attempt(Phase phase, Flow flow, int round, String who) throws InterruptedException {
        Row first = flow.rows().getFirst();
        guarded(who, flow, () -> {
            progress.say(phase.title() + ", round " + round + ": " + first.name() + ", " + who);
            disk.requireRoom(flow.roomBytes());
            if (who.equals(Floor.PARTICIPANT)) {
                runFloors(phase, flow, round);
            } else {
                prepare(phase, flow);
                for (Target target : targets) {
                    if (target.name().equals(who)) {
                        record(flow, round, who, tidily(flow, target));
                    }
                }
            }
        });
    }

    private void prepare(Phase phase, Flow flow) throws IOException, InterruptedException {
        disk.settle(flow.roomBytes());
        phase.image().warm();
    }

    /** What a flow that fails has made must not lie in the way of the next. */
    private static Map<Row, Sample> tidily(Flow flow, Target target) throws IOException, InterruptedException {
        Set<String> before = target.made();
        boolean done = false;
        try {
            Map<Row, Sample> samples = flow.run(target);
            done = true;
            return samples;
        } finally {
            if (!done) {
                target.removeAllBut(before);
            }
        }
    }

    private void runFloors(Phase phase, Flow flow, int round) throws IOException, InterruptedException {
        for (Row row : flow.rows()) {
            for (String name : row.floors()) {
                prepare(phase, flow);
                Sample sample = new Meter(null).measure(() -> floors.named(name).run(phase.image()));
                if (results != null) {
                    results.addFloor(name, row, round, sample);
                }
            }
        }
    }

    private void record(Flow flow, int round, String who, Map<Row, Sample> samples) {
        for (Row row : flow.rows()) {
            Sample sample = samples.get(row);
            if (results != null && sample != null) {
                results.add(row, who, round, sample);
            }
        }
    }

    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    private void guarded(String who, Flow flow, Step step) throws InterruptedException {
        try {
            step.run();
        } catch (IOException | RuntimeException e) {
            String what = flow.rows().getFirst().name() + ": " + (e.getMessage() == null ? e : e.getMessage());
            findings.add(who, what);
            progress.say(who + ": " + what);
        }
    }
}
