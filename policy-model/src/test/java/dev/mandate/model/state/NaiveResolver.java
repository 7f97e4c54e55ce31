package dev.mandate.model.state;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleDefinition;
import dev.mandate.model.access.Assignment;
import dev.mandate.model.access.Clause;
import dev.mandate.model.access.Constraint;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.Effect;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Hold;
import dev.mandate.model.access.Mapping;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Role;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.access.Selector;
import dev.mandate.model.state.AccessSnapshot.RoleHolding;
import dev.mandate.model.subject.Group;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectId;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What should be, by brute force and by the words of the design; shares nothing with the resolver but the records. */
final class NaiveResolver {
    private static final List<String> ALL_RESOURCES = resources();
    private final AccessSnapshot snapshot;
    private final DeploymentContext context;
    private final Deployment here;

    NaiveResolver(AccessSnapshot snapshot, DeploymentContext context) {
        this.snapshot = snapshot;
        this.context = context;
        this.here = context.deployment();
    }

    /** The grants that should be: of accounts and of AppRoles. */
    Set<Grant> grants() {
        var found = new HashSet<Grant>();
        for (Subject subject : snapshot.directory().subjects().values()) {
            AccountName name = account(subject);
            if (name == null || !subject.state().mayHold()) {
                continue;
            }
            var account = new Principal.Account(name);
            boolean ends = holds(subject.id(), account).anyMatch(what -> what instanceof Hold.Access.Everything);
            if (ends && !context.links().containsKey(subject.id())) {
                continue;
            }
            for (Entitlement entitlement : entitlements(rolesHere(subject))) {
                if (!isTaken(entitlement, holds(subject.id(), account).toList())) {
                    found.add(new Grant(account, entitlement));
                }
            }
        }
        for (AppRoleDefinition definition : snapshot.policy().policy().appRoles()) {
            var principal = new Principal.AppRole(definition.name());
            for (Entitlement entitlement : definition.gives()) {
                if (!isTaken(entitlement, holds(null, principal).toList())) {
                    found.add(new Grant(principal, entitlement));
                }
            }
        }
        return found;
    }

    /** Everything that a subject can do in the end, AppRoles resolved, as plain (kind, action, resource) texts. */
    Set<String> effective(SubjectId subject) {
        Subject who = snapshot.directory().subjects().get(subject);
        AccountName name = who == null ? null : account(who);
        var can = new HashSet<String>();
        var principals = new HashSet<Principal>();
        if (name != null) {
            principals.add(new Principal.Account(name));
        }
        Set<Grant> grants = grants();
        for (int before = -1; before != principals.size(); ) {
            before = principals.size();
            for (Grant grant : grants) {
                if (principals.contains(grant.principal())) {
                    grant.entitlement().memberOf().map(Principal.AppRole::new).ifPresent(principals::add);
                }
            }
        }
        grants.stream()
                .filter(grant -> principals.contains(grant.principal()))
                .filter(grant -> grant.entitlement().effect() == Effect.ALLOW)
                .forEach(grant -> ALL_RESOURCES.stream()
                        .filter(matching(grant.entitlement()))
                        .forEach(resource -> can.add(grant.entitlement().kind() + ":" + resource + " "
                                + grant.entitlement().action())));
        return can;
    }

    @Nullable
    AccountName account(Subject subject) {
        AccountName link = context.links().get(subject.id());
        if (link != null) {
            return claims(link, context.links().keySet()) == 1 ? link : null;
        }
        String username = subject.attributes().get(Subject.USERNAME);
        if (username == null || !subject.state().mayHold() || ungated(subject).isEmpty()) {
            return null;
        }
        AccountName name = AccountName.of(username);
        boolean shared = snapshot.directory().subjects().values().stream()
                .filter(other ->
                        !other.id().equals(subject.id()) && other.state().mayHold())
                .filter(other -> !context.links().containsKey(other.id()))
                .filter(other -> username.equals(other.attributes().get(Subject.USERNAME)))
                .anyMatch(other -> !ungated(other).isEmpty());
        boolean taken =
                context.links().containsValue(name) || context.tombstones().contains(name);
        return shared || taken ? null : name;
    }

    private long claims(AccountName name, Set<SubjectId> subjects) {
        return subjects.stream()
                .filter(subject -> name.equals(context.links().get(subject)))
                .count();
    }

    /** What the subject would get here if nothing stood against it. */
    private Set<Entitlement> ungated(Subject subject) {
        return entitlements(closure(named(subject, where -> where.matches(here)), Set.of()));
    }

    private Set<Entitlement> entitlements(Set<RoleId> roles) {
        var found = new HashSet<Entitlement>();
        for (Role role : snapshot.policy().policy().roles()) {
            for (Clause clause : role.gives()) {
                if (roles.contains(role.id()) && clause.where().matches(here)) {
                    found.addAll(clause.entitlements());
                }
            }
        }
        return found;
    }

    Set<RoleId> rolesHere(Subject subject) {
        var cut = new HashSet<>(refused(subject));
        AccountName name = account(subject);
        holds(subject.id(), name == null ? null : new Principal.Account(name)).forEach(what -> {
            if (what instanceof Hold.Access.OfRole held) {
                cut.add(held.role());
            }
        });
        return closure(named(subject, where -> where.matches(here)), cut);
    }

