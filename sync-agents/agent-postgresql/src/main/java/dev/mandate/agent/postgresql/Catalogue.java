package dev.mandate.agent.postgresql;

import dev.mandate.agent.api.Spelling;
import dev.mandate.model.access.Principal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a {@link CatalogueReader} found, in the server's own terms. */
final class Catalogue {
    /** The role that {@code initdb} made. */
    static final long BOOTSTRAP = 10;

    /** Stands for PUBLIC in access lists. */
    static final long PUBLIC = 0;

    /**
     * @param usable whether the agent has this role's privileges without further ado, and so may act as this grantor
     * @param settable whether the agent may SET ROLE to it
     */
    record Role(
            long oid,
            String name,
            boolean superuser,
            boolean login,
            boolean createRole,
            boolean createDatabase,
            boolean replication,
            boolean bypassRls,
            boolean usable,
            boolean settable) {
        /** One of those that PostgreSQL ships; nobody can make others of this prefix. */
        boolean predefined() {
            return name.startsWith("pg_");
        }
    }

    /** One grantor's grant of {@code role} to {@code member}. */
    record Membership(long role, long member, long grantor, boolean admin, boolean inherit, boolean set) {}

    /**
     * Something with an access list.
     *
     * @param database where it is; null if it is shared by the cluster
     * @param resource its canonical spelling
     * @param sql what follows ON in a GRANT, without the keyword
     * @param column the quoted column, for a column
     * @param implicit whether nobody ever changed its list, so that it is the built-in default
     * @param system whether it came with PostgreSQL
     */
    record Item(
            Securable kind,
            @Nullable String database,
            String resource,
            String sql,
            @Nullable String column,
            long owner,
            boolean implicit,
            boolean system,
            List<Privilege> privileges) {}

    record Privilege(long grantor, long grantee, String action, boolean grantable) {}

    private final Map<Long, Role> roles = new HashMap<>();
    private final Map<String, Role> rolesByName = new HashMap<>();
    private final List<Membership> memberships = new ArrayList<>();
    private final Map<Securable, Map<String, Item>> items = new EnumMap<>(Securable.class);

    void add(Role role) {
        roles.put(role.oid(), role);
        rolesByName.put(role.name(), role);
    }

    void add(Membership membership) {
        memberships.add(membership);
    }

    /** The item of this kind and spelling, made by {@code item} if it is new. */
    Item item(Item item) {
        return items.computeIfAbsent(item.kind(), kind -> new HashMap<>()).computeIfAbsent(item.resource(), r -> item);
    }

    Collection<Role> roles() {
        return roles.values();
    }

    Optional<Role> role(long oid) {
        return Optional.ofNullable(roles.get(oid));
    }

    Optional<Role> role(String name) {
        return Optional.ofNullable(rolesByName.get(name));
    }

    /** Of those principals that exist; whether as account or as AppRole is not looked at. */
    Set<Long> oids(Collection<Principal> principals) {
        var oids = new HashSet<Long>();
        for (Principal principal : principals) {
            switch (principal) {
                case Principal.Account account -> add(account.name().value(), oids);
                case Principal.AppRole role -> add(role.name().value(), oids);
                case Principal.Anyone ignored -> oids.add(PUBLIC);
                case Principal.ExternalGroup ignored -> {}
            }
        }
        return oids;
    }

    private void add(String spelled, Set<Long> oids) {
        role(Spelling.unspell(spelled)).ifPresent(role -> oids.add(role.oid()));
    }

    List<Membership> memberships() {
        return memberships;
    }

    Collection<Item> items(Securable kind) {
        return items.getOrDefault(kind, Map.of()).values();
    }

    Optional<Item> item(Securable kind, String resource) {
        return Optional.ofNullable(items.getOrDefault(kind, Map.of()).get(resource));
    }
}
