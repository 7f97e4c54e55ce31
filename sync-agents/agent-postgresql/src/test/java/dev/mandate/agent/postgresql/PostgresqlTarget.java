package dev.mandate.agent.postgresql;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.Spelling;
import dev.mandate.agent.testkit.ContractTarget;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Vocabulary;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** A database with one of everything, governed by an agent that is no superuser. */
final class PostgresqlTarget implements ContractTarget, AutoCloseable {
    private static final String DATABASE = "shop";

    private final TestServer server;

    PostgresqlTarget(TestServer server) {
        this.server = server;
        server.run(
                "postgres",
                "CREATE ROLE mandate LOGIN CREATEROLE PASSWORD '" + TestServer.PASSWORD + "'",
                "CREATE ROLE owner NOLOGIN",
                "GRANT owner TO mandate",
                "GRANT pg_signal_backend TO mandate",
                "CREATE ROLE bystander LOGIN PASSWORD 'secret'",
                "CREATE DATABASE shop OWNER owner");
        server.run(
                DATABASE,
                "SET ROLE owner",
                "CREATE SCHEMA curated",
                "CREATE TABLE curated.orders (id int, total numeric)",
                "CREATE TABLE curated.\"Odd.Name\" (\"a \"\"b\" int)",
                "CREATE VIEW curated.recent AS SELECT * FROM curated.orders",
                "CREATE FUNCTION curated.f(integer, text) RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "CREATE SEQUENCE curated.numbers",
                "GRANT SELECT ON curated.orders TO bystander, PUBLIC");
    }

    @Override
    public Agent open() {
        return new PostgresqlType().open(server.connection("mandate", Map.of("database", DATABASE)));
    }

    @Override
    public Agent open(InetSocketAddress address) {
        return new PostgresqlType()
                .open(server.connection(
                        "mandate", Map.of("database", DATABASE, "port", String.valueOf(address.getPort()))));
    }

    @Override
    public Optional<InetSocketAddress> address() {
        return Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    }

    @Override
    public Vocabulary vocabulary() {
        try (Agent agent = open()) {
            return new PostgresqlType()
                    .vocabularies()
                    .vocabulary(agent.profile().release());
        }
    }

    @Override
    public List<Entitlement> contents() {
        return List.of(
                EntitlementText.parse("database:shop CONNECT"),
                EntitlementText.parse("schema:curated USAGE"),
                EntitlementText.parse("table:curated.orders SELECT"),
                EntitlementText.parse("table:curated.recent SELECT;grantable=true"),
                EntitlementText.parse("table:\"curated.\\\"Odd.Name\\\"\" UPDATE"),
                EntitlementText.parse("column:\"curated.\\\"Odd.Name\\\".\\\"a \\\"\\\"b\\\"\" SELECT"),
                EntitlementText.parse("column:curated.orders.total UPDATE"),
                EntitlementText.parse("sequence:curated.numbers USAGE"),
                EntitlementText.parse("function:\"curated.f(integer, text)\" EXECUTE"),
                EntitlementText.parse("default-table:owner.curated SELECT"),
                EntitlementText.parse("default-function:owner EXECUTE"),
                EntitlementText.parse("schema:curated CREATE"),
                EntitlementText.parse("table:curated.orders DELETE"));
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
        server.run(DATABASE, sql(grant, "GRANT", "TO"));
    }

    @Override
    public void take(Grant grant) {
        server.run(DATABASE, sql(grant, "REVOKE", "FROM"));
    }

    /** Written by hand, so that the agent's own SQL is not its judge. */
    private static String sql(Grant grant, String verb, String to) {
        String name = " " + to + " " + SqlNames.quote(NameRules.roleName(grant.principal()));
        String option = verb.equals("GRANT") && !grant.entitlement().options().isEmpty() ? " WITH GRANT OPTION" : "";
        Entitlement e = grant.entitlement();
        String on = switch (e.toString()) {
            case "database:shop CONNECT" -> "CONNECT ON DATABASE shop";
            case "schema:curated USAGE" -> "USAGE ON SCHEMA curated";
            case "schema:curated CREATE" -> "CREATE ON SCHEMA curated";
            case "table:curated.orders SELECT" -> "SELECT ON curated.orders";
            case "table:curated.orders DELETE" -> "DELETE ON curated.orders";
            case "table:curated.recent SELECT;grantable=true" -> "SELECT ON curated.recent";
            case "table:\"curated.\\\"Odd.Name\\\"\" UPDATE" -> "UPDATE ON curated.\"Odd.Name\"";
            case "column:\"curated.\\\"Odd.Name\\\".\\\"a \\\"\\\"b\\\"\" SELECT" ->
                "SELECT (\"a \"\"b\") ON curated.\"Odd.Name\"";
            case "column:curated.orders.total UPDATE" -> "UPDATE (total) ON curated.orders";
            case "sequence:curated.numbers USAGE" -> "USAGE ON SEQUENCE curated.numbers";
            case "function:\"curated.f(integer, text)\" EXECUTE" -> "EXECUTE ON FUNCTION curated.f(integer, text)";
            case "default-table:owner.curated SELECT" -> "SELECT ON TABLES";
            case "default-function:owner EXECUTE" -> "EXECUTE ON FUNCTIONS";
            default -> SqlNames.quote(e.resource());
        };
        String defaults = switch (e.kind()) {
            case "default-table" -> "ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA curated ";
            case "default-function" -> "ALTER DEFAULT PRIVILEGES FOR ROLE owner ";
            default -> "";
        };
        String as = e.kind().equals(Entitlement.ROLE_KIND) ? "SET ROLE mandate; " : "";
        return as + defaults + verb + " " + on + name + option + "; RESET ROLE";
    }

