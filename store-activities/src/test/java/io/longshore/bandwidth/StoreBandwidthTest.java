package io.longshore.bandwidth;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.catalog.BandwidthCatalog;
import io.longshore.catalog.TestDatabase;
import io.longshore.image.StoreId;
import org.junit.jupiter.api.Test;

final class StoreBandwidthTest {

    private static final StoreId A = StoreId.of("a");
    private static final StoreId B = StoreId.of("b");

    private final BandwidthCatalog catalog = TestDatabase.create().catalog().bandwidth();

    @Test
    void aProcessIsOneWriterHoweverManyTransfersItHas() {
        try (StoreBandwidth process = new StoreBandwidth(catalog);
                var first = process.writing(A);
                var second = process.writing(A)) {
            assertThat(second.pace()).isSameAs(first.pace());
            assertThat(catalog.writers(A)).isEqualTo(1);
            assertThat(catalog.writers(B)).isZero();
        }
        assertThat(catalog.writers(A)).as("a process that has ended").isZero();
    }

    @Test
    void aTransferThatComesSoonAfterAnotherFindsThePaceAsItWas() {
        try (StoreBandwidth process = new StoreBandwidth(catalog)) {
            var first = process.writing(A);
            first.close();
            try (var second = process.writing(A)) {
                assertThat(second.pace()).isSameAs(first.pace());
            }
        }
    }

    @Test
    void whatATransferHasWrittenTooFastTheNextOnePaysFor() {
        catalog.limit(A, 1);
        try (StoreBandwidth process = new StoreBandwidth(catalog)) {
            var first = process.writing(A);
            first.pace().take(1 << 20, word -> {});
            first.close();
            process.round();
            try (var second = process.writing(A)) {
                assertThat(second.pace().isPaid()).isFalse();
            }
            catalog.unlimit(A);
            process.round();
            process.round();
            assertThat(catalog.writers(A)).as("nobody writes, nothing is owed").isZero();
        }
    }
}
