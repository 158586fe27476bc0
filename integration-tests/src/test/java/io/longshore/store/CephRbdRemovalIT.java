package io.longshore.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import io.longshore.support.Await;
import io.longshore.support.CephServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Images that are to go while others need them. */
@Tag("ceph")
final class CephRbdRemovalIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final PatternBytes CONTENT = new PatternBytes(77, (9L << 20) + 3);

    private final CephServer ceph = CephServer.hub();
    private final Store store = CephStores.of(ceph);
    private final ObjectUrl url = CephStores.stored(store, CONTENT);
    private final String image = CephServer.POOL + "/" + CephStores.name(url);

    @Test
    void anImageWithSnapshotsOfOthersStaysAsItIs() {
        ceph.rbd("snap", "create", "--no-progress", image + "@backup");
        ObjectUrl backup = ObjectUrl.of(url.value().replaceAll("snap$", "backup"));
        ObjectUrl itself = ObjectUrl.of("rbd://" + CephStores.name(url));
        Claims claims = store.claims().orElseThrow();
        for (Runnable refused : List.<Runnable>of(
                () -> claims.claim(url),
                () -> store.delete(url),
                () -> claims.claim(backup),
                () -> store.delete(backup),
                () -> store.delete(itself))) {
            ImageException failure = CephStores.failure(refused).orElseThrow();
            assertThat(failure.kind()).isEqualTo(FailureKind.IN_USE);
            assertThat(failure).hasMessageContaining("other snapshots");
        }
        assertThat(ceph.rbd("info", image + "@snap")).contains("protected: True");
        assertThat(ceph.rbd("snap", "ls", image)).contains("snap", "backup");
        assertThat(CephStores.difference(store, url, CONTENT)).isEmpty();
        ceph.rbd("snap", "rm", "--no-progress", image + "@backup");
        claims.claim(url);
        store.delete(url);
        mustBeGone();
    }

    @Test
    void anImageThatSomebodyHasOpenStaysAsItIsUntilThatIsOver() throws IOException, InterruptedException {
        Process watcher = new ProcessBuilder("rbd", "-c", ceph.conf().toString(), "watch", image)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            Await.until(
                    PATIENCE,
                    () -> "somebody has it open",
                    () -> ceph.rbd("status", image).contains("watcher="));
            for (int time = 0; time < 2; time++) {
                ImageException failure =
                        CephStores.failure(() -> store.delete(url)).orElseThrow();
                assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE);
                assertThat(failure).hasMessageContaining("somebody has it open");
                assertThat(ceph.rbd("info", image + "@snap")).contains("protected: True");
            }
            assertThat(CephStores.difference(store, url, CONTENT)).isEmpty();
            watcher.getOutputStream().close();
            watcher.waitFor();
        } finally {
            watcher.destroyForcibly();
        }
        store.delete(url);
        mustBeGone();
    }

    private void mustBeGone() {
        assertThat(ceph.rbd("ls", CephServer.POOL) + ceph.rbd("trash", "ls", CephServer.POOL))
                .doesNotContain(CephStores.name(url));
    }
}
