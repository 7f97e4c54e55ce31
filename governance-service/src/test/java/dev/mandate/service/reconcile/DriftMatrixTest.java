package dev.mandate.service.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.agent.testkit.Fault;
import dev.mandate.agent.testkit.ScriptedDeployment;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Remit;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.access.Selector;
import dev.mandate.model.state.LikelyCause;
import dev.mandate.service.reconcile.DriftMatrix.Cell;
import dev.mandate.service.reconcile.DriftMatrix.State;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One Role or AppRole compared over deployments. */
class DriftMatrixTest {
    private static final AppRoleName READER = AppRoleName.of("reader");

    private final TestingFleet fleet = new TestingFleet();
    private PolicyVersion version;

    @BeforeEach
    void threeAlike() {
        fleet.people.person("ann").person("bob").group("readers", "ann", "bob");
        for (String id : List.of("depot", "shop", "till")) {
            fleet.policy.deployment(id, TestPolicy.GOVERN);
            fleet.target(id).resource("table", "a").resource("table", "cur.x").resource("table", "cur.y");
        }
        fleet.policy
                .appRole("reader", "table:a read", "table:cur.* read")
                .role("reader", Risk.STANDARD, "role:reader")
                .mapping("readers", "reader");
        version = fleet.refresh().publish();
        fleet.runAll(version);
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    private void look() {
        fleet.get(ReconcileApi.class).look(TestingFleet.ADA, version, Selector.ALL, done -> {});
    }

    private DriftMatrix reader(Caller caller) {
        return fleet.get(MatrixApi.class).of(caller, version, Selector.ALL, READER);
    }

    private static List<String> columns(DriftMatrix matrix) {
        return matrix.columns().stream().map(one -> one.deployment().value()).toList();
    }

    /** States of a row, with how many hold it. */
    private static String row(DriftMatrix matrix, DriftMatrix.Of of, String what) {
        return matrix.rows().stream()
                .filter(row -> row.of() == of && row.what().equals(Optional.of(EntitlementText.parse(what))))
                .flatMap(row -> row.cells().stream())
                .map(cell -> cell.state().word() + (cell.held() == null ? "" : " " + cell.held()))
                .collect(Collectors.joining(", "));
    }

    private Cell cell(DriftMatrix matrix, String deployment, DriftMatrix.Of of) {
        int column = columns(matrix).indexOf(deployment);
        return matrix.rows().stream()
                .filter(row -> row.of() == of)
                .map(row -> row.cells().get(column))
                .filter(cell -> cell.state().differs())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsAlikeEverywhere() {
        DriftMatrix matrix = reader(TestingFleet.ADA);
        assertThat(columns(matrix)).containsExactly("depot", "shop", "till");
        assertThat(matrix.columns()).allSatisfy(one -> {
            assertThat(one.unknown()).isEmpty();
            assertThat(one.read()).isPresent();
        });
        assertThat(matrix.rows()).hasSize(3);
        assertThat(row(matrix, DriftMatrix.Of.CONTENT, "table:a read"))
                .isEqualTo("as-wanted 1, as-wanted 1, as-wanted 1");
        assertThat(row(matrix, DriftMatrix.Of.CONTENT, "table:cur.* read"))
                .isEqualTo("as-wanted 2, as-wanted 2, as-wanted 2");
        assertThat(row(matrix, DriftMatrix.Of.HOLDERS, "role:reader"))
                .isEqualTo("as-wanted 2, as-wanted 2, as-wanted 2");
    }

    @Test
    void whatDiffersSinceWhenAndWhy() {
        ScriptedDeployment shop = fleet.target("shop");
        ScriptedDeployment till = fleet.target("till");
        shop.take(new Grant(new Principal.AppRole(READER), Entitlement.of("table", "a", "read")));
        till.gives("reader", "table:secret read");
        till.account("root").holds("root", "role:reader");
        look();
        DriftMatrix matrix = reader(TestingFleet.ADA);
        assertThat(row(matrix, DriftMatrix.Of.CONTENT, "table:a read"))
                .isEqualTo("as-wanted 1, missing 0, as-wanted 1");
        assertThat(row(matrix, DriftMatrix.Of.CONTENT, "table:secret read"))
                .isEqualTo("absent 0, absent 0, unexpected 1");
        assertThat(row(matrix, DriftMatrix.Of.HOLDERS, "role:reader"))
                .isEqualTo("as-wanted 2, as-wanted 2, unexpected 3");
        Cell members = cell(matrix, "till", DriftMatrix.Of.HOLDERS);
        assertThat(members.unexpected()).isEqualTo(1);
        assertThat(members.firstSeen()).contains(fleet.clock.now());
        assertThat(members.likely()).containsExactly(LikelyCause.HAND);
        DriftMatrix ofTheRole =
                fleet.get(MatrixApi.class).of(TestingFleet.ADA, version, Selector.ALL, RoleId.of("reader"));
        assertThat(ofTheRole.rows())
                .singleElement()
                .satisfies(row -> assertThat(row.cells())
                        .extracting(Cell::state)
                        .containsExactly(State.AS_WANTED, State.AS_WANTED, State.UNEXPECTED));
    }

    @Test
    void unknownIsNotZero() {
        fleet.target("depot").always(ScriptedDeployment.Call.READ, Fault.UNREACHABLE);
        fleet.run(version, "depot");
        fleet.policy.deployment("annex", TestPolicy.GOVERN);
        version = fleet.publish();
        DriftMatrix matrix = reader(TestingFleet.ADA);
        assertThat(columns(matrix)).containsExactly("annex", "depot", "shop", "till");
        assertThat(matrix.columns().get(0).unknown()).contains("was never read");
        assertThat(matrix.columns().get(1).unknown()).contains("the last reconciliation was unreachable");
        assertThat(row(matrix, DriftMatrix.Of.HOLDERS, "role:reader"))
                .isEqualTo("unknown, unknown, as-wanted 2, as-wanted 2");
    }

    @Test
    void whatPolicyWantsSinceTheLastLookIsNotComparedYet() {
        fleet.policy.appRole("reader", "table:a read", "table:cur.* read", "table:new read");
        version = fleet.publish();
        assertThat(row(reader(TestingFleet.ADA), DriftMatrix.Of.CONTENT, "table:new read"))
                .isEqualTo("unknown, unknown, unknown");
    }

    @Test
    void nobodySeesADeploymentThatIsNotTheirs() {
        fleet.target("till").account("root").holds("root", "role:reader");
        look();
        var both = Set.of(Permission.DRIFT_READ, Permission.ACCESS_READ);
        Caller ann = caller(new Remit(both, TestingFleet.only("shop")));
        assertThat(columns(reader(ann))).containsExactly("shop");
        assertThat(row(reader(ann), DriftMatrix.Of.HOLDERS, "role:reader")).isEqualTo("as-wanted 2");
        Caller half = caller(new Remit(Set.of(Permission.DRIFT_READ), Selector.ALL));
        assertThat(reader(half).rows())
                .as("how many hold it is for those who may see access")
                .isEmpty();
    }

    private Caller caller(Remit remit) {
        return Caller.signedIn(fleet.subject("ann").id(), Set.of(remit), Instant.EPOCH);
    }

    @Test
    void whatNobodyHasIsNoMatrix() {
        assertThat(fleet.get(MatrixApi.class)
                        .of(TestingFleet.ADA, version, Selector.ALL, AppRoleName.of("redaer"))
                        .rows())
                .isEmpty();
        assertThat(fleet.get(MatrixApi.class)
                        .of(
                                TestingFleet.ADA,
                                version,
                                new Selector(Set.of(), Set.of(), new TreeMap<>()),
                                RoleId.of("no"))
                        .rows())
                .isEmpty();
    }
}
