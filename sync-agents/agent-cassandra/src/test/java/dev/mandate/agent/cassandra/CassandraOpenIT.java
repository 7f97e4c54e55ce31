package dev.mandate.agent.cassandra;

import static dev.mandate.agent.testkit.ContractChanges.account;
import static dev.mandate.agent.testkit.ContractChanges.batch;
import static dev.mandate.agent.testkit.ContractChanges.make;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.Reach;
import dev.mandate.agent.api.Secret;
import dev.mandate.model.access.Facet;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.state.ReadScope;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is found out when an agent is opened, and what is refused then. */
@ExtendWith(OnCassandra.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CassandraOpenIT {
    private static final ReadScope FULL = new ReadScope.Full(Set.of());

    private final CassandraServer server;
    private final CassandraTarget target;

    CassandraOpenIT(CassandraServer server) {
        this.server = server;
        target = new CassandraTarget(server);
    }

    @Test
    void tellsWhatItFound() {
        try (Agent agent = target.open()) {
            assertThat(agent.profile().release().text()).isEqualTo("5.0.6");
            assertThat(agent.profile().effectDelay()).isEqualTo(Duration.ofSeconds(2));
            assertThat(agent.profile().identityPin()).matches("mandate-test/mandate@[0-9]{16}");
            assertThat(agent.profile().blindSpots().get(Facet.ACCOUNTS))
                    .anyMatch(spot -> spot.contains("sessions that are open go on"))
                    .noneMatch(spot -> spot.contains("one copy"));
        }
    }

    @Test
    void isTheSameClusterAfterItsPasswordIsChanged() {
        String before = pin();
        server.run(
                "ALTER ROLE mandate WITH PASSWORD = 'another'",
                "ALTER ROLE mandate WITH PASSWORD = '" + CassandraServer.PASSWORD + "' AND LOGIN = true");
        assertThat(pin()).isEqualTo(before);
    }

    private String pin() {
        try (Agent agent = target.open()) {
            return agent.profile().identityPin();
        }
    }

    @Test
    void namesEveryFaultOfTheConnectBlock() {
        var connection = new Connection(
                server.connection("mandate", server.address(), Map.of()).deployment(),
                Map.of("tls", "perhaps", "port", "0", "consistency", "ONE", "statement-timeout", "soon"),
                Map.of(),
                () -> CassandraServer.NOW);
        assertThat(refused(ErrorCode.BAD_CONNECT, connection))
                .contains("host is missing", "user is missing", "password is missing")
                .contains("tls must be", "port must be", "consistency must be", "statement-timeout must be");
        assertThat(refused(
                        ErrorCode.INSECURE,
                        server.connection("mandate", server.address(), Map.of("more-hosts", "db.example.org"))))
                .contains("in the clear");
    }

    @Test
    void saysWhoIsRefusedAndNothingOfThePassword() {
        Connection right = server.connection("mandate", server.address(), Map.of());
        assertThat(refused(
                        ErrorCode.CREDENTIALS_REFUSED,
                        new Connection(
                                right.deployment(),
                                right.fields(),
                                Map.of("password", new Secret("a-wrong-one")),
                                right.clock())))
                .contains("'mandate'")
                .doesNotContain("a-wrong-one");
    }

    @Test
    void saysWhichRightIsMissing() {
        assertThat(refused(ErrorCode.NOT_PERMITTED, server.connection("bystander", server.address(), Map.of())))
                .contains("GRANT SELECT ON system_auth.roles");
    }

    @Test
    void connectsOnlyWhereItMay() {
        Connection right = server.connection("mandate", server.address(), Map.of());
        assertThat(refused(
                        ErrorCode.UNREACHABLE,
                        new Connection(
                                right.deployment(),
                                right.fields(),
                                right.secrets(),
                                right.clock(),
                                Reach.of("10.0.0.0/8"))))
                .contains("outside of what 'networks'");
    }

    @Test
    void checksTheCertificate() {
        String ca = server.certificate().toString();
        assertThat(refused(ErrorCode.INSECURE, tls(Map.of("tls", "verify-full", "host", "localhost"))))
                .contains("connect.ca");
        assertThat(refused(ErrorCode.INSECURE, tls(Map.of("tls", "verify-full", "ca", ca))))
                .contains("connect.tls");
        try (Agent byName = open(Map.of("tls", "verify-full", "host", "localhost", "ca", ca));
                Agent byAuthority = open(Map.of("tls", "verify-ca", "ca", ca))) {
            assertThat(byName.read(FULL).accounts()).isNotEmpty();
            assertThat(byAuthority.read(FULL).accounts()).isNotEmpty();
        }
    }

    private Connection tls(Map<String, String> fields) {
        return server.connection("mandate", server.address(), fields);
    }

    @Test
    void refusesAClusterThatAsksNobodyWhoTheyAre() {
        try (CassandraServer open = OnCassandra.start(false)) {
            assertThat(refused(ErrorCode.WRONG_TARGET, open.connection("mandate", open.address(), Map.of())))
                    .contains("authenticator: PasswordAuthenticator (it is not set)")
                    .contains("authorizer: CassandraAuthorizer (it is not set)");
        }
    }

    /** A node that is gone is no empty cluster. */
    @Test
    void aNodeThatIsGoneIsNoAnswer() {
        try (CassandraServer other = OnCassandra.start(true)) {
            try (Agent agent = new CassandraTarget(other).open()) {
                assertThat(agent.read(FULL).accounts()).isNotEmpty();
                other.kill();
                assertThat(catchThrowableOfType(AgentException.class, () -> agent.read(FULL))
                                .code())
                        .isEqualTo(ErrorCode.UNREACHABLE);
                assertThat(agent.apply(batch(List.of(make(account("ann")), make(account("bob"))))))
                        .hasSize(2)
                        .hasOnlyElementsOfType(Outcome.Unreachable.class);
            }
        }
    }

    private Agent open(Map<String, String> more) {
        return new CassandraType().open(server.connection("mandate", server.address(), new HashMap<>(more)));
    }

    private static String refused(ErrorCode code, Connection connection) {
        AgentException refusal = catchThrowableOfType(AgentException.class, () -> new CassandraType().open(connection));
        assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code);
        return String.valueOf(refusal.getMessage());
    }
}
