package io.longshore.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.StoreId;
import io.longshore.store.SourceObject;
import io.longshore.web.Web;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StoreCopiesTest {

    private static final byte[] BYTES = Web.bytes(1000);

    private final ScriptedSource first = new ScriptedSource(BYTES);
    private final ScriptedSource second = new ScriptedSource(BYTES);
    private final ScriptedSource third = new ScriptedSource(BYTES);

    private StoreCopies copies(ScriptedSource... sources) {
        return copies(OptionalLong.of(1000), sources);
    }

    private static StoreCopies copies(OptionalLong size, ScriptedSource... sources) {
        List<StoreCopies.Copy> copies = new ArrayList<>();
        for (ScriptedSource source : sources) {
            copies.add(new StoreCopies.Copy(StoreId.of("s" + (copies.size() + 1)), () -> source));
        }
        return new StoreCopies(copies, size, "sha512:abc");
    }

    private static ImageException gone(String message) {
        return new ImageException(FailureKind.NOT_FOUND, message);
    }

    @Test
    void theFirstCopyIsReadAndNoOther() throws IOException {
        StoreCopies copies = copies(first, second);

        assertThat(copies.place()).isEqualTo("s1");
        assertThat(copies.object()).isEqualTo(new SourceObject(OptionalLong.of(1000), "sha512:abc"));
        assertThat(Web.read(copies.open(0))).isEqualTo(BYTES);
        assertThat(Web.read(copies.open(990))).isEqualTo(Arrays.copyOfRange(BYTES, 990, 1000));
        assertThat(Web.read(copies.open(1000))).isEmpty();
        assertThat(Web.read(copies.open(2000))).isEmpty();
        assertThat(copies.words()).isEqualTo("s1");
        assertThat(first.opened()).containsExactly(0L, 990L);
        assertThat(second.opened()).isEmpty();
    }

    @Test
    void aCopyThatIsMissingIsPassedOver() throws IOException {
        StoreCopies copies = copies(first.missing(gone("s1: no such file")), second);

        assertThat(Web.read(copies.open(0))).isEqualTo(BYTES);
        assertThat(copies.place()).isEqualTo("s2");
        assertThat(copies.words()).isEqualTo("s2 (s1: no such file)");
    }

    @Test
    void aCopyThatCannotEvenBeNamedIsPassedOver() throws IOException {
        StoreCopies copies = new StoreCopies(
                List.of(
                        new StoreCopies.Copy(StoreId.of("s1"), () -> {
                            throw new ImageException(FailureKind.INVALID, "not an address of this store");
                        }),
                        new StoreCopies.Copy(StoreId.of("s2"), () -> second)),
                OptionalLong.empty(),
                "");

        assertThat(Web.read(copies.open(0))).isEqualTo(BYTES);
        assertThat(copies.words()).isEqualTo("s2 (s1: not an address of this store)");
    }

    @Test
    void aCopyOfAnotherSizeIsPassedOver() throws IOException {
        ScriptedSource shorter = new ScriptedSource(Web.bytes(999));
        StoreCopies copies = copies(shorter, second);

        assertThat(Web.read(copies.open(0))).isEqualTo(BYTES);
        assertThat(shorter.opened()).isEmpty();
        assertThat(copies.words()).isEqualTo("s2 (s1: its copy has 999 bytes, the image 1000)");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 500, 999})
    void aCopyThatBreaksIsReplacedByTheNextAtTheSameByte(int at) throws IOException {
        StoreCopies copies = copies(
                first.breaking(at, new IOException("Input/output error")),
                second.breaking(at, new ImageException(FailureKind.UNAVAILABLE, "s2: connection reset")),
                third);

        assertThat(Web.read(copies.open(0))).isEqualTo(BYTES);
        assertThat(second.opened()).containsExactly((long) at);
        assertThat(third.opened()).containsExactly((long) at);
        assertThat(copies.words()).isEqualTo("s3 (s1: cannot be read: Input/output error; s2: connection reset)");
    }

    @Test
    void aCopyThatEndsEarlyIsReplacedByTheNext() throws IOException {
        StoreCopies copies = copies(first.ending(700), second);

        assertThat(Web.read(copies.open(0))).isEqualTo(BYTES);
        assertThat(second.opened()).containsExactly(700L);
        assertThat(copies.words()).isEqualTo("s2 (s1: its copy ends at byte 700 of 1000)");
    }

    @Test
    void aCopyThatDoesNotEndIsReadNoFurtherThanTheImage() throws IOException {
        ScriptedSource longer = new ScriptedSource(Web.bytes(5000)).withoutSize();

        assertThat(Web.read(copies(longer).open(0))).hasSize(1000);
    }

    @Test
    void anImageOfUnknownSizeIsAsLongAsItsCopy() throws IOException {
        StoreCopies copies = copies(OptionalLong.empty(), first.withoutSize());

        assertThat(copies.object().size()).isEmpty();
        assertThat(Web.read(copies.open(0))).isEqualTo(BYTES);
    }

    @Test
    void aCopyWithAWrongChecksumIsTurnedFromOnce() throws IOException {
        StoreCopies copies = copies(first, second, third);
        ImageException corrupt = new ImageException(FailureKind.CORRUPT, "unit 3 is corrupt");
        copies.open(0).close();

        copies.turnFrom("s1", corrupt);
        copies.turnFrom("s1", corrupt);

        assertThat(copies.place()).isEqualTo("s2");
        assertThat(Web.read(copies.open(300))).isEqualTo(Arrays.copyOfRange(BYTES, 300, 1000));
        assertThat(copies.words()).isEqualTo("s2 (s1: unit 3 is corrupt)");
        assertThat(third.opened()).isEmpty();
    }

    @Test
    void twoReadersOfABrokenCopyTurnFromItTogether() throws IOException {
        StoreCopies copies = copies(first.breaking(500, new IOException("broken")), second, third);
        ReadableByteChannel one = copies.open(0);
        ReadableByteChannel other = copies.open(100);

        assertThat(Web.read(one)).isEqualTo(BYTES);
        assertThat(Web.read(other)).isEqualTo(Arrays.copyOfRange(BYTES, 100, 1000));
        assertThat(second.opened()).containsExactly(500L, 500L);
        assertThat(third.opened()).isEmpty();
    }

    @Test
    void theLastFailureIsTheWholesAndBlamesTheSource() {
        StoreCopies copies = copies(first.missing(gone("s1: no such file")));
        ImageException failure = fail(() -> copies.open(0));

        assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_LOST);
        assertThat(failure).hasMessage("s1: no such file");
        assertThat(copies.place()).isEqualTo("no store");
        assertThat(fail(copies::object).kind()).isEqualTo(FailureKind.SOURCE_LOST);
        assertThat(fail(copies::restartable).kind()).isEqualTo(FailureKind.SOURCE_LOST);
    }

    @Test
    void manyFailuresAreNamedTogetherAndMayBeTriedAgainIfOneMay() {
        StoreCopies copies = copies(
                first.missing(gone("s1: no such file")),
                second.missing(new ImageException(
                        FailureKind.UNAVAILABLE, "s2: connection refused", null, Duration.ofSeconds(7))));
        ImageException failure = fail(() -> copies.open(0));

        assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
        assertThat(failure).hasMessage("no copy of the image can be read: s1: no such file; s2: connection refused");
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
    }

    @Test
    void noCopiesAtAllAreLost() {
        ImageException failure = fail(() -> copies().open(0));

        assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_LOST);
        assertThat(failure).hasMessage("no store holds a copy of the image");
    }

    @Test
    void aBreakInTheLastCopyIsTheReadersToKnow() throws IOException {
        ReadableByteChannel bytes =
                copies(first.breaking(500, new IOException("broken"))).open(0);
        ImageException failure = fail(() -> Web.read(bytes));

        assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
        assertThat(failure).hasMessage("s1: cannot be read: broken");
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_FOUND, SOURCE_LOST",
        "FORBIDDEN, SOURCE_LOST",
        "CORRUPT, SOURCE_LOST",
        "UNSUPPORTED, SOURCE_LOST",
        "SOURCE_LOST, SOURCE_LOST",
        "SOURCE_CHANGED, SOURCE_CHANGED",
        "SOURCE_UNAVAILABLE, SOURCE_UNAVAILABLE",
        "UNAVAILABLE, SOURCE_UNAVAILABLE",
        "INTERNAL, SOURCE_UNAVAILABLE"
    })
    void everyFailureOfReadingBlamesTheSource(FailureKind kind, FailureKind blamed) {
        ImageException failure = fail(
                () -> copies(first.missing(new ImageException(kind, "why"))).open(0));

        assertThat(failure.kind()).isEqualTo(blamed);
        assertThat(failure).hasMessage("s1: why");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUPERSEDED", "DRAINING"})
    void aReaderThatIsToStopBlamesNobody(FailureKind kind) {
        StoreCopies copies = copies(first, second);
        copies.object();
        ImageException stop = new ImageException(kind, "s1: stop");

        assertThatThrownBy(() -> copies.turnFrom("s1", stop)).isSameAs(stop);
        assertThat(copies.place()).isEqualTo("s1");
    }

    @Test
    void anInterruptedReaderTurnsFromNothing() throws IOException {
        StoreCopies copies = copies(first.breaking(0, new ClosedByInterruptException()), second);
        ReadableByteChannel bytes = copies.open(0);
        Thread.currentThread().interrupt();
        try {
            assertThat(fail(() -> bytes.read(ByteBuffer.allocate(10))).kind())
                    .isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(copies.place()).isEqualTo("s1");
    }

    @Test
    void closingClosesWhatWasBegun() throws IOException {
        StoreCopies copies = copies(first.breaking(500, new IOException("broken")), second, third);
        ReadableByteChannel bytes = copies.open(0);
        Web.read(bytes);
        bytes.close();
        copies.close();

        assertThat(first.isClosed()).isTrue();
        assertThat(second.isClosed()).isTrue();
        assertThat(third.isClosed()).isFalse();
        assertThatThrownBy(() -> bytes.read(ByteBuffer.allocate(1))).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void nothingIsBegunOnceItIsClosed() {
        StoreCopies copies = copies(first, second);
        copies.close();

        assertThat(fail(() -> copies.open(0)).kind()).isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
        assertThat(first.isClosed()).isTrue();
        assertThat(second.isClosed()).isFalse();
    }

    @Test
    void whetherReadingMayBeginAnywhereIsTheCopysToSay() {
        assertThat(copies(first).restartable()).isTrue();
        assertThat(copies(second.notRestartable(), first).restartable()).isFalse();
    }

    private static ImageException fail(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(ImageException.class, call);
    }
}