    /** As the superuser: what a role administers slows down each CREATE ROLE of its own from 16 on. */
    @Override
    public void load(int accounts, int appRoles, int each) {
        server.run(DATABASE, """
                DO $$ BEGIN
                  FOR i IN 0..%2$d - 1 LOOP EXECUTE 'CREATE ROLE "contract-load-role-' || i || '"'; END LOOP;
                  FOR i IN 0..%1$d - 1 LOOP EXECUTE 'CREATE ROLE "contract-load-' || i || '" LOGIN'; END LOOP;
                END $$""".formatted(accounts, appRoles), """
                DO $$ DECLARE members text; BEGIN
                  FOR r IN 0..%2$d - 1 LOOP
                    SELECT string_agg('"contract-load-' || i || '"', ', ') INTO members
                      FROM generate_series(0, %1$d - 1) i WHERE (r - i %% %2$d + %2$d) %% %2$d < %3$d;
                    EXECUTE 'GRANT "contract-load-role-' || r || '" TO ' || members;
                  END LOOP;
                END $$""".formatted(accounts, appRoles, each));
    }

    /** In the catalogue itself: DROP ROLE would lock, and look everywhere for, each of them. */
    @Override
    public void unload() {
        server.run(
                DATABASE,
                "DELETE FROM pg_auth_members WHERE roleid::regrole::text LIKE '\"contract-load-%'"
                        + " OR member::regrole::text LIKE '\"contract-load-%'",
                "DELETE FROM pg_authid WHERE rolname LIKE 'contract-load-%'");
    }

    @Override
    public SortedSet<String> dump() {
        var lines = new TreeSet<String>();
        for (String query : List.of(
                "SELECT 'role', rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolbypassrls,"
                        + " rolvaliduntil, rolpassword FROM pg_authid",
                "SELECT 'member', m.member::regrole, to_jsonb(m) - 'oid' - 'member' - 'roleid' - 'grantor',"
                        + " m.roleid::regrole, m.grantor::regrole FROM pg_auth_members m",
                "SELECT 'database', datname, unnest(datacl) FROM pg_database",
                "SELECT 'schema', nspname, unnest(nspacl) FROM pg_namespace",
                "SELECT 'relation', oid::regclass, unnest(relacl) FROM pg_class",
                "SELECT 'column', attrelid::regclass, attname, unnest(attacl) FROM pg_attribute",
                "SELECT 'function', oid::regprocedure, unnest(proacl) FROM pg_proc",
                "SELECT 'default', defaclrole::regrole, defaclnamespace, defaclobjtype, unnest(defaclacl)"
                        + " FROM pg_default_acl",
                "SELECT 'setting', setrole::regrole, setconfig FROM pg_db_role_setting")) {
            lines.addAll(server.rows(DATABASE, query));
        }
        // The first grant on an object writes its owner's own rights down, which changes nothing.
        lines.removeIf(line -> line.contains("owner=") && line.endsWith("/owner"));
        lines.removeIf(line -> line.matches("(database|function|default)\\|.*\\|=[A-Za-z]+/owner"));
        return lines;
    }

    /** To another database than the agent's. */
    @Override
    public Session signIn(AccountName account) {
        String role = Spelling.unspell(account.value());
        server.run("postgres", "ALTER ROLE " + SqlNames.quote(role) + " PASSWORD 'x'");
        return server.session("postgres", role, "x");
    }

    @Override
    public boolean hasUsablePassword(AccountName account) {
        return !server.rows(
                        "postgres",
                        "SELECT 1 FROM pg_authid WHERE rolpassword IS NOT NULL AND rolname = '"
                                + account.value().replace("'", "''") + "'")
                .isEmpty();
    }

    @Override
    public void close() {
        server.close();
    }
}
