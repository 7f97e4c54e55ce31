package dev.mandate.model.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.access.AccountPattern;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Clause;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Direction;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Facet;
import dev.mandate.model.access.GuardLimits;
import dev.mandate.model.access.Mapping;
import dev.mandate.model.access.Modes;
import dev.mandate.model.access.Pins;
import dev.mandate.model.access.Policy;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Role;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.access.Selector;
import dev.mandate.model.access.SignIn;
import dev.mandate.model.access.Validity;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.model.subject.Directory;
import dev.mandate.model.subject.Group;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.PartyRef.GroupRef;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.model.subject.SubjectKind;
import dev.mandate.model.subject.SubjectState;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ResolverTest {
    @Test
    void givesWhatTheRoleOfAnOuterGroupGives() {
        SourceId corp = SourceId.of("corp");
        SubjectId ann = SubjectId.of("ann");
        var subject = new Subject(ann, SubjectKind.PERSON, SubjectState.ACTIVE, 1, Map.of("username", "Ann"));
        var inner = new Group(GroupId.of("g1"), corp, "inner", Set.of(ann), Set.of());
        var outer = new Group(GroupId.of("g2"), corp, "outer", Set.of(), Set.of(GroupId.of("g1")));
        var pos = new Deployment(
                DeploymentId.of("pos"),
                ApplicationName.of("till"),
                null,
                new TreeMap<>(),
                new TreeMap<>(),
                Deployment.LOCAL_AGENT,
                Modes.OBSERVE_ALL,
                AccountPattern.of("{username|lower}"),
                SignIn.EXTERNAL,
                null,
                false);
        var cashier = new Role(
                RoleId.of("cashier"),
                "",
                null,
                Risk.STANDARD,
                Set.of(),
                List.of(new Clause(Selector.ALL, List.of(EntitlementText.parse("role:till")))));
        var group = GroupRef.parse("corp/outer");
        var policy = new Policy(
                List.of(pos),
                List.of(),
                List.of(cashier),
                List.of(new Mapping(group, cashier.id(), Selector.ALL, Validity.ALWAYS, "")),
                List.of(),
                List.of(),
                GuardLimits.DEFAULT,
                ZoneOffset.UTC);
        var resolver = Resolver.of(new AccessSnapshot(
                new Directory(1, Map.of(ann, subject), Map.of(inner.id(), inner, outer.id(), outer)),
                new PolicyVersion(1, "", policy, new Pins(Map.of(group, outer.id()), Map.of(), Set.of())),
                List.of(),
                List.of(),
                List.of(),
                Set.of(),
                0,
                Instant.EPOCH));
        var vocabulary = new Vocabulary(
                ApplicationName.of("till"),
                Release.of("1"),
                new TreeMap<>(Map.of(
                        "role",
                        new Vocabulary.Kind(
                                "role",
                                Facet.MEMBERSHIPS,
                                List.of(),
                                false,
                                Direction.WIDENS,
                                Risk.STANDARD,
                                Map.of(),
                                Set.of()))),
                List.of(),
                Set.of(),
                List.of());

        DesiredState desired = resolver.desired(DeploymentContext.untouched(pos, vocabulary));

        assertThat(desired.grants().keySet()).map(Object::toString).containsExactly("account:ann role:till");
        assertThat(desired.accounts().values()).map(DesiredAccount::subject).containsExactly(ann);
        assertThat(desired.findings()).isEmpty();
    }
}
