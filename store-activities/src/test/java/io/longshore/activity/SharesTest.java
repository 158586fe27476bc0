package io.longshore.activity;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.catalog.WaitingImports;
import io.longshore.importing.ImportId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Four slots of one queue, and projects that wait for some of them. */
final class SharesTest {

    private static final String QUEUE = "queue";

    private final WaitingImports imports = new WaitingImports();
    private final Shares shares = new Shares(imports.queue(), Duration.ZERO);
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
    void aTurnLastsAndIsWorthItsBeginning() {
        Shares patient = new Shares(imports.queue(), Duration.ofHours(1));
        patient.serve(QUEUE, imports.line(), 1);
        Shares.Slot slot = patient.take(QUEUE, imports.began("many"));
        slot.begins();
        imports.waiting("few");
        assertThat(slot.isDue()).isFalse();

        shares.serve("single", imports.line(), 1);
        assertThat(shares.take("single", imports.began("many")).isDue())
                .as("it has not begun")
                .isFalse();
    }

    @Test
    void queuesThatNobodyToldOfHaveSlotsForAll() {
        Shares.Slot slot = shares.take("elsewhere", imports.began("many"));
        slot.begins();
        imports.waiting("few");
        assertThat(slot.isDue()).isFalse();
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
            ImportId id = imports.began(project);
            Shares.Slot slot = shares.take(QUEUE, id);
            slot.begins();
            taken.add(slot);
        }
    }

    /** How many let go, when each is asked. */
    private int due() {
        List<Shares.Slot> due = taken.stream().filter(Shares.Slot::isDue).toList();
        taken.removeAll(due);
        due.forEach(Shares.Slot::close);
        return due.size();
    }
}
