package dev.mandate.agent.kafka;

import static dev.mandate.agent.testkit.ContractChanges.account;
import static dev.mandate.agent.testkit.ContractChanges.add;
import static dev.mandate.agent.testkit.ContractChanges.batch;
import static dev.mandate.agent.testkit.ContractChanges.make;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.AgentProfile.Capability;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.Ungoverned;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.ObservedAccount;
import dev.mandate.model.state.ReadScope;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

/** Brokers that are set up otherwise. */
class KafkaSettingsTest {
    private static final ReadScope FULL = new ReadScope.Full(Set.of());

    @Test
    void withoutAnAuthoriserThereIsNothingToGovern() {
        try (var server = KafkaServer.start(Map.of("authorizer.class.name", "", "super.users", ""))) {
            AgentException e =
                    catchThrowableOfType(AgentException.class, () -> server.agent(Map.of("super-users", "")));
            assertThat(e.code()).isEqualTo(ErrorCode.WRONG_TARGET);
            assertThat(e.getMessage()).contains("events", "authorizer.class.name=" + Brokers.AUTHORISER);
        }
    }

    /** The agent is a super user here; the listener of clients takes PLAIN only. */
    @Test
    void withoutScramAnAccountIsAName() {
        String jaas = "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"admin\""
                + " password=\"only for tests\" user_admin=\"only for tests\" user_mandate=\"only for tests\";";
        try (var server = KafkaServer.start(Map.of(
                        "sasl.enabled.mechanisms",
                        "PLAIN",
                        "sasl.mechanism.inter.broker.protocol",
                        "PLAIN",
                        "listener.name.clients.plain.sasl.jaas.config",
                        jaas,
                        "listener.name.detour.plain.sasl.jaas.config",
                        jaas,
                        "super.users",
                        "User:admin;User:mandate",
                        "allow.everyone.if.no.acl.found",
                        "true"));
                Agent agent = server.agent(Map.of("mechanism", "PLAIN", "super-users", "User:admin;User:mandate"))) {
            assertThat(agent.profile().can(Capability.DISABLE_ACCOUNT)).isFalse();
            assertThat(agent.profile().blindSpots().toString()).contains("without SCRAM", "PLAIN on CLIENTS");
            assertThat(agent.profile().blindSpots().toString()).contains("allow.everyone.if.no.acl.found");
            Ungoverned.Found found = agent.ungoverned().orElseThrow().find();
            assertThat(found.ways()).extracting(Ungoverned.Way::who).containsExactly("User:admin", "User:mandate");
            assertThat(found.unseen()).singleElement().asString().contains("allow.everyone.if.no.acl.found");
            var ann = account("CN=ann,O=x");
            assertThat(agent.apply(batch(List.of(make(ann), add(ann, EntitlementText.parse("topic:orders READ"))))))
                    .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Applied.class));
            assertThat(agent.read(FULL).accounts().get(ann.name()))
                    .extracting(ObservedAccount::status)
                    .isEqualTo(AccountStatus.UNKNOWN);
        }
    }

    @Test
    void aListenerThatAsksNobodyAndWhatIsEverybodysAreWaysIn() {
        try (var server = KafkaServer.start(Map.of(
                        "listener.security.protocol.map",
                        "CLIENTS:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT,DETOUR:PLAINTEXT",
                        "super.users",
                        "User:admin;User:mandate"));
                Admin admin = server.admin();
                Agent agent = server.agent(Map.of("super-users", "User:admin"))) {
            KafkaTarget.done(admin.createAcls(List.of(
                            acl("User:*", AclOperation.READ, AclPermissionType.ALLOW),
                            acl("User:*", AclOperation.DESCRIBE, AclPermissionType.ALLOW),
                            acl("User:*", AclOperation.WRITE, AclPermissionType.DENY),
                            acl("User:ANONYMOUS", AclOperation.WRITE, AclPermissionType.ALLOW),
                            acl("User:ann", AclOperation.WRITE, AclPermissionType.ALLOW)))
                    .all());
            assertThat(agent.ungoverned().orElseThrow().find().ways())
                    .extracting(way -> way.kind().word() + " " + way.who() + " " + way.where() + " " + way.sentence())
                    .containsExactly(
                            "bootstrap-admin User:admin super.users of the brokers"
                                    + " may do everything, whatever ACLs say, also what they deny",
                            "anonymous User:ANONYMOUS listener DETOUR"
                                    + " whoever reaches this listener is let in without proof of who they are",
                            "public User:* topic orders (literal) everybody whom a listener lets in may DESCRIBE, READ",
                            "anonymous User:ANONYMOUS topic orders (literal) who has not signed in may WRITE");
        }
    }

    private static AclBinding acl(String who, AclOperation operation, AclPermissionType permission) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, "orders", PatternType.LITERAL),
                new AccessControlEntry(who, "*", operation, permission));
    }

    @Test
    void superUsersThatNobodyNamesAreAFault() {
        try (var server = KafkaServer.start()) {
            AgentException unnamed =
                    catchThrowableOfType(AgentException.class, () -> server.agent(Map.of("super-users", "")));
            assertThat(unnamed.code()).isEqualTo(ErrorCode.NOT_PERMITTED);
            assertThat(unnamed.getMessage()).contains("DESCRIBE_CONFIGS").doesNotContain("only for tests");
            AgentException asAdmin = catchThrowableOfType(
                    AgentException.class, () -> server.agent(Map.of("super-users", "", "user", "admin")));
            assertThat(asAdmin.code()).isEqualTo(ErrorCode.BAD_CONNECT);
            assertThat(asAdmin.getMessage()).contains("connect.super-users");
            AgentException stranger =
                    catchThrowableOfType(AgentException.class, () -> server.agent(Map.of("user", "nobody")));
            assertThat(stranger.code()).isEqualTo(ErrorCode.CREDENTIALS_REFUSED);
        }
    }

    @Test
    void everyFaultOfConnectIsTold() {
        AgentException e = catchThrowableOfType(
                AgentException.class,
                () -> new KafkaType()
                        .open(new dev.mandate.agent.api.Connection(
                                dev.mandate.model.access.DeploymentId.of("events"),
                                Map.of("port", "0", "tls", "no", "mechanism", "GSSAPI", "super-users", "admin"),
                                Map.of(),
                                () -> KafkaServer.NOW)));
        assertThat(e.code()).isEqualTo(ErrorCode.BAD_CONNECT);
        assertThat(e.getMessage())
                .contains("host is missing", "user is missing", "password is missing", "port must", "tls must")
                .contains("mechanism must", "super-users must");
    }
}
