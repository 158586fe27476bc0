package io.longshore.workflow;

import io.longshore.image.FailureKind;
import io.longshore.importing.ImportId;
import io.longshore.importing.OperatorWords;
import io.longshore.importing.StoreFailure;
import io.longshore.workflow.CatalogActivities.EndAnswer;
import io.longshore.workflow.CatalogActivities.EndOrder;
import io.longshore.workflow.CatalogActivities.PlanAnswer;
import io.longshore.workflow.CatalogActivities.PlanOrder;
import io.longshore.workflow.CatalogActivities.RoundNote;
import io.longshore.workflow.CatalogActivities.StoreGivenUp;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The catalog, waited for while it is away: a few quick attempts, then a pause that says so, and again. Nothing here is ever cut short by
 * a cancelled scope. Fails with {@link Superseded}, or with the catalog's own refusal.
 */
final class PatientCatalog {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final ImportId importId;
    private final Consumer<@Nullable String> waiting;

    /**
     * @param waiting is told why nothing moves, and null when it does again
     */
    PatientCatalog(ImportId importId, Consumer<@Nullable String> waiting) {
        this.importId = importId;
        this.waiting = waiting;
    }

    /** This run has nothing more to say. */
    static final class Superseded extends RuntimeException {
        Superseded() {
            super("superseded", null, false, false);
        }
    }

    PlanAnswer plan(PlanOrder order) {
        String summary = order.lost() == null
                ? "which bytes go where, and how"
                : "does host " + order.lost().host() + " still live?";
        return patiently(() -> ActivityStubs.catalog(summary).plan(order));
    }

    OperatorWords words() {
        return patiently(() -> ActivityStubs.catalog("read what has been said").words(importId));
    }

    void storeFailed(int epoch, StoreFailure failure) {
        patiently(() -> {
            ActivityStubs.catalog("give up " + failure.store()).storeFailed(new StoreGivenUp(importId, epoch, failure));
            return failure;
        });
    }

    EndAnswer end(EndOrder order) {
        String summary = switch (order.end()) {
            case SETTLED -> "end: every copy has landed or was given up";
            case FAILED -> "end: failed";
            case CANCELLED -> "end: cut short";
        };
        return patiently(() -> ActivityStubs.catalog(summary).end(order));
    }

    /** Only news for readers of the progress: not worth waiting for. */
    void noteRound(RoundNote note) {
        Workflow.newDetachedCancellationScope(() -> {
                    try {
                        ActivityStubs.catalog((note.store() == null ? Wording.SOURCE : note.store()) + ": round "
                                        + note.end().round() + " failed")
                                .noteRound(note);
                    } catch (ActivityFailure e) {
                        if (refusal(e) == FailureKind.SUPERSEDED) {
                            throw new Superseded();
                        }
                    }
                })
                .run();
    }

    private <T> T patiently(Functions.Func<T> statement) {
        AtomicReference<@Nullable T> answer = new AtomicReference<>();
        CancellationScope uncut = Workflow.newDetachedCancellationScope(() -> answer.set(retry(statement)));
        uncut.run();
        T given = answer.get();
        if (given == null) {
            throw new IllegalStateException("the catalog answered nothing");
        }
        return given;
    }

    private <T> T retry(Functions.Func<T> statement) {
        Duration pause = FIRST_PAUSE;
        boolean waited = false;
        while (true) {
            try {
                T answer = statement.apply();
                if (waited) {
                    waiting.accept(null);
                }
                return answer;
            } catch (ActivityFailure e) {
                FailureKind kind = refusal(e);
                if (kind == FailureKind.SUPERSEDED) {
                    throw new Superseded();
                }
                if (kind != null && !kind.retryable()) {
                    throw e;
                }
                String reason = AttemptFailure.of(e, "catalog").reason();
                long next = Workflow.currentTimeMillis() + pause.toMillis();
                waiting.accept(reason);
                waited = true;
                Pause.sleep(pause, Wording.pause(reason, "", next), () -> false);
                pause = Pause.longer(pause, LONGEST_PAUSE);
            }
        }
    }

    /** The catalog's own word on why not; none where it said nothing (a timeout). */
    static @Nullable FailureKind refusal(ActivityFailure failure) {
        return failure.getCause() instanceof ApplicationFailure a ? AttemptFailure.kind(a) : null;
    }
}
