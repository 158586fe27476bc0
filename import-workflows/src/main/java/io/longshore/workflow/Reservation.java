package io.longshore.workflow;

import io.longshore.image.FailureKind;
import io.longshore.importing.ImportTicket;
import io.longshore.importing.StagingPlace;
import io.longshore.workflow.CatalogActivities.PlanAnswer;
import io.longshore.workflow.CatalogActivities.PlanOrder;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The plan and the place that it reserved: asked for until there is one, and again when the host does not answer. */
final class Reservation {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final ImportTicket ticket;
    private final PatientCatalog catalog;
    private final Course course;
    private final RunBoard board;
    private final IntSupplier heard;
    private @Nullable StagingPlace place;
    private @Nullable String gone;
    private boolean large;
    private int version;
    private boolean asking;
    private Consumer<StagingPlace> moved = from -> {};

    /**
     * @param heard how often the run was told that there are words to read: each time ends a pause
     */
    Reservation(ImportTicket ticket, PatientCatalog catalog, Course course, RunBoard board, IntSupplier heard) {
        this.ticket = ticket;
        this.catalog = catalog;
        this.course = course;
        this.board = board;
        this.heard = heard;
    }

    /** The plan; it still waits for a place only where the run must turn first. */
    PlanAnswer first() {
        PlanAnswer answer = ask(null, course::isTurning);
        place = answer.place();
        large = answer.large();
        return answer;
    }

    @Nullable
    StagingPlace place() {
        return place;
    }

    /** Tells {@code moved} which place the bytes have left, each time. */
    void whenMoved(Consumer<StagingPlace> moved) {
        this.moved = moved;
    }

    /** Whether the image is large, as far as its size is known. */
    boolean large() {
        return large;
    }

    /** Raised with each answer: names the place that an attempt was sent to. */
    int version() {
        return version;
    }

    /**
     * The host that was named under {@code seen} does not take work up, or lets go of it. Asks whether it lives or another one has taken
     * its place, and among which images this one belongs, unless another leg has asked since.
     *
     * @return why the bytes are gone; empty where it is worth trying again
     */
    Optional<String> doubt(int seen, BooleanSupplier stopped) {
        Pause.until(() -> !asking);
        if (!asking && version == seen && place != null && gone == null) {
            asking = true;
            StagingPlace before = place;
            try {
                PlanAnswer answer = ask(before, () -> stopped.getAsBoolean() || course.isTurning());
                place = answer.place() == null ? place : answer.place();
                gone = answer.gone();
                large |= answer.large();
                version++;
            } catch (ActivityFailure e) {
                // How earlier versions said it: their histories go on.
                if (PatientCatalog.refusal(e) != FailureKind.STAGING_LOST) {
                    throw e;
                }
                gone = AttemptFailure.of(e, "staging").reason();
            } finally {
                asking = false;
            }
            if (!before.equals(place)) {
                moved.accept(before);
            }
        }
        return Optional.ofNullable(gone);
    }

    private PlanAnswer ask(@Nullable StagingPlace lost, BooleanSupplier stopped) {
        Duration pause = FIRST_PAUSE;
        while (true) {
            int told = heard.getAsInt();
            PlanAnswer answer = catalog.plan(
                    new PlanOrder(ticket.importId(), Workflow.getInfo().getRunId(), lost));
            String why = answer.waitingFor();
            board.waiting(why);
            boolean outgrown = course.isOutgrown();
            if (why == null || outgrown || stopped.getAsBoolean()) {
                return answer;
            }
            Pause.sleep(pause, "waiting: " + why, () -> stopped.getAsBoolean() || heard.getAsInt() != told);
            pause = Pause.longer(pause, LONGEST_PAUSE);
        }
    }
}
