package io.longshore.store.rbd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class SliceBuffersTest {

    private final SliceBuffers buffers = new SliceBuffers();

    @Test
    void whoComesWhenAllAreTakenHasASmallOne() {
        List<SliceBuffers.Slice> all =
                Stream.generate(buffers::take).limit(SliceBuffers.MOST).toList();
        assertThat(all).allMatch(slice -> slice.bytes().remaining() == SliceBuffers.BYTES);
        assertThat(buffers.isScarce()).isTrue();
        SliceBuffers.Slice small = buffers.take();
        assertThat(small.bytes().remaining()).isEqualTo(SliceBuffers.SMALL_BYTES);

        buffers.give(all.getFirst());
        assertThat(buffers.isScarce()).isFalse();
        assertThat(buffers.take().address())
                .as("the same again")
                .isEqualTo(all.getFirst().address());
        buffers.give(small);
        assertThat(buffers.isScarce()).as("a small one makes no room").isTrue();
        assertThat(buffers.take().address()).isEqualTo(small.address());
    }

    @Test
    void whatIsLeftToACallIsNotGivenOutAgainAndCountsNoMore() {
        List<SliceBuffers.Slice> all =
                Stream.generate(buffers::take).limit(SliceBuffers.MOST).toList();
        buffers.leave(all.getFirst());
        assertThat(buffers.isScarce()).isFalse();
        SliceBuffers.Slice next = buffers.take();
        assertThat(next.isSmall()).isFalse();
        assertThat(all).noneMatch(slice -> slice.address().equals(next.address()));
        buffers.leave(buffers.take());
        assertThat(buffers.isScarce()).as("a small one makes no room").isTrue();
    }

    @Test
    void whatComesBackIsWholeAgain() {
        SliceBuffers.Slice slice = buffers.take();
        slice.bytes().position(7).limit(9);
        buffers.give(slice);
        assertThat(buffers.take().bytes().remaining()).isEqualTo(SliceBuffers.BYTES);
    }
}
