package io.longshore.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.ContentHashes;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageId;
import io.longshore.image.StoreId;
import io.longshore.importing.CopyPlan;
import io.longshore.importing.CopyWay;
import io.longshore.importing.ImportId;
import io.longshore.importing.ImportOutcome;
import io.longshore.importing.ImportPhase;
import io.longshore.importing.ImportPlan;
import io.longshore.importing.ImportSettings;
import io.longshore.importing.ImportTicket;
import io.longshore.importing.OperatorWords;
import io.longshore.importing.ReclaimTicket;
import io.longshore.importing.RoundEnd;
import io.longshore.importing.RunProgress;
import io.longshore.importing.StagedImage;
import io.longshore.importing.StagingPlace;
import io.longshore.importing.StoreFailure;
import io.longshore.importing.StoreState;
import io.longshore.importing.TransferCheckpoint;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DataConverter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that crosses into a history comes out as it went in, and names nothing secret. */
class PayloadsTest {

    private static final ImportId IMPORT = ImportId.of("869b5bc4-a91a-4576-9ac8-e47ea92fd644");
    private static final ImageId IMAGE = ImageId.of("1768deba-5161-4431-85d9-bfb291cf9b1e");
    private static final StoreId DCN1 = StoreId.of("dcn1");
    private static final StagingPlace PLACE = new StagingPlace("d1", "h1");
    private static final CopyPlan COPY = new CopyPlan(DCN1, CopyWay.NATIVE, List.of(StoreId.of("ceph")), "native");
    private static final StoreFailure FAILURE = new StoreFailure(DCN1, FailureKind.STORE_FULL, "dcn1: full");

    static Stream<Record> payloads() {
        ImportPlan plan = new ImportPlan(true, List.of(DCN1), List.of(COPY));
        ImportOutcome outcome = new ImportOutcome(ImportPhase.SUCCEEDED, List.of(DCN1), List.of(FAILURE));
        return Stream.of(
                new ImportTicket(IMPORT, IMAGE, "project", "title", ImportSettings.defaults()),
                new ReclaimTicket(IMAGE, "project"),
                outcome,
                new RunProgress(
                        ImportPhase.COPYING,
                        null,
                        List.of(new RunProgress.Copy(
                                DCN1, StoreState.RETRYING, 2, 5, 3, 4L, "dcn1: away", 7L, "native"))),
                new TransferCheckpoint("dcn1", 5, 10L, "ceph", "size", null, 7, 3, 6, 0, true),
                new TransferCheckpoint("source", 5, null, null, null, "bytes", 0, 0, 5, 0, false),
                new StagedImage(1, 10, new ContentHashes("m", "s"), null),
                new OperatorWords(null, List.of(DCN1), Map.of(DCN1, 2), 3),
                new OperatorWords("cancelled", List.of(), Map.of(), 3, PLACE),
                new CatalogActivities.PlanOrder(IMPORT, "run", PLACE),
                new CatalogActivities.PlanAnswer(1, plan, PLACE, 10L, true, null, null),
                new CatalogActivities.PlanAnswer(1, null, null, null, false, "no room", null),
                new CatalogActivities.RoundNote(
                        IMPORT, 1, DCN1, new RoundEnd(1, 5, 10, 20L, "fast", "read back", "dcn1: away", 11)),
                new CatalogActivities.StoreGivenUp(IMPORT, 1, FAILURE),
                new CatalogActivities.EndOrder(IMPORT, 1, CatalogActivities.End.FAILED, List.of(FAILURE), null),
                new CatalogActivities.EndAnswer(outcome, true),
                new CopyActivities.CopyOrder(IMPORT, IMAGE, 1, COPY, 2, 5, true),
                new CopyActivities.CopyResult(DCN1, 10, "size", "ceph"),
                new CopyActivities.ReclaimOrder(IMAGE),
                new CopyActivities.ReclaimResult(1, List.of(new CopyActivities.Leftover(DCN1, "dcn1: away"))),
                new StagingActivities.FetchOrder(IMPORT, IMAGE, 1, List.of(DCN1), 2, 5, true),
                new StagingActivities.DiscardOrder(IMAGE, PLACE));
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void comesOutAsItWentIn(Record value) {
        DataConverter converter = PayloadFormat.converter();
        Payload payload = converter.toPayload(value).orElseThrow();
        Object back = converter.fromPayload(payload, value.getClass(), value.getClass());
        assertThat(back).isEqualTo(value);
        assertThat(payload.getData().toStringUtf8())
                .doesNotContainIgnoringCase("password")
                .doesNotContainIgnoringCase("secret")
                .doesNotContainIgnoringCase("token")
                .doesNotContainIgnoringCase("uri");
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void fieldsThatALaterVersionAddsAreNoMatter(Record value) {
        DataConverter converter = PayloadFormat.converter();
        Payload payload = converter.toPayload(value).orElseThrow();
        String later = payload.getData().toStringUtf8().replaceFirst("^\\{", "{\"addedLater\": {\"x\": [1]}, ");
        Payload fromLater = payload.toBuilder()
                .setData(com.google.protobuf.ByteString.copyFromUtf8(later))
                .build();
        assertThat((Object) converter.fromPayload(fromLater, value.getClass(), value.getClass()))
                .isEqualTo(value);
    }
}
