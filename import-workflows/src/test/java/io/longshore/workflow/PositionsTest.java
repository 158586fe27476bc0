package io.longshore.workflow;

import static io.longshore.image.FailureKind.CORRUPT;
import static io.longshore.image.FailureKind.FORBIDDEN;
import static io.longshore.image.FailureKind.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.ImageStatus;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportMethod;
import io.longshore.importing.ImportPhase;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each store × each way to fail × must-succeed or not × no word, a cancel, a skip, a delete: what must hold holds in every one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PositionsTest {

    private static final List<String> STORES = List.of("a", "b", "c");

    private final Harness harness = new Harness(World.HERE);

    enum Trouble {
        NONE,
        REFUSED_AT_ONCE,
        CORRUPT_AFTER_A_ROUND,
        BUDGET_SPENT,
        BACK_AFTER_A_ROUND
    }

    enum Word {
        NONE,
        CANCEL,
        SKIP,
        DELETE,
        CANCEL_UNHEARD
    }

    record Position(ImportMethod method, String store, Trouble trouble, boolean must, Word word) {
        boolean isPossible() {
            return !(must && word == Word.SKIP) && !(trouble == Trouble.NONE && !store.equals("a"));
        }
    }

    static Stream<Position> positions() {
        return Stream.of(new ImportMethod.GlanceDirect(), new ImportMethod.WebDownload("http://example.test/i"))
                .flatMap(method -> STORES.stream().flatMap(store -> Stream.of(Trouble.values())
                        .flatMap(trouble -> Stream.of(true, false).flatMap(must -> Stream.of(Word.values())
                                .map(word -> new Position(method, store, trouble, must, word))))))
                .filter(Position::isPossible);
    }

    @AfterAll
    void close() {
        harness.close();
    }
}
