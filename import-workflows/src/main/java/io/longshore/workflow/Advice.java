package io.longshore.workflow;

import io.longshore.importing.ImportId;
import io.longshore.importing.RunProgress;
import io.longshore.importing.StoreState;
import java.util.List;

/** What an operator who looks at a run in trouble may say to it. */
final class Advice {

    private Advice() {}

    /** A paragraph for the run's current details. */
    static String of(ImportId importId, boolean mustSucceed, List<RunProgress.Copy> copies) {
        String address = "/longshore/v1/imports/" + importId;
        StringBuilder words = new StringBuilder();
        copies.stream()
                .filter(c -> c.state() == StoreState.RETRYING || c.state() == StoreState.COPYING)
                .max((a, b) -> Integer.compare(a.attempts(), b.attempts()))
                .ifPresent(c -> {
                    words.append("try ")
                            .append(c.store())
                            .append(" at once: `POST ")
                            .append(address);
                    words.append("/retry/").append(c.store()).append("`; ");
                    if (!mustSucceed) {
                        words.append("go on without it: `POST ").append(address);
                        words.append("/skip/").append(c.store()).append("`; ");
                    }
                });
        return "\nWhat may be said to it: " + words + "end the import: `POST " + address + "/cancel`\n";
    }
}
