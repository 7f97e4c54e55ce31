package dev.mandate.agent.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.Spelling;
import dev.mandate.agent.testkit.ContractTarget;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Vocabulary;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;

/** A keyspace with one of everything, governed by an agent that is no superuser. */
final class CassandraTarget implements ContractTarget {
    private static final int AT_ONCE = 500;

    private final CassandraServer server;

    CassandraTarget(CassandraServer server) {
        this.server = server;
        server.run(
                "CREATE KEYSPACE IF NOT EXISTS shop WITH replication ="
                        + " {'class': 'SimpleStrategy', 'replication_factor': 1}",
                "CREATE TABLE IF NOT EXISTS shop.orders (id int PRIMARY KEY, total int)",
                "CREATE TABLE IF NOT EXISTS shop.\"Odd\" (id int PRIMARY KEY)",
                "CREATE TYPE IF NOT EXISTS shop.address (street text)",
                "CREATE OR REPLACE FUNCTION shop.f(a int, b text) RETURNS NULL ON NULL INPUT RETURNS int LANGUAGE java"
                        + " AS 'return a;'",
                "CREATE OR REPLACE FUNCTION shop.\"Odd fn\"(a map<text, frozen<list<address>>>, b vector<float, 3>)"
                        + " RETURNS NULL ON NULL INPUT RETURNS int LANGUAGE java AS 'return 1;'",
                "CREATE ROLE IF NOT EXISTS bystander WITH LOGIN = true AND PASSWORD = '" + CassandraServer.PASSWORD
                        + "'",
                "GRANT SELECT ON shop.orders TO bystander");
        agentRole(server);
    }

    /** As docs/agents/cassandra.md says. */
    static void agentRole(CassandraServer server) {
        server.run(
                "CREATE ROLE IF NOT EXISTS mandate WITH LOGIN = true AND PASSWORD = '" + CassandraServer.PASSWORD + "'",
                "GRANT SELECT ON system_auth.roles TO mandate",
                "GRANT SELECT ON system_auth.role_permissions TO mandate",
                "GRANT SELECT ON system_views.settings TO mandate",
                "GRANT ALL ON ALL ROLES TO mandate",
                "GRANT ALL ON KEYSPACE shop TO mandate",
                "GRANT ALL ON ALL FUNCTIONS IN KEYSPACE shop TO mandate");
    }

    @Override
    public Agent open() {
        return open(server.address());
    }

    @Override
    public Agent open(InetSocketAddress address) {
        return new CassandraType().open(server.connection(CassandraServer.AGENT, address, Map.of()));
    }

    @Override
    public Optional<InetSocketAddress> address() {
        return Optional.of(server.address());
    }

    @Override
    public Vocabulary vocabulary() {
        try (Agent agent = open()) {
            return new CassandraType().vocabularies().vocabulary(agent.profile().release());
        }
    }

    /** With what follows GRANT, written by hand, so that the agent's own CQL is not its judge. */
    private static final Map<String, String> CONTENTS = new java.util.LinkedHashMap<>();

    static {
        CONTENTS.put("keyspace:shop SELECT", "SELECT ON KEYSPACE shop");
        CONTENTS.put("keyspace:shop CREATE", "CREATE ON KEYSPACE shop");
        CONTENTS.put("tables:shop MODIFY", "MODIFY ON ALL TABLES IN KEYSPACE shop");
        CONTENTS.put("table:shop.orders SELECT", "SELECT ON TABLE shop.orders");
        CONTENTS.put("table:shop.orders UNMASK", "UNMASK ON TABLE shop.orders");
        CONTENTS.put("table:shop.Odd MODIFY", "MODIFY ON shop.\"Odd\"");
        CONTENTS.put("functions:shop EXECUTE", "EXECUTE ON ALL FUNCTIONS IN KEYSPACE shop");
        CONTENTS.put("function:\"shop.f(int, text)\" EXECUTE", "EXECUTE ON FUNCTION shop.f(int, text)");
        CONTENTS.put(
                "function:\"shop.\\\"Odd fn\\\"(map<text, frozen<list<address>>>, vector<float, 3>)\" EXECUTE",
                "EXECUTE ON FUNCTION shop.\"Odd fn\"(map<text, frozen<list<address>>>, vector<float, 3>)");
        CONTENTS.put("on-role:bystander DESCRIBE", "DESCRIBE ON ROLE bystander");
        CONTENTS.put("all:roles DESCRIBE", "DESCRIBE ON ALL ROLES");
        CONTENTS.put("table:shop.orders MODIFY", "MODIFY ON shop.orders");
    }

