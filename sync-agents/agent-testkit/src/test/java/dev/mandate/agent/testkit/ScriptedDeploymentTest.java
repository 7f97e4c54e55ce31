package dev.mandate.agent.testkit;

import static dev.mandate.agent.testkit.ContractChanges.account;
import static dev.mandate.agent.testkit.ContractChanges.add;
import static dev.mandate.agent.testkit.ContractChanges.appRole;
import static dev.mandate.agent.testkit.ContractChanges.batch;
import static dev.mandate.agent.testkit.ContractChanges.grants;
import static dev.mandate.agent.testkit.ContractChanges.make;
import static dev.mandate.agent.testkit.ContractChanges.memberOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.testkit.ScriptedDeployment.Call;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.state.Coverage;
import dev.mandate.model.state.ReadScope;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

class ScriptedDeploymentTest {
    private static final ReadScope EVERYTHING = new ReadScope.Full(Set.of());

    private final ScriptedDeployment target =
            new ScriptedDeployment(DeploymentId.of("shop"), ScriptedTarget.VOCABULARY);
    private final Agent agent = target.open();

    /** The contract holds for it as for any other. */
    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class Contract extends AgentContract {
        private final ScriptedTarget target = new ScriptedTarget(right -> right, false);

        @Override
        protected ContractTarget target() {
            return target;
        }

        @AfterAll
        void close() {
            target.close();
        }
    }

    @Test
    void countsWhatAPatternCovers() {
        target.resource("table", "curated.a").resource("table", "curated.b").resource("table", "raw.c");
        target.appRole("reader").gives("reader", "table:curated.a read");
        Grant pattern = new Grant(appRole("reader"), EntitlementText.parse("table:curated.* read"));
        assertThat(agent.read(new ReadScope.Full(Set.of(pattern))).coverage())
                .containsEntry(pattern, new Coverage(1, 2));
        agent.apply(batch(List.of(add(pattern.principal(), pattern.entitlement()))));
        assertThat(agent.read(new ReadScope.Full(Set.of(pattern))).coverage())
                .containsEntry(pattern, new Coverage(2, 2));
    }

    @Test
    void meetsArmedFaultsInOrderAndThenWorks() {
        target.next(Call.READ, Fault.UNREACHABLE, Fault.INCOMPLETE_READ);
        assertThatThrownBy(() -> agent.read(EVERYTHING)).isInstanceOf(AgentException.class);
        assertThatThrownBy(() -> agent.read(EVERYTHING)).isInstanceOf(AgentException.class);
        assertThat(agent.read(EVERYTHING).grants()).isEmpty();
        assertThat(target.calls(Call.READ)).isEqualTo(3);
    }

    @Test
    void liesAboutWhatItDid() {
        var changes =
                List.of(make(account("ann")), make(appRole("Till")), add(account("ann"), memberOf(appRole("Till"))));
        target.next(Call.APPLY, Fault.SAYS_OK_DOES_NOTHING);
        assertThat(agent.apply(batch(changes))).allMatch(Outcome.Applied.class::isInstance);
        assertThat(target.dump()).isEmpty();

        target.next(Call.APPLY, Fault.APPLIES_DIFFERENTLY);
        agent.apply(batch(changes));
        assertThat(target.dump()).contains("grant account:ann role:till");
    }

    @Test
    void losesTheAnswerAfterAllOrHalfOfTheWork() {
        var changes = List.of(make(account("ann")), make(account("bob")));
        target.next(Call.APPLY, Fault.HALF_BATCH);
        assertThat(agent.apply(batch(changes))).allMatch(Outcome.Unreachable.class::isInstance);
        assertThat(target.dump()).hasSize(1);

        target.next(Call.APPLY, Fault.TIMEOUT_AFTER_EFFECT);
        assertThat(agent.apply(batch(changes))).allMatch(Outcome.Unreachable.class::isInstance);
        assertThat(target.dump()).hasSize(2);
        assertThat(agent.apply(batch(changes))).allMatch(Outcome.AlreadyInPlace.class::isInstance);
    }

    @Test
    void readsStaleOnceAndLeavesOutPageTwo() {
        agent.read(EVERYTHING);
        target.account("ann").holds("ann", "role:a").holds("ann", "role:b");
        target.next(Call.READ, Fault.STALE_READ, Fault.LIST_OMITS_PAGE_TWO);
        assertThat(grants(agent.read(EVERYTHING))).isEmpty();
        assertThat(grants(agent.read(EVERYTHING))).hasSize(1);
        assertThat(grants(agent.read(EVERYTHING))).hasSize(2);
    }
}
