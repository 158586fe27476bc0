package io.longshore.activity;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.catalog.WaitingImports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Four slots of one queue, and projects that wait for some of them. */
final class SharesTest {

    private static final String QUEUE = "queue";
    private static final Duration TURN = Duration.ofMinutes(2);

    private final WaitingImports imports = new WaitingImports();
    private final AtomicLong now = new AtomicLong();
    private final Shares shares = new Shares(imports.queue(), TURN, now::get);
    private final List<Shares.Slot> taken = new ArrayList<>();

    SharesTest() {
        shares.serve(QUEUE, imports.line(), 4);
    }

    @Test
    void nobodyLetsGoWhileThereIsAFreeSlot() {
        take("many", 3);
        imports.waiting("few");
        assertThat(due()).isZero();
    }

    @Test
    void nobodyLetsGoForOthersOfItsOwnProject() {
        take("many", 4);
        imports.waiting("many");
        assertThat(due()).isZero();
    }

    @Test
    void oneLetsGoAtATimeForAProjectThatHasLess() {
        take("many", 4);
        imports.waiting("few");
        imports.waiting("few");
        assertThat(due()).as("its slot is not taken yet").isEqualTo(1);
        take("few", 1);
        assertThat(due()).as("three and one").isEqualTo(1);
        take("few", 1);
        assertThat(due()).as("two and two").isZero();
    }

    @Test
    void whoHasOneMoreKeepsIt() {
        take("many", 2);
        take("few", 1);
        take("other", 1);
        imports.waiting("few");
        assertThat(due()).isZero();
    }

    @Test
    void whereThereAreMoreProjectsThanSlotsTheyTakeTurns() {
        for (String project : List.of("a", "b", "c", "d")) {
            take(project, 1);
        }
        imports.waiting("e");
        assertThat(due()).isEqualTo(1);
    }

    @Test
    void aTurnLasts() {
        take("many", 4);
        imports.waiting("few");
        now.addAndGet(TURN.toNanos() - 1);
        assertThat(taken).noneMatch(Shares.Slot::isDue);
        now.addAndGet(1);
        assertThat(due()).isEqualTo(1);
    }

    /** Who took ten minutes to come to where it was has forty to go on. */
    @Test
    void aTurnIsWorthItsBeginning() {
        take("many", 4);
        imports.waiting("few");
        now.addAndGet(Duration.ofMinutes(10).toNanos());
        taken.forEach(Shares.Slot::gains);
        assertThat(due()).isZero();
        now.addAndGet(Duration.ofMinutes(29).toNanos());
        taken.forEach(Shares.Slot::gains);
        assertThat(due()).isZero();
        now.addAndGet(Duration.ofMinutes(11).toNanos());
        assertThat(due()).isEqualTo(1);
    }

    @Test
    void queuesThatNobodyToldOfHaveSlotsForAll() {
        taken.add(shares.take("elsewhere", imports.began("many")));
        imports.waiting("few");
        assertThat(due()).isZero();
    }

    @Test
    void whoEndsLeavesItsSlot() {
        take("many", 4);
        imports.waiting("few");
        taken.removeFirst().close();
        assertThat(due()).isZero();
    }

    private void take(String project, int slots) {
        for (int i = 0; i < slots; i++) {
            taken.add(shares.take(QUEUE, imports.began(project)));
        }
    }

    /** How many let go, when each is asked after its turn. */
    private int due() {
        now.addAndGet(TURN.toNanos());
        List<Shares.Slot> due = taken.stream().filter(Shares.Slot::isDue).toList();
        taken.removeAll(due);
        due.forEach(Shares.Slot::close);
        return due.size();
    }
}
