package io.longshore.launch;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void aPortInUseIsNamedWithTheOptionThatMovesIt() throws IOException {
        Ports free = Ports.anyFree();
        assertThatCode(free::requireFree).doesNotThrowAnyException();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            expect(new Ports(port, free.temporal(), free.ui(), free.postgres()), port, "--port PORT");
            expect(new Ports(free.api(), port, free.ui(), free.postgres()), port, "--temporal-port PORT");
            expect(new Ports(free.api(), free.temporal(), port, free.postgres()), port, "--ui-port PORT");
            expect(new Ports(free.api(), free.temporal(), free.ui(), port), port, "--postgres-port PORT");
        }
    }

    private static void expect(Ports ports, int port, String option) {
        assertThatThrownBy(ports::requireFree)
                .hasMessageContaining("port " + port)
                .hasMessageContaining("in use")
                .hasMessageEndingWith(option);
    }
}
