package io.longshore.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.ImageId;
import org.junit.jupiter.api.Test;

final class ObjectNameTest {

    private static final ImageId IMAGE = ImageId.of("3f2504e0-4f89-41d3-9a0c-0305e82c3301");

    @Test
    void theFirstIsCalledAsGlanceCallsIt() {
        assertThat(new ObjectName(IMAGE, 1)).hasToString("3f2504e0-4f89-41d3-9a0c-0305e82c3301");
        assertThat(new ObjectName(IMAGE, 12)).hasToString("3f2504e0-4f89-41d3-9a0c-0305e82c3301.12");
    }

    @Test
    void thereIsNoUploadBeforeTheFirst() {
        assertThatThrownBy(() -> new ObjectName(IMAGE, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
