package dev.mandate.agent.opensearch;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.Spelling;
import dev.mandate.model.access.Effect;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.plan.Outcome.Rejected;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a role gives, in the words of the model. Entries that differ only in their terms are one entitlement. */
final class Content {
    static final String BACKEND_ROLE = "backend-role";

    private static final String INDEX = "index";
    private static final String LIMIT = "index-limit";
    private static final String CLUSTER = "cluster";
    private static final String TENANT = "tenant";
    private static final String ACTION = "-action";
    private static final String ON = " on ";

    private static final Set<String> INDEX_GROUPS = Set.of(
            "read",
            "write",
            "get",
            "search",
            "suggest",
            "index",
            "delete",
            "crud",
            "create_index",
            "data_access",
            "manage",
            "manage_aliases",
            "manage_data_streams",
            "indices_monitor",
            "indices_all",
            "unlimited");
    private static final Set<String> TENANT_GROUPS = Set.of("kibana_all_read", "kibana_all_write");

    private Content() {}

    /** Everything that a role gives. */
    static Set<Entitlement> of(StoredRole role) {
        var all = new HashSet<Entitlement>();
        role.cluster().forEach(permission -> all.add(entitlement(CLUSTER, permission, null, null)));
        all.addAll(of(INDEX, INDEX_GROUPS, role.index()));
        all.addAll(of(TENANT, TENANT_GROUPS, role.tenant()));
        return all;
    }

    private static Set<Entitlement> of(String kind, Set<String> groups, Set<Permission> permissions) {
        var terms = new java.util.HashMap<Map.Entry<String, String>, SortedSet<Terms>>();
        for (Permission one : permissions) {
            terms.computeIfAbsent(Map.entry(one.pattern(), one.action()), ignored -> new TreeSet<>())
                    .add(one.terms());
        }
        var all = new HashSet<Entitlement>();
        terms.forEach((what, given) -> {
            String pattern = what.getKey();
            String action = what.getValue();
            String condition = Terms.condition(given);
            if (action.isEmpty()) {
                all.add(entitlement(LIMIT, pattern, null, condition));
            } else if (groups.contains(action)) {
                all.add(entitlement(kind, pattern, action, condition));
            } else if (action.contains(ON)) {
                throw unusable(action, "it contains '" + ON + "'");
            } else {
                all.add(entitlement(kind + ACTION, action + ON + pattern, null, condition));
            }
        });
        return all;
    }

    private static Entitlement entitlement(
            String kind, String resource, @Nullable String action, @Nullable String condition) {
        try {
            return new Entitlement(
                    kind, Spelling.spell(resource), false, action, Effect.ALLOW, condition, new TreeMap<>());
        } catch (IllegalArgumentException e) {
            throw unusable(resource, String.valueOf(e.getMessage()));
        }
    }

    private static AgentException unusable(String name, String why) {
        return new AgentException(
                ErrorCode.INCOMPLETE_READ,
                "permission '" + name.replaceAll("\\p{Cntrl}", "?") + "' of a role cannot be governed: " + why
                        + "; change it in OpenSearch");
    }

    /** Why a role cannot have this, whatever else it has. */
    static Optional<Rejected> refusal(Entitlement entitlement) {
        if (!Spelling.spell(Spelling.unspell(entitlement.resource())).equals(entitlement.resource())) {
            return unknown("the resource of " + entitlement + " is spelled '"
                    + Spelling.spell(Spelling.unspell(entitlement.resource())) + "'");
        }
        try {
            SortedSet<Terms> terms = Terms.parse(entitlement.condition());
            if (entitlement.kind().equals(CLUSTER)) {
                return entitlement.action() == null && entitlement.condition() == null
                        ? Optional.empty()
                        : unknown("a cluster permission has neither action nor condition: " + entitlement);
            }
            boolean known = permissions(entitlement).stream()
                    .allMatch(one -> of(
                                    entitlement.kind().startsWith(TENANT) ? TENANT : INDEX,
                                    entitlement.kind().startsWith(TENANT) ? TENANT_GROUPS : INDEX_GROUPS,
                                    Set.of(one))
                            .iterator()
                            .next()
                            .key()
                            .equals(entitlement.key()));
            if (!known) {
                return unknown("a standard action group is written KIND:PATTERN GROUP, anything else"
                        + " KIND-action:\"ACTION on PATTERN\"; so not " + entitlement);
            }
            if (entitlement.kind().startsWith(TENANT) && entitlement.condition() != null) {
                return unknown("a tenant permission has no condition: " + entitlement);
            }
            return entitlement.kind().equals(LIMIT) && terms.contains(Terms.NONE)
                    ? unknown(entitlement + " limits nothing without a condition")
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return unknown(String.valueOf(e.getMessage()));
        }
    }

