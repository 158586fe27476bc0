package io.longshore.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ceph")
final class CephServerIT {

    @Test
    void hubAndEdgeAreClustersOfTheirOwn() {
        CephServer hub = CephServer.hub();
        CephServer edge = CephServer.edge();
        hub.rbd("create", "--size", "8M", "images/only-in-the-hub");
        assertThat(hub.rbd("ls", "images")).contains("only-in-the-hub");
        assertThat(edge.rbd("ls", "images")).doesNotContain("only-in-the-hub");
        assertThat(edge.fsid()).isNotEqualTo(hub.fsid()).isEqualTo(edge.ceph("fsid"));
        hub.rbd("rm", "--no-progress", "images/only-in-the-hub");
    }

    @Test
    void aKilledDaemonIsStartedAgainWithItsData() {
        CephServer edge = CephServer.edge();
        edge.rbd("create", "--size", "8M", "vms/kept");
        edge.kill(CephServer.Daemon.OSD);
        edge.start();
        assertThat(edge.rbd("ls", "vms")).contains("kept");
        edge.rbd("rm", "--no-progress", "vms/kept");
    }

    @Test
    void theGatewaySpeaksS3AndSwift() throws IOException, InterruptedException {
        CephGateway gateway = CephServer.hub().gateway();
        assertThat(status(gateway.s3(), "a", "b")).isEqualTo(200);
        assertThat(status(gateway.swiftAuth(), gateway.swiftUser(), gateway.swiftKey()))
                .isEqualTo(204);
    }

    private static int status(URI address, String user, String key) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("X-Auth-User", user)
                .header("X-Auth-Key", key)
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }
}
