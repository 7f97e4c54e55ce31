package dev.mandate.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.Reach;
import dev.mandate.model.access.DeploymentId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the operator says that agents do not connect to, nothing arrives. */
class GuardedSocketsTest {
    @ParameterizedTest
    @CsvSource({"127.0.0.1, disable", "localhost, disable", "127.0.0.1, verify-full", "localhost, verify-full"})
    void nothingArrivesOutsideOfTheNetworksUnderWhateverName(String host, String tls) throws IOException {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(1);
            assertThatThrownBy(() -> open(host, server.getLocalPort(), tls, Reach.of("10.20.0.0/16")))
                    .isInstanceOf(AgentException.class);
            assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void withoutNetworksItDoes() throws IOException {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try {
                    server.accept().close();
                } catch (IOException over) {
                    // The test is over.
                }
            });
            assertThatThrownBy(() -> open("127.0.0.1", server.getLocalPort(), "disable", Reach.ANY))
                    .isInstanceOf(AgentException.class)
                    .hasMessageNotContaining("networks");
        }
    }

    @Test
    void aMetadataServiceIsNoDatabase() {
        assertThatThrownBy(() -> open("169.254.169.254", 80, "verify-full", Reach.ANY))
                .isInstanceOf(AgentException.class);
        assertThatThrownBy(() -> new GuardedSockets("").createSocket("169.254.169.254", 80))
                .hasMessageContaining("no deployment has");
    }

    private static Agent open(String host, int port, String tls, Reach reach) {
        return new PostgresqlType()
                .open(new Connection(
                        DeploymentId.of("warehouse"),
                        Map.of(
                                "host",
                                host,
                                "port",
                                String.valueOf(port),
                                "user",
                                "mandate",
                                "tls",
                                tls,
                                "connect-timeout",
                                "2"),
                        Map.of(),
                        () -> Instant.EPOCH,
                        reach));
    }
}
