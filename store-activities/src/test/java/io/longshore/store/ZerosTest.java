package io.longshore.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ZerosTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 4096, 262_143, 262_144, 262_145, 1_000_000})
    void oneOtherByteAnywhereIsSeen(int length) {
        for (ByteBuffer bytes : new ByteBuffer[] {ByteBuffer.allocate(length), ByteBuffer.allocateDirect(length)}) {
            assertThat(Zeros.are(bytes)).isTrue();
            for (int at : new int[] {0, length / 2, length - 1}) {
                bytes.put(at, (byte) 1);
                assertThat(Zeros.are(bytes)).as("%d of %d", at, length).isFalse();
                assertThat(bytes.position()).isZero();
                bytes.put(at, (byte) 0);
            }
            bytes.put(0, (byte) 1).position(1);
            assertThat(Zeros.are(bytes)).as("only what remains").isTrue();
        }
    }
}
