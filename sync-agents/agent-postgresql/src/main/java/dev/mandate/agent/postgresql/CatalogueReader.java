package dev.mandate.agent.postgresql;

import dev.mandate.agent.api.Spelling;
import dev.mandate.agent.postgresql.Catalogue.Item;
import dev.mandate.agent.postgresql.Catalogue.Membership;
import dev.mandate.agent.postgresql.Catalogue.Privilege;
import dev.mandate.agent.postgresql.Catalogue.Role;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the catalogue by a few set queries, within the transaction of the caller.
 *
 * @param sixteen whether memberships have their own inherit and set options
 * @param qualified whether the spelling of objects starts with their database
 */
record CatalogueReader(boolean sixteen, boolean qualified) {
    private static final int FETCH = 10_000;

    /**
     * What to read.
     *
     * @param principals oids of roles whose privileges and memberships are wanted; null means everybody's
     * @param listed sorts of objects to list even where nobody wanted holds anything
     */
    record Wanted(@Nullable Set<Long> principals, Set<Securable> listed) {
        private String among(String column) {
            return principals == null ? "true" : column + " = ANY ('{" + joined(principals) + "}'::oid[])";
        }

        private static String joined(Collection<Long> oids) {
            return oids.stream().map(String::valueOf).collect(Collectors.joining(","));
        }
    }

    void roles(Connection connection, Catalogue into) throws SQLException {
        String set = sixteen ? "SET" : "MEMBER";
        query(
                connection,
                """
                SELECT oid, rolname, rolsuper, rolcanlogin, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls,
                       pg_has_role(oid, 'USAGE'), pg_has_role(oid, '%s')
                FROM pg_catalog.pg_roles""".formatted(set),
                row -> into.add(new Role(
                        row.getLong(1),
                        row.getString(2),
                        row.getBoolean(3),
                        row.getBoolean(4),
                        row.getBoolean(5),
                        row.getBoolean(6),
                        row.getBoolean(7),
                        row.getBoolean(8),
                        row.getBoolean(9),
                        row.getBoolean(10))));
    }

    void memberships(Connection connection, Wanted wanted, Catalogue into) throws SQLException {
        query(
                connection,
                "SELECT roleid, member, grantor, admin_option, "
                        + (sixteen ? "inherit_option, set_option" : "true, true")
                        + " FROM pg_catalog.pg_auth_members WHERE " + wanted.among("member") + " OR "
                        + wanted.among("roleid"),
                row -> into.add(new Membership(
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getBoolean(4),
                        row.getBoolean(5),
                        row.getBoolean(6))));
    }

    /** Privileges on the databases of the cluster, whichever the connection is to. */
    void databases(Connection connection, Wanted wanted, Catalogue into) throws SQLException {
        objects(
                connection,
                Queries.DATABASE,
                wanted,
                row -> {
                    String name = row.getString(1);
                    return new Item(
                            Securable.DATABASE,
                            null,
                            Spelling.spell(name),
                            SqlNames.quote(name),
                            null,
                            row.getLong(4),
                            row.getBoolean(5),
                            row.getBoolean(6),
                            new ArrayList<>());
                },
                into);
    }

    /** Everything that lives inside {@code database}, to which the connection is. */
    void objects(Connection connection, String database, Wanted wanted, Catalogue into) throws SQLException {
        for (Queries.OfObjects query : Queries.IN_DATABASE) {
            objects(connection, query, wanted, row -> item(query.kind(), database, row), into);
        }
        objects(connection, Queries.DEFAULTS, wanted, row -> defaults(database, row, into), into);
    }

    private Item item(Securable kind, String database, ResultSet row) throws SQLException {
        String schema = row.getString(1);
        String name = row.getString(2);
        String detail = row.getString(3);
        return new Item(
                kind,
                database,
                switch (kind) {
                    case SCHEMA -> spelled(database, schema);
                    case COLUMN -> spelled(database, schema, name, detail);
                    case FUNCTION -> spelled(database, schema, name) + "(" + Spelling.spell(detail) + ")";
                    default -> spelled(database, schema, name);
                },
                switch (kind) {
                    case SCHEMA -> SqlNames.quote(schema);
                    case FUNCTION -> SqlNames.quote(schema) + "." + SqlNames.quote(name) + "(" + detail + ")";
                    default -> SqlNames.quote(schema) + "." + SqlNames.quote(name);
                },
                kind == Securable.COLUMN ? SqlNames.quote(detail) : null,
                row.getLong(4),
                row.getBoolean(5),
                row.getBoolean(6),
                new ArrayList<>());
    }

    private Item defaults(String database, ResultSet row, Catalogue roles) throws SQLException {
        long creator = row.getLong(4);
        String name = roles.role(creator).map(Role::name).orElse("oid " + creator);
        return defaults(Securable.ofDefault(row.getString(3)), database, name, row.getString(1), creator);
    }

    /** The default privileges of {@code creator} in {@code schema}, or in all of them if that is null. */
    Item defaults(Securable kind, String database, String creator, @Nullable String schema, long oid) {
        return new Item(
                kind,
                database,
                schema == null ? spelled(database, creator) : spelled(database, creator, schema),
                "FOR ROLE " + SqlNames.quote(creator) + (schema == null ? "" : " IN SCHEMA " + SqlNames.quote(schema)),
                null,
                oid,
                false,
                false,
                new ArrayList<>());
    }

    /** As policy names it; empty if the creator or the schema does not exist. */
    Optional<Item> defaults(Securable kind, String database, String resource, Catalogue known) {
        List<String> parts = new ArrayList<>(SqlNames.split(resource));
        if (qualified && !parts.removeFirst().equals(database)) {
            return Optional.empty();
        }
        Optional<Role> creator = parts.isEmpty() ? Optional.empty() : known.role(parts.getFirst());
        if (creator.isEmpty() || parts.size() > 2) {
            return Optional.empty();
        }
        String schema = parts.size() == 2 ? parts.get(1) : null;
        if (schema != null
                && known.item(Securable.SCHEMA, spelled(database, schema)).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(defaults(
                kind, database, creator.get().name(), schema, creator.get().oid()));
    }

    private String spelled(String database, String... names) {
        return (qualified ? SqlNames.part(database) + "." : "") + SqlNames.join(names);
    }

    private void objects(Connection connection, Queries.OfObjects query, Wanted wanted, ItemOf itemOf, Catalogue into)
            throws SQLException {
        boolean list = wanted.listed().contains(query.kind());
        query(connection, query.sql(list, wanted.among("x.grantee")), row -> {
            Item item = into.item(itemOf.read(row));
            String action = row.getString(9);
            if (action != null) {
                item.privileges()
                        .add(new Privilege(row.getLong(7), row.getLong(8), action.intern(), row.getBoolean(10)));
            }
        });
    }

    private static void query(Connection connection, String sql, RowReader reader) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(FETCH);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        }
    }

    @FunctionalInterface
    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    @FunctionalInterface
    private interface ItemOf {
        Item read(ResultSet row) throws SQLException;
    }
}
