package dev.mandate.service.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Permission;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.api.Callers;
import org.junit.jupiter.api.Test;

class OfficeHoldersTest {
    private final TestingFleet fleet = new TestingFleet();

    @Test
    void aSubjectMayWhatItsOfficesSayAsLongAsItHoldsThemAndIsActive() {
        fleet.people.person("ann", SubjectState.ACTIVE);
        fleet.policy.mandate();
        fleet.refresh();
        fleet.publishStored();
        SubjectId ann = fleet.subject("ann").id();
        assertThat(caller(ann).remits()).isEmpty();
        fleet.database.queries().execute("insert into access.office_account values ('ann', ?, true)", ann.value());
        fleet.database
                .queries()
                .execute(
                        "insert into access.office values ('ann', 'preset:operator?deployment=shop'), ('ann', 'preset:auditor')");
        assertThat(caller(ann).may(Permission.HISTORY_EXPORT)).isTrue();
        assertThat(caller(ann).may(Permission.PLANS_APPLY)).isTrue();
        assertThat(caller(ann).mayEverywhere(Permission.PLANS_APPLY)).isFalse();

        fleet.database.queries().execute("delete from access.office where entitlement = 'preset:auditor'");
        assertThat(caller(ann).may(Permission.HISTORY_EXPORT)).isFalse();
        fleet.database.queries().execute("update access.office_account set enabled = false");
        assertThat(caller(ann).may(Permission.PLANS_APPLY)).isFalse();

        fleet.people.person("ann", SubjectState.SUSPENDED);
        fleet.refresh();
        fleet.database.queries().execute("update access.office_account set enabled = true");
        assertThat(caller(ann).remits()).isEmpty();
        assertThat(caller(SubjectId.of("nobody")).remits()).isEmpty();
    }

    @Test
    void whoAnswersForAServiceIsAskedToLeaveItToOthersLikeTheirOwn() {
        fleet.people.person("ann").person("bob").service("etl", "ann");
        fleet.refresh();
        SubjectId etl = fleet.subject("etl").id();
        assertThat(caller(fleet.subject("ann").id()).is(etl)).isTrue();
        assertThat(caller(fleet.subject("bob").id()).is(etl)).isFalse();
        assertThat(caller(fleet.subject("ann").id()).sameHuman(caller(etl))).isTrue();

        fleet.people.service("etl", "bob");
        fleet.refresh();
        assertThat(caller(fleet.subject("ann").id()).is(etl)).isFalse();
        assertThat(caller(fleet.subject("bob").id()).is(etl)).isTrue();
    }

    private Caller caller(SubjectId subject) {
        return fleet.get(Callers.class).of(subject, TestingFleet.NOON);
    }
}
