package dev.mandate.model.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.access.Assignment;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Mapping;
import dev.mandate.model.access.Policy;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.subject.Directory;
import dev.mandate.model.subject.Group;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.SubjectId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WhyPropertyTest {
    private static final int WORLDS = 200;
    private static final List<String> ASKED = List.of("table:a SELECT", "table:ab SELECT", "role:y", "table:a INSERT");

    @Test
    void countsThePathsThatItLists() {
        forEach(true, (seed, snapshot, context, why) -> {
            List<Why.Path> paths = why.paths().toList();
            assertThat(paths).as("seed %s", seed).hasSize(why.count().intValueExact());
            assertThat(paths).as("seed %s", seed).doesNotHaveDuplicates();
        });
    }

    @Test
    void explainsExactlyWhatBruteForceFinds() {
        forEach(
                true,
                (seed, snapshot, context, why) -> assertThat(why.count().signum() > 0)
                        .as("seed %s: %s %s", seed, why.subject(), why.entitlement())
                        .isEqualTo(can(snapshot, context, why)));
    }

    @Test
    void cutsWithTheFewestRemovals() {
        forEach(true, (seed, snapshot, context, why) -> {
            List<Removal> cut = why.cut();
            assertThat(can(without(snapshot, cut), context, why))
                    .as("seed %s: %s still lets %s through", seed, cut, why.subject())
                    .isFalse();
            if (cut.size() > 1) {
                assertThat(smallerCut(snapshot, context, why, cut.size() - 1))
                        .as("seed %s: smaller than %s", seed, cut)
                        .isNull();
            }
        });
    }

    private interface Claim {
        void check(long seed, AccessSnapshot snapshot, DeploymentContext context, Why why);
    }

    private static void forEach(boolean cycles, Claim claim) {
        for (long seed = 0; seed < WORLDS; seed++) {
            var world = new RandomWorld(seed, cycles);
            AccessSnapshot snapshot = world.giving();
            Resolver resolver = Resolver.of(snapshot);
            for (DeploymentContext context : world.contexts()) {
                for (SubjectId subject : snapshot.directory().subjects().keySet()) {
                    for (String asked : ASKED) {
                        claim.check(
                                seed, snapshot, context, resolver.why(subject, context, EntitlementText.parse(asked)));
                    }
                }
            }
        }
    }

    private static boolean can(AccessSnapshot snapshot, DeploymentContext context, Why why) {
        Entitlement asked = why.entitlement();
        String text = asked.kind() + ":" + asked.resource() + " " + asked.action();
        return new NaiveResolver(snapshot, context).effective(why.subject()).contains(text);
    }

    private static @Nullable List<Removal> smallerCut(
            AccessSnapshot snapshot, DeploymentContext context, Why why, int size) {
        List<Removal> all = removals(snapshot);
        for (List<Removal> some : subsets(all, size)) {
            if (!can(without(snapshot, some), context, why)) {
                return some;
            }
        }
        return null;
    }

    private static List<List<Removal>> subsets(List<Removal> all, int size) {
        if (size == 0) {
            return List.of(List.of());
        }
        var found = new ArrayList<List<Removal>>();
        for (int i = 0; i < all.size(); i++) {
            for (List<Removal> rest : subsets(all.subList(i + 1, all.size()), size - 1)) {
                var subset = new ArrayList<>(rest);
                subset.add(all.get(i));
                found.add(subset);
            }
        }
        return found;
    }

    private static List<Removal> removals(AccessSnapshot snapshot) {
        var all = new ArrayList<Removal>();
        for (Group group : snapshot.directory().groups().values()) {
            group.subjects().forEach(subject -> all.add(new Removal.OfMember(subject, group.id())));
            group.groups().forEach(inner -> all.add(new Removal.OfNesting(inner, group.id())));
        }
        snapshot.policy()
                .policy()
                .mappings()
                .forEach(mapping -> all.add(new Removal.OfSource(new GrantSource.OfMapping(mapping))));
        snapshot.assignments()
                .forEach(assignment -> all.add(new Removal.OfSource(new GrantSource.OfAssignment(assignment))));
        return all;
    }

    private static AccessSnapshot without(AccessSnapshot all, List<Removal> cut) {
        Set<Removal> gone = new HashSet<>(cut);
        var groups = new HashMap<GroupId, Group>();
        for (Group group : all.directory().groups().values()) {
            var subjects = new HashSet<>(group.subjects());
            subjects.removeIf(subject -> gone.contains(new Removal.OfMember(subject, group.id())));
            var inner = new HashSet<>(group.groups());
            inner.removeIf(id -> gone.contains(new Removal.OfNesting(id, group.id())));
            groups.put(group.id(), new Group(group.id(), group.source(), group.name(), subjects, inner));
        }
        Policy policy = all.policy().policy();
        List<Mapping> mappings = policy.mappings().stream()
                .filter(mapping -> !gone.contains(new Removal.OfSource(new GrantSource.OfMapping(mapping))))
                .toList();
        List<Assignment> assignments = all.assignments().stream()
                .filter(one -> !gone.contains(new Removal.OfSource(new GrantSource.OfAssignment(one))))
                .toList();
        var less = new Policy(
                policy.deployments(),
                policy.appRoles(),
                policy.roles(),
                mappings,
                policy.assignments(),
                policy.constraints(),
                policy.guards(),
                policy.timeZone());
        return new AccessSnapshot(
                new Directory(1, all.directory().subjects(), groups),
                new PolicyVersion(1, "", less, all.policy().pins()),
                assignments,
                all.holds(),
                all.waivers(),
                all.verifiedRoles(),
                1,
                all.asOf());
    }
}
