package dev.mandate.service.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.agent.testkit.ScriptedDeployment;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Risk;
import dev.mandate.model.plan.Change;
import dev.mandate.service.policy.PolicyApi;
import dev.mandate.service.policy.PolicyReading;
import dev.mandate.service.policy.Publication;
import dev.mandate.service.reconcile.Reconciliation.Result;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A label is changed, and a deployment moves from one selector into another. */
class LabelMoveFaultTest {
    private final TestingFleet fleet = new TestingFleet();
    private final ScriptedDeployment shop = fleet.target("shop");

    @AfterEach
    void close() {
        fleet.close();
    }

    /** Testers read in test, clerks read and bosses write in prod; two deployments are in test. */
    private PolicyVersion twoInTest() {
        fleet.people.person("ann").person("bob").person("cleo");
        fleet.people.group("testers", "ann").group("clerks", "bob", "ann").group("bosses", "cleo");
        fleet.policy
                .labels("shop", TestPolicy.GOVERN, Map.of("env", "test"))
                .labels("stall", TestPolicy.GOVERN, Map.of("env", "test"))
                .appRole("reader", "table:a read")
                .appRole("writer", "table:a write")
                .role("tester", Risk.STANDARD, "role:writer")
                .role("clerk", Risk.STANDARD, "role:reader")
                .mapping("testers", "tester", "env", "test")
                .mapping("clerks", "clerk", "env", "prod")
                .mapping("bosses", "clerk", "env", "prod");
        fleet.refresh();
        PolicyVersion version = fleet.publishStored();
        assertThat(fleet.runAll(version)).allMatch(one -> one.result() == Result.CONVERGED);
        assertThat(members(shop)).containsExactly("grant account:ann role:writer");
        return version;
    }

    private static List<String> members(ScriptedDeployment target) {
        return target.dump().stream()
                .filter(line -> line.startsWith("grant account:"))
                .toList();
    }

    @Test
    void whatTheOldLabelGaveEndsAndWhatTheNewOneGivesBegins() {
        twoInTest();
        SortedSet<String> stall = fleet.target("stall").dump();
        fleet.policy.labels("shop", TestPolicy.GOVERN, Map.of("env", "prod"));
        PolicyVersion moved = fleet.publishStored();
        List<Reconciliation> ended = fleet.runAll(moved);
        assertThat(ended).extracting(Reconciliation::result).containsExactly(Result.CONVERGED, Result.IN_SYNC);
        assertThat(members(shop))
                .containsExactly(
                        "grant account:ann role:reader",
                        "grant account:bob role:reader",
                        "grant account:cleo role:reader");
        assertThat(fleet.target("stall").dump()).isEqualTo(stall);
        fleet.policy.labels("shop", TestPolicy.GOVERN, Map.of("env", "test"));
        assertThat(fleet.runAll(fleet.publishStored()))
                .extracting(Reconciliation::result)
                .containsExactly(Result.CONVERGED, Result.IN_SYNC);
        assertThat(members(shop)).containsExactly("grant account:ann role:writer");
    }

    @Test
    void nothingInBetweenGivesWhatNeitherLabelGives() {
        twoInTest();
        fleet.policy.labels("shop", TestPolicy.GOVERN, Map.of("env", "prod"));
        Reconciliation ended = fleet.runAll(fleet.publishStored()).getFirst();
        List<String> either = List.of(
                "account:ann role:reader",
                "account:bob role:reader",
                "account:cleo role:reader",
                "account:ann role:writer");
        assertThat(ended.result()).as(ended.message()).isEqualTo(Result.CONVERGED);
        assertThat(Stream.of(ended.plan(), ended.apart())
                        .flatMap(Optional::stream)
                        .flatMap(guarded -> guarded.plan().changes())
                        .toList())
                .hasSize(6)
                .allSatisfy(planned -> {
                    if (planned.change() instanceof Change.AddGrant add) {
                        assertThat(add.grant().toString()).isIn(either);
                    }
                });
    }

    @Test
    void itMovesOnlyWhenTwoPeopleSaidSo() {
        PolicyVersion before = twoInTest();
        SortedSet<String> held = shop.dump();
        fleet.policy.labels("shop", TestPolicy.GOVERN, Map.of("env", "prod"));
        PolicyApi policies = fleet.get(PolicyApi.class);
        var reading = new PolicyReading(Optional.of(fleet.publish().policy()), List.of(), List.of());
        Publication came = policies.publish(TestingFleet.ADA, reading, before.number());
        assertThat(came).isInstanceOf(Publication.Waiting.class);
        assertThat(((Publication.Waiting) came).reasons()).anyMatch(reason -> reason.contains("label"));
        assertThat(fleet.runAll(policies.inForce().orElseThrow())).allMatch(one -> one.result() == Result.IN_SYNC);
        assertThat(shop.dump()).isEqualTo(held);
        policies.approve(TestingFleet.GRACE, ((Publication.Waiting) came).hash(), "looked at");
        fleet.runAll(policies.inForce().orElseThrow());
        assertThat(members(shop)).contains("grant account:cleo role:reader");
    }
}
