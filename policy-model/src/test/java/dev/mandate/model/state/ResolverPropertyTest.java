package dev.mandate.model.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.access.Constraint;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Hold;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.state.AccessSnapshot.RoleHolding;
import dev.mandate.model.subject.SubjectId;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ResolverPropertyTest {
    private static final int WORLDS = 600;

    @Test
    void givesWhatBruteForceGives() {
        for (long seed = 0; seed < WORLDS; seed++) {
            var world = new RandomWorld(seed, true);
            AccessSnapshot snapshot = world.snapshot();
            Resolver resolver = Resolver.of(snapshot);
            for (DeploymentContext context : world.contexts()) {
                assertThat(grants(resolver.desired(context)))
                        .as("seed %s, deployment %s", seed, context.deployment().id())
                        .isEqualTo(new NaiveResolver(snapshot, context).grants());
            }
        }
    }

    @Test
    void givesSomeSubjectsWhatItGivesThemAmongAll() {
        for (long seed = 0; seed < WORLDS; seed++) {
            var world = new RandomWorld(seed, true);
            AccessSnapshot snapshot = world.snapshot();
            Resolver resolver = Resolver.of(snapshot);
            var random = new SplittableRandom(seed);
            Set<SubjectId> only = snapshot.directory().subjects().keySet().stream()
                    .sorted()
                    .filter(subject -> random.nextBoolean())
                    .collect(Collectors.toSet());
            for (DeploymentContext context : world.contexts()) {
                DesiredState full = resolver.desired(context);
                DesiredState part = resolver.desired(context, only);
                Set<Principal> accounts = part.accounts().keySet().stream()
                        .map(Principal.Account::new)
                        .collect(Collectors.toSet());
                var theirs = new HashSet<>(accounts);
                full.accounts().values().stream()
                        .filter(account -> only.contains(account.subject()))
                        .forEach(account -> theirs.add(new Principal.Account(account.name())));

                assertThat(theirs).as("seed %s", seed).isEqualTo(accounts);
                assertThat(part.grants()).as("seed %s", seed).isEqualTo(of(full.grants(), theirs::contains));
                assertThat(of(part.withheld(), theirs::contains))
                        .as("seed %s", seed)
                        .isEqualTo(of(full.withheld(), theirs::contains));
                part.accounts()
                        .forEach((name, account) ->
                                assertThat(account).isEqualTo(full.accounts().get(name)));
                part.ending().forEach((name, cause) -> assertThat(full.ending()).containsEntry(name, cause));
                assertThat(full.findings()).containsAll(part.findings());
            }
        }
    }

    @Test
    void letsNoSourceBeatAHold() {
        for (long seed = 0; seed < WORLDS; seed++) {
            var world = new RandomWorld(seed, true);
            AccessSnapshot snapshot = world.snapshot();
            for (DeploymentContext context : world.contexts()) {
                for (Hold hold : snapshot.holds()) {
                    boolean here = hold.where().matches(context.deployment()) && hold.until() == null;
                    if (here && hold.who() instanceof Hold.Party.OfSubject who) {
                        assertHeld(seed, snapshot, context, who.subject(), hold.what());
                    }
                }
            }
        }
    }

    private static void assertHeld(
            long seed, AccessSnapshot snapshot, DeploymentContext context, SubjectId subject, Hold.Access what) {
        Resolver resolver = Resolver.of(snapshot);
        switch (what) {
            case Hold.Access.Everything ignored ->
                resolver.desired(context, Set.of(subject))
                        .grants()
                        .keySet()
                        .forEach(grant -> assertThat(context.vocabulary()
                                        .adding(grant.entitlement())
                                        .mayWiden())
                                .as("seed %s: %s", seed, grant)
                                .isFalse());
            case Hold.Access.OfEntitlement held -> {
                boolean narrows =
                        !context.vocabulary().adding(held.entitlement()).mayWiden();
                if (!narrows) {
                    Why why = resolver.why(subject, context, held.entitlement());
                    assertThat(why.count()).as("seed %s: %s", seed, held).isZero();
                }
            }
            case Hold.Access.OfRole held ->
                resolver.desired(context, Set.of(subject))
                        .grants()
                        .forEach((key, grant) -> assertThat(
                                        resolver.given(context, resolver.desired(context, Set.of(subject)), Set.of(key))
                                                .values())
                                .as("seed %s: %s", seed, key)
                                .noneMatch(given -> given.roles().contains(held.role())));
        }
    }

    @Test
    void neverNewlyGivesMoreRolesThanAConstraintAllows() {
        for (long seed = 0; seed < WORLDS; seed++) {
            AccessSnapshot snapshot = new RandomWorld(seed, true).snapshot();
            Resolver resolver = Resolver.of(snapshot);
            for (SubjectId subject : snapshot.directory().subjects().keySet()) {
                for (Constraint constraint : snapshot.policy().policy().constraints()) {
                    boolean waived = snapshot.waivers().stream()
                            .anyMatch(waiver -> waiver.subject().equals(subject)
                                    && waiver.constraint().equals(constraint.id()));
                    if (waived || constraint.effect() == Constraint.Enforcement.WARN) {
                        continue;
                    }
                    Set<RoleId> had = new HashSet<>(resolver.rolesOf(subject));
                    had.retainAll(constraint.roles());
                    long existing = had.stream()
                            .filter(role -> snapshot.verifiedRoles().contains(new RoleHolding(subject, role)))
                            .count();
                    boolean onlyExisting = existing == had.size();
                    assertThat(had.size() <= constraint.atMost() || onlyExisting)
                            .as("seed %s: %s has %s against %s", seed, subject, had, constraint)
                            .isTrue();
                }
            }
        }
    }

    private static Set<Grant> grants(DesiredState state) {
        return state.grants().values().stream()
                .map(DesiredState.DesiredGrant::grant)
                .collect(Collectors.toSet());
    }

    private static <T> Map<Grant, T> of(Map<Grant, T> all, Predicate<Principal> whose) {
        return all.entrySet().stream()
                .filter(entry -> whose.test(entry.getKey().principal()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
