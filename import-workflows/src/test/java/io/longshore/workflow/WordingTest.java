package io.longshore.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.StoreId;
import io.longshore.importing.ImportId;
import io.longshore.importing.ImportPhase;
import io.longshore.importing.RunProgress;
import io.longshore.importing.StoreState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
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
        assertThat(Wording.progress(61 << 20, 100L << 20)).isEqualTo("61 MiB of 100 MiB (61 %)");
        assertThat(Wording.progress(101, 100L)).isEqualTo("101 B of 100 B (100 %)");
        assertThat(Wording.progress(Long.MAX_VALUE / 2, Long.MAX_VALUE)).endsWith("(50 %)");
        assertThat(Wording.progress(5, null)).isEqualTo("5 B");
        assertThat(Wording.progress(0, 0L)).isEqualTo("0 B");
    }

    @Test
    void aPauseSaysAllOfItWhereTheTimelineCanShowIt() {
        String facts = "attempt 125, 1000 MiB of 1.0 GiB (97 %)";
        assertThat(Wording.pause("store dcn1: connection refused", facts, 1_795_277_102_000L))
                .isEqualTo("dcn1: connection refused – attempt 125, 1000 MiB of 1.0 GiB (97 %), next 16:05:02 UTC");
        String path = "/var/lib/longshore/stores/" + "x".repeat(300) + "/0c34a7ee-d380-4c10";
        assertThat(Wording.pause("store dcn1: " + path + ": read-only file system", facts, 0))
                .matches("dcn1: /var/lib/longshor…c34a7ee-d380-4c10: read-only file system – attempt .+ UTC");
        assertThat(Wording.pause("x ".repeat(300), facts, 0).getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThanOrEqualTo(150);
    }

    @Test
    void timesAreUtc() {
        assertThat(Wording.clock(1_795_277_102_000L)).isEqualTo("16:05:02 UTC");
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
                List.of(
                        copy("s3", StoreState.LANDED, 1, 0, null, null),
                        copy("ceph", StoreState.COPYING, 2, 5, "ceph: reset", null),
                        copy("a|b", StoreState.RETRYING, 3, 15, "a|b: no\nroute", 1_795_277_102_000L)));
        assertThat(ProgressTable.of(progress).replace("\u00a0", "")).isEqualTo("""
                **copying**: source: 503 (1 copying, 1 retrying, 1 landed)

                | store | state | how it is |
                | --- | --- | --- |
                | a\\|b | retrying | next try 16:05:02 UTC, after 15 attempts, at 39 MiB of 64 MiB (60 %): a\\|b: no route |
                | ceph | copying | round 2 under way, after 5 attempts, at 39 MiB of 64 MiB (60 %): ceph: reset |
                | s3 | landed | 64 MiB, staged |
                """);
    }

    @Test
    void adviceNamesWhatIsWorstAndOnlyWhatWouldBeHeard() {
        List<RunProgress.Copy> copies = List.of(
                copy("ceph", StoreState.COPYING, 2, 5, "ceph: reset", null),
                copy("dcn1", StoreState.RETRYING, 3, 15, "dcn1: no route", 0L));
        ImportId id = ImportId.of("2b1c4dd2-6b1c-4b6e-9f5c-1f0a3f0c7d11");
        String address = "`POST /longshore/v1/imports/2b1c4dd2-6b1c-4b6e-9f5c-1f0a3f0c7d11/";
        assertThat(Advice.of(id, true, copies))
                .contains("try dcn1 at once: " + address + "retry/dcn1`", address + "cancel`")
                .doesNotContain("skip");
        assertThat(Advice.of(id, false, copies)).contains(address + "skip/dcn1`");
    }

    private static RunProgress.Copy copy(
            String store, StoreState state, int round, int attempts, @Nullable String reason, @Nullable Long next) {
        return new RunProgress.Copy(
                StoreId.of(store), state, round, attempts, 39L << 20, 64L << 20, reason, next, "staged");
    }

    @Test
    void detailsStayWithinTheServersLimit() {
        List<RunProgress.Copy> copies = IntStream.range(0, 500)
                .mapToObj(i -> new RunProgress.Copy(
                        StoreId.of("store" + i), StoreState.FAILED, 1, 5, 0, 1L, "x".repeat(1_000), null, "y"))
                .toList();
        String details = ProgressTable.of(new RunProgress(ImportPhase.COPYING, "z".repeat(5_000), copies));
        assertThat(details).contains("and 460 more");
        assertThat(details.length()).isLessThan(20_000);
    }
}
