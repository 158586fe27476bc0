package io.longshore.store.rbd;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.StoreId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RbdFailuresTest {

    private static final RbdFailures FAILURES = new RbdFailures(StoreId.of("ceph"), "images", false);

    @ParameterizedTest
    @CsvSource({
        "-1, FORBIDDEN, SOURCE_LOST",
        "-2, NOT_FOUND, NOT_FOUND",
        "-5, UNAVAILABLE, SOURCE_UNAVAILABLE",
        "-13, FORBIDDEN, SOURCE_LOST",
        "-16, UNAVAILABLE, SOURCE_UNAVAILABLE",
        "-17, ALREADY_EXISTS, ALREADY_EXISTS",
        "-28, STORE_FULL, STORE_FULL",
        "-30, UNAVAILABLE, SOURCE_UNAVAILABLE",
        "-39, IN_USE, IN_USE",
        "-95, UNSUPPORTED, SOURCE_LOST",
        "-108, UNAVAILABLE, SOURCE_UNAVAILABLE",
        "-110, UNAVAILABLE, SOURCE_UNAVAILABLE",
        "-122, STORE_FULL, STORE_FULL",
        "-12345, UNAVAILABLE, SOURCE_UNAVAILABLE"
    })
    void everyErrorHasItsKind(long answer, FailureKind writing, FailureKind reading) {
        ImageException failure = FAILURES.of("i1", "writing it", answer);
        assertThat(failure.kind()).isEqualTo(writing);
        assertThat(failure).hasMessageStartingWith("store ceph: images/i1: writing it: ");
        assertThat(FAILURES.ofReading().of("i1", "reading it", answer).kind()).isEqualTo(reading);
    }

    @Test
    void anErrorWithoutAMeaningOfItsOwnKeepsItsNumber() {
        assertThat(FAILURES.of("i1", "writing it", -71)).hasMessageEndingWith("Ceph answers with error 71");
    }
}
