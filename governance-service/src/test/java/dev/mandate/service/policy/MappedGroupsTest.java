package dev.mandate.service.policy;

import static dev.mandate.service.policy.TestingPolicy.ADA;
import static dev.mandate.service.policy.TestingPolicy.GRACE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.access.Policy;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.subject.GroupId;
import dev.mandate.service.platform.TestingDatabase;
import dev.mandate.service.policy.Publication.Published;
import dev.mandate.service.policy.Publication.Waiting;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedGroupsTest {
    private static final TestingDatabase DATABASE = TestingDatabase.create();

    private static final String POLICY = """
            deployments:
              - {id: prod, application: postgresql, labels: {env: prod}, connect: {host: db, database: w, user: m, password: "${secret:w}"}, manage: {memberships: authoritative}}
            roles:
              - {id: viewer, gives: [{entitlements: ["role:viewer"]}]}
              - {id: owner, risk: elevated, gives: [{entitlements: ["role:owner"]}]}
              - {id: admin, risk: critical, gives: [{entitlements: ["role:admin"]}]}
              - {id: everything, includes: [viewer, admin], gives: [{entitlements: ["role:other"]}]}
            mappings:
              - {group: corp/analysts, role: viewer}
              - {group: corp/leads, role: owner}
              - {group: corp/chiefs, role: everything}
              - {group: corp/ops, role: owner}
              - {group: corp/ops, role: admin}
            guards: {max-gains: {critical: 2, elevated: {percent: 10, at-least: 3}}}
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    private final InMemoryNames names = new InMemoryNames()
            .group("analysts", "g1")
            .group("leads", "g2")
            .group("chiefs", "g3")
            .group("ops", "g4");

    private static GroupId id(String id) {
        return GroupId.of("corp:" + id);
    }

    @Test
    void saysWhichGroupsOfTheVersionInForceGiveMoreThanStandardAccess() {
        TestingPolicy.clear(DATABASE);
        var policy = TestingPolicy.over(DATABASE, data, names);
        var groups = new MappedGroups(new PolicyStore(DATABASE.queries()), DATABASE.transactions());
        assertThat(groups.inForce()).as("no policy yet").isEmpty();
        policy.publish(ADA, POLICY);
        assertThat(groups.inForce())
                .isEqualTo(Map.of(
                        id("g2"), new Limit(10, 3),
                        id("g3"), Limit.count(2),
                        id("g4"), Limit.count(2)));
        var harmless = (Waiting) policy.publish(ADA, POLICY.replace("risk: critical", "risk: standard"));
        assertThat(groups.inForce()).as("not in force yet").hasSize(3);
        assertThat(policy.api.approve(GRACE, harmless.hash(), "looked at")).isInstanceOf(Published.class);
        assertThat(groups.inForce()).containsOnlyKeys(id("g2"), id("g4"));
    }

    @Test
    void takesAMembershipForAsHarmfulAsItselfAndTheContentOfItsAppRole() {
        assertThat(of(POLICY)).doesNotContainKey(id("g1"));
        assertThat(of(POLICY.replace("role:viewer", "role:pg_write_server_files")))
                .containsEntry(id("g1"), Limit.count(2));
        String content = "app-roles: [{name: viewer, gives: [\"role:pg_write_server_files\"]}]\n";
        assertThat(of(POLICY + content)).containsEntry(id("g1"), Limit.count(2));
        String nested = "app-roles: [{name: viewer, gives: [\"role:inner\"]},"
                + " {name: inner, gives: [\"role:pg_write_server_files\"]}]\n";
        assertThat(of(POLICY + nested)).containsEntry(id("g1"), Limit.count(2));
        assertThat(of(POLICY + content.replace("[{", "[{where: {application: superset}, ")))
                .doesNotContainKey(id("g1"));
    }

    private Map<GroupId, Limit> of(String yaml) {
        Policy policy = TestingPolicy.reading(yaml).policy().orElseThrow();
        PolicyVersion version = Candidate.of(
                        Optional.empty(), policy, new Candidate.DecidersChange(Optional.empty(), Deciders.TWO), names)
                .version();
        return MappedGroups.of(version, Applications.installed());
    }
}