    @Override
    public List<Entitlement> contents() {
        return CONTENTS.keySet().stream().map(EntitlementText::parse).toList();
    }

    @Override
    public Optional<Entitlement> deny() {
        return Optional.empty();
    }

    @Override
    public Optional<Entitlement> conditional() {
        return Optional.empty();
    }

    @Override
    public void give(Grant grant) {
        server.run("GRANT " + cql(grant.entitlement()) + " TO " + name(grant.principal()));
    }

    @Override
    public void take(Grant grant) {
        server.run("REVOKE " + cql(grant.entitlement()) + " FROM " + name(grant.principal()));
    }

    private static String cql(Entitlement entitlement) {
        return CONTENTS.getOrDefault(entitlement.toString(), Names.quote(entitlement.resource()));
    }

    private static String name(Principal principal) {
        return Names.quote(ChangeRules.roleName(principal));
    }

    /** Into the tables: each CREATE ROLE and GRANT would be several writes. */
    @Override
    public void load(int accounts, int appRoles, int each) {
        CqlSession session = server.superuser();
        PreparedStatement insert = session.prepare(
                "INSERT INTO system_auth.roles (role, can_login, is_superuser, member_of) VALUES (?, ?, false, ?)");
        var sent = new ArrayList<CompletionStage<AsyncResultSet>>();
        for (int i = 0; i < appRoles; i++) {
            sent.add(session.executeAsync(insert.bind("contract-load-role-" + i, false, Set.of())));
        }
        for (int i = 0; i < accounts; i++) {
            var memberOf = new HashSet<String>();
            for (int of = 0; of < each; of++) {
                memberOf.add("contract-load-role-" + (i + of) % appRoles);
            }
            sent.add(session.executeAsync(insert.bind("contract-load-" + i, true, memberOf)));
            settle(sent, AT_ONCE);
        }
        settle(sent, 1);
    }

    @Override
    public void unload() {
        CqlSession session = server.superuser();
        PreparedStatement delete = session.prepare("DELETE FROM system_auth.roles WHERE role = ?");
        var sent = new ArrayList<CompletionStage<AsyncResultSet>>();
        for (var row : session.execute("SELECT role FROM system_auth.roles")) {
            String role = String.valueOf(row.getString("role"));
            if (role.startsWith("contract-load-")) {
                sent.add(session.executeAsync(delete.bind(role)));
                settle(sent, AT_ONCE);
            }
        }
        settle(sent, 1);
    }

    private static void settle(List<CompletionStage<AsyncResultSet>> sent, int many) {
        if (sent.size() >= many) {
            sent.forEach(stage -> stage.toCompletableFuture().join());
            sent.clear();
        }
    }

    @Override
    public SortedSet<String> dump() {
        var lines = new TreeSet<String>();
        for (String table : List.of(
                "roles",
                "role_members",
                "role_permissions",
                "network_permissions",
                "cidr_permissions",
                "identity_to_role",
                "resource_role_permissons_index")) {
            server.rows("SELECT * FROM system_auth." + table).forEach(row -> lines.add(table + " " + row));
        }
        server.rows("SELECT keyspace_name, table_name FROM system_schema.tables")
                .forEach(row -> lines.add("table " + row));
        return lines;
    }

    @Override
    public boolean hasUsablePassword(AccountName account) {
        var row = server.superuser()
                .execute("SELECT salted_hash FROM system_auth.roles WHERE role = ?", Spelling.unspell(account.value()))
                .one();
        return row != null && row.getString("salted_hash") != null;
    }
}
