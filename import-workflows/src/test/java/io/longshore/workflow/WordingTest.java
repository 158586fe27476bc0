package io.longshore.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.StoreId;
import io.longshore.importing.ImportPhase;
import io.longshore.importing.RunProgress;
import io.longshore.importing.StoreState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "1048575, 1.0 MiB",
        "2254857830, 2.1 GiB",
        "268435456, 256 MiB",
        "1125899906842624, 1.0 PiB"
    })
    void sizesHaveTheUnitThatSuitsThem(long bytes, String words) {
        assertThat(Wording.size(bytes)).isEqualTo(words);
    }

    @Test
    void percentOfAnUnknownWholeIsNotSaid() {
        assertThat(Wording.percent(61, 100L)).isEqualTo("61 %");
        assertThat(Wording.percent(101, 100L)).isEqualTo("100 %");
        assertThat(Wording.percent(5, null)).isEmpty();
        assertThat(Wording.percent(0, 0L)).isEmpty();
    }

    @Test
    void timesAreUtc() {
        assertThat(Wording.clock(1_795_277_102_000L)).isEqualTo("16:05:02");
    }

    @Test
    void whatIsTooLongIsCutBetweenCharacters() {
        String cut = Wording.cut("né\n" + "€".repeat(100), 50);
        assertThat(cut.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(50);
        assertThat(cut).startsWith("né €€").endsWith("€…");
        assertThat(Wording.cut("  fits \t well ", 50)).isEqualTo("fits well");
        assertThat(Wording.summary("𝄞".repeat(400)).getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThanOrEqualTo(190);
    }

    @Test
    void aReasonNamesItsStoreOnce() {
        assertThat(Wording.about("dcn1", "connection refused")).isEqualTo("dcn1: connection refused");
        assertThat(Wording.about("dcn1", "dcn1: connection refused")).isEqualTo("dcn1: connection refused");
        assertThat(Wording.about("dcn1", "store dcn1: full")).isEqualTo("store dcn1: full");
    }

    @Test
    void detailsAreATableThatNoReasonCanBreak() {
        RunProgress progress = new RunProgress(
                ImportPhase.COPYING,
                "source: 503",
                List.of(new RunProgress.Copy(StoreId.of("a|b"), StoreState.RETRYING, 3, "a|b: no\nroute", "staged")));
        assertThat(ProgressTable.of(progress)).isEqualTo("""
                **copying**: source: 503

                | store | state | way | round | reason |
                | --- | --- | --- | --- | --- |
                | a\\|b | retrying | staged | 3 | a\\|b: no route |
                """);
    }

    @Test
    void detailsStayWithinTheServersLimit() {
        List<RunProgress.Copy> copies = IntStream.range(0, 500)
                .mapToObj(i -> new RunProgress.Copy(
                        StoreId.of("store" + i), StoreState.FAILED, 1, "x".repeat(1_000), "y".repeat(1_000)))
                .toList();
        String details = ProgressTable.of(new RunProgress(ImportPhase.COPYING, "z".repeat(5_000), copies));
        assertThat(details).contains("and 460 more");
        assertThat(details.length()).isLessThan(20_000);
    }
}