    /** The role with this entitlement, whatever it had in its place. */
    static StoredRole with(StoredRole role, Entitlement entitlement) {
        StoredRole less = without(role, entitlement);
        return switch (entitlement.kind()) {
            case CLUSTER -> {
                var more = new HashSet<>(less.cluster());
                more.add(Spelling.unspell(entitlement.resource()));
                yield new StoredRole(more, less.index(), less.tenant(), less.reserved());
            }
            case TENANT, TENANT + ACTION ->
                new StoredRole(less.cluster(), less.index(), joined(less.tenant(), entitlement), less.reserved());
            default ->
                new StoredRole(less.cluster(), joined(less.index(), entitlement), less.tenant(), less.reserved());
        };
    }

    /** The role without anything of this key. */
    static StoredRole without(StoredRole role, Entitlement entitlement) {
        Set<Permission> some = entitlement.kind().equals(CLUSTER) ? Set.of() : permissions(entitlement);
        return switch (entitlement.kind()) {
            case CLUSTER -> {
                var less = new HashSet<>(role.cluster());
                less.remove(Spelling.unspell(entitlement.resource()));
                yield new StoredRole(less, role.index(), role.tenant(), role.reserved());
            }
            case TENANT, TENANT + ACTION ->
                new StoredRole(role.cluster(), role.index(), without(role.tenant(), some), role.reserved());
            default -> new StoredRole(role.cluster(), without(role.index(), some), role.tenant(), role.reserved());
        };
    }

    private static Set<Permission> joined(Set<Permission> permissions, Entitlement entitlement) {
        var more = new HashSet<>(permissions);
        more.addAll(permissions(entitlement));
        return more;
    }

    private static Set<Permission> without(Set<Permission> permissions, Set<Permission> some) {
        Permission one = some.iterator().next();
        return permissions.stream()
                .filter(other -> !other.pattern().equals(one.pattern())
                        || !other.action().equals(one.action()))
                .collect(Collectors.toSet());
    }

    private static Set<Permission> permissions(Entitlement entitlement) {
        String resource = Spelling.unspell(entitlement.resource());
        String pattern = resource;
        String action = String.valueOf(entitlement.action());
        if (entitlement.kind().equals(LIMIT)) {
            action = "";
        } else if (entitlement.kind().endsWith(ACTION)) {
            int on = resource.indexOf(ON);
            if (on < 1 || on + ON.length() == resource.length()) {
                throw new IllegalArgumentException(
                        entitlement + " must be ACTION on PATTERN, such as \"indices:data/read/get on sales-*\"");
            }
            action = resource.substring(0, on);
            pattern = resource.substring(on + ON.length());
        } else if (!List.of(INDEX, TENANT).contains(entitlement.kind())) {
            throw new IllegalArgumentException("an OpenSearch role does not hold " + entitlement);
        }
        String of = pattern;
        String what = action;
        return Terms.parse(entitlement.condition()).stream()
                .map(terms -> new Permission(of, what, terms))
                .collect(Collectors.toSet());
    }

    private static Optional<Rejected> unknown(String why) {
        return Optional.of(new Rejected(Rejected.UNKNOWN_ON_TARGET, why));
    }
}