    private Set<RoleId> refused(Subject subject) {
        var refused = new HashSet<RoleId>();
        Set<RoleId> all = closure(named(subject, where -> true), Set.of());
        for (Constraint constraint : snapshot.policy().policy().constraints()) {
            Set<RoleId> had = new HashSet<>(constraint.roles());
            had.retainAll(all);
            boolean waived = snapshot.waivers().stream()
                    .anyMatch(waiver -> waiver.constraint().equals(constraint.id())
                            && waiver.subject().equals(subject.id())
                            && waiver.validity().includes(snapshot.asOf()));
            if (constraint.effect() == Constraint.Enforcement.ENFORCE && !waived && had.size() > constraint.atMost()) {
                had.removeIf(role -> snapshot.verifiedRoles().contains(new RoleHolding(subject.id(), role)));
                refused.addAll(had);
            }
        }
        return refused;
    }

    private Set<RoleId> named(Subject subject, Predicate<Selector> where) {
        var named = new HashSet<RoleId>();
        Set<GroupId> groups = groups(subject.id());
        for (Mapping mapping : snapshot.policy().policy().mappings()) {
            if (where.test(mapping.where())
                    && mapping.validity().includes(snapshot.asOf())
                    && groups.contains(GroupId.of(mapping.group().name()))) {
                named.add(mapping.role());
            }
        }
        for (Assignment assignment : snapshot.assignments()) {
            if (where.test(assignment.where())
                    && assignment.validity().includes(snapshot.asOf())
                    && assignment.subject().equals(subject.id())
                    && assignment.tenure() == subject.tenure()) {
                named.add(assignment.role());
            }
        }
        return named;
    }

    private Set<GroupId> groups(SubjectId subject) {
        var in = new HashSet<GroupId>();
        for (int before = -1; before != in.size(); ) {
            before = in.size();
            for (Group group : snapshot.directory().groups().values()) {
                if (group.subjects().contains(subject)
                        || group.groups().stream().anyMatch(in::contains)) {
                    in.add(group.id());
                }
            }
        }
        return in;
    }

    private Set<RoleId> closure(Set<RoleId> start, Set<RoleId> cut) {
        var reached = new HashSet<>(start);
        reached.removeAll(cut);
        for (int before = -1; before != reached.size(); ) {
            before = reached.size();
            for (Role role : snapshot.policy().policy().roles()) {
                if (reached.contains(role.id())) {
                    role.includes().stream().filter(next -> !cut.contains(next)).forEach(reached::add);
                }
            }
        }
        return reached;
    }

    private Stream<Hold.Access> holds(@Nullable SubjectId subject, @Nullable Principal principal) {
        return snapshot.holds().stream()
                .filter(hold -> hold.until() == null || hold.until().isAfter(snapshot.asOf()))
                .filter(hold -> hold.where().matches(here))
                .filter(hold -> switch (hold.who()) {
                    case Hold.Party.OfSubject who -> who.subject().equals(subject);
                    case Hold.Party.OfPrincipal who ->
                        who.deployment().equals(here.id()) && who.principal().equals(principal);
                })
                .map(Hold::what);
    }

    private boolean isTaken(Entitlement entitlement, List<Hold.Access> holds) {
        if (entitlement.effect() == Effect.DENY) {
            return false;
        }
        return holds.stream().anyMatch(what -> switch (what) {
            case Hold.Access.Everything ignored -> true;
            case Hold.Access.OfRole ignored -> false;
            case Hold.Access.OfEntitlement held ->
                reachable(entitlement).stream().anyMatch(each -> overlap(held.entitlement(), each));
        });
    }

    private Set<Entitlement> reachable(Entitlement entitlement) {
        var all = new HashSet<Entitlement>();
        all.add(entitlement);
        for (int before = -1; before != all.size(); ) {
            before = all.size();
            Set<Entitlement> now = Set.copyOf(all);
            snapshot.policy().policy().appRoles().stream()
                    .filter(definition ->
                            now.stream().anyMatch(each -> each.memberOf().equals(Optional.of(definition.name()))))
                    .forEach(definition -> all.addAll(definition.gives()));
        }
        return all;
    }

    private static boolean overlap(Entitlement held, Entitlement other) {
        return held.kind().equals(other.kind())
                && Objects.equals(held.action(), other.action())
                && held.effect() == other.effect()
                && ALL_RESOURCES.stream().anyMatch(matching(held).and(matching(other)));
    }

    static Predicate<String> matching(Entitlement entitlement) {
        String regex = Stream.of(entitlement.resource().split("", -1))
                .map(c -> c.equals("*") && entitlement.pattern() ? ".*" : Pattern.quote(c))
                .collect(Collectors.joining());
        return Pattern.compile(regex, Pattern.DOTALL).asMatchPredicate();
    }

    private static List<String> resources() {
        return Stream.iterate(
                        List.of(""),
                        shorter -> shorter.stream()
                                .flatMap(text -> Stream.of(text + "a", text + "b"))
                                .toList())
                .limit(5)
                .flatMap(List::stream)
                .collect(Collectors.collectingAndThen(Collectors.toList(), all -> {
                    all.addAll(List.of("x", "y", "z"));
                    return all;
                }));
    }
}
