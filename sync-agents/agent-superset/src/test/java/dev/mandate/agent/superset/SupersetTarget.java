package dev.mandate.agent.superset;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.testkit.AgentContract;
import dev.mandate.agent.testkit.ContractTarget;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Vocabulary;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A real Superset, governed by an account with the 35 permissions that it needs. */
record SupersetTarget(SupersetServer server) implements ContractTarget {
    private static final String PAIRS = " FROM ab_permission_view v JOIN ab_permission a ON a.id = v.permission_id"
            + " JOIN ab_view_menu m ON m.id = v.view_menu_id";

    static final String ORDERS = "[warehouse].[orders](id:1)";
    static final String PAYROLL = "[warehouse].[payroll](id:2)";

    @Override
    public Agent open() {
        return open(server.address());
    }

    @Override
    public Agent open(InetSocketAddress address) {
        return new SupersetType().open(server.connection(SupersetServer.AGENT, address, Map.of()), Fixture.PACING);
    }

    @Override
    public Optional<InetSocketAddress> address() {
        return Optional.of(server.address());
    }

    @Override
    public boolean overHttp() {
        return true;
    }

    @Override
    public Vocabulary vocabulary() {
        return new SupersetType().vocabularies().vocabulary(Release.of("6.1.0"));
    }

    /** What a rule of the contract's name does to whom it filters. */
    static Entitlement filter(String rule, String clause, String... datasets) {
        return new Rule(0, rule, false, clause, null, new TreeSet<>(List.of(datasets)), java.util.Set.of()).filter();
    }

    @Override
    public List<Entitlement> contents() {
        return Stream.concat(
                        Stream.of(
                                        "permission:\"[warehouse].[orders](id:1)\" datasource_access",
                                        "permission:\"[warehouse].[postgres].[sales]\" schema_access",
                                        "permission:\"[warehouse].[postgres]\" catalog_access",
                                        "permission:\"[warehouse].(id:1)\" database_access",
                                        "permission:Dataset can_read",
                                        "permission:Dashboard can_write",
                                        "permission:\"[warehouse].[payroll](id:2)\" datasource_access")
                                .map(EntitlementText::parse),
                        Stream.of(
                                filter(AgentContract.MARK + "rule", "region = 'EU'", ORDERS, PAYROLL),
                                EntitlementText.parse("permission:all_query_access all_query_access")))
                .toList();
    }

    @Override
    public Optional<Entitlement> deny() {
        return Optional.empty();
    }

    @Override
    public Optional<Entitlement> conditional() {
        return Optional.of(filter(AgentContract.MARK + "condition", "region = 'eu'", ORDERS));
    }

    @Override
    public void give(Grant grant) {
        String what = grant.entitlement().resource();
        server.sql(
                switch (grant.principal()) {
                    case Principal.Account(var name)
                    when AppRoles.isGroup(what) ->
                        "INSERT INTO ab_user_group (id, user_id, group_id) SELECT nextval('ab_user_group_id_seq'), u.id, g.id"
                                + " FROM ab_user u, ab_group g WHERE u.username = " + quoted(name.value())
                                + " AND g.name = " + quoted(AppRoles.product(what));
                    case Principal.Account(var name) ->
                        "INSERT INTO ab_user_role (id, user_id, role_id) SELECT nextval('ab_user_role_id_seq'), u.id, r.id"
                                + " FROM ab_user u, ab_role r WHERE u.username = " + quoted(name.value())
                                + " AND r.name = " + quoted(what);
                    case Principal.AppRole(var name)
                    when AppRoles.isGroup(name.value()) ->
                        "INSERT INTO ab_group_role (id, group_id, role_id) SELECT nextval('ab_group_role_id_seq'), g.id, r.id"
                                + " FROM ab_group g, ab_role r WHERE g.name = " + quoted(AppRoles.product(name.value()))
                                + " AND r.name = " + quoted(what);
                    case Principal.AppRole(var name)
                    when grant.entitlement().kind().equals(Rule.FILTER) ->
                        "INSERT INTO rls_filter_roles (id, role_id, rls_filter_id)"
                                + " SELECT nextval('rls_filter_roles_id_seq'), r.id, f.id"
                                + " FROM ab_role r, row_level_security_filters f WHERE r.name = " + quoted(name.value())
                                + " AND f.name = " + quoted(what);
                    case Principal.AppRole(var name) ->
                        "INSERT INTO ab_permission_view_role (id, permission_view_id, role_id)"
                                + " SELECT nextval('ab_permission_view_role_id_seq'), p.id, r.id"
                                + " FROM ab_role r, (SELECT v.id" + PAIRS + pair(grant.entitlement()) + ") p"
                                + " WHERE r.name = " + quoted(name.value());
                    case Principal.ExternalGroup group -> throw new IllegalArgumentException(group.toString());
                    case Principal.Anyone anyone -> throw new IllegalArgumentException(anyone.toString());
                });
    }

    @Override
    public void take(Grant grant) {
        String what = grant.entitlement().resource();
        server.sql(
                switch (grant.principal()) {
                    case Principal.Account(var name)
                    when AppRoles.isGroup(what) ->
                        "DELETE FROM ab_user_group WHERE user_id = (SELECT id FROM ab_user WHERE username = "
                                + quoted(name.value()) + ") AND group_id = (SELECT id FROM ab_group WHERE name = "
                                + quoted(AppRoles.product(what)) + ")";
                    case Principal.Account(var name) ->
                        "DELETE FROM ab_user_role WHERE user_id = (SELECT id FROM ab_user WHERE username = "
                                + quoted(name.value()) + ") AND role_id = " + role(what);
                    case Principal.AppRole(var name)
                    when AppRoles.isGroup(name.value()) ->
                        "DELETE FROM ab_group_role WHERE group_id = (SELECT id FROM ab_group WHERE name = "
                                + quoted(AppRoles.product(name.value())) + ") AND role_id = " + role(what);
                    case Principal.AppRole(var name)
                    when grant.entitlement().kind().equals(Rule.FILTER) ->
                        "DELETE FROM rls_filter_roles WHERE role_id = " + role(name.value()) + " AND rls_filter_id ="
                                + " (SELECT id FROM row_level_security_filters WHERE name = " + quoted(what) + ")";
                    case Principal.AppRole(var name) ->
                        "DELETE FROM ab_permission_view_role WHERE permission_view_id = (SELECT v.id" + PAIRS
                                + pair(grant.entitlement()) + ") AND role_id = " + role(name.value());
                    case Principal.ExternalGroup group -> throw new IllegalArgumentException(group.toString());
                    case Principal.Anyone anyone -> throw new IllegalArgumentException(anyone.toString());
                });
    }

    private static String role(String name) {
        return "(SELECT id FROM ab_role WHERE name = " + quoted(name) + ")";
    }

    private static String pair(Entitlement entitlement) {
        Pair pair = Pair.of(entitlement);
        return " WHERE a.name = " + quoted(pair.action()) + " AND m.name = " + quoted(pair.resource());
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    @Override
    public void load(int accounts, int appRoles, int each) {
        server.sql("""
                INSERT INTO ab_role (id, name) SELECT nextval('ab_role_id_seq'), '%1$sload-role-' || i
                  FROM generate_series(0, %3$d - 1) i;
                INSERT INTO ab_user (id, first_name, last_name, username, password, active, email, created_on)
                  SELECT nextval('ab_user_id_seq'), 'Load', 'Test', '%1$sload-' || i, 'x', true,
                         i || '@load.example.org', now() FROM generate_series(0, %2$d - 1) i;
                INSERT INTO ab_user_role (id, user_id, role_id) SELECT nextval('ab_user_role_id_seq'), u.id, r.id
                  FROM generate_series(0, %2$d - 1) i, generate_series(0, %4$d - 1) k, ab_user u, ab_role r
                  WHERE u.username = '%1$sload-' || i AND r.name = '%1$sload-role-' || ((i + k) %% %3$d)
                """.formatted(AgentContract.MARK, accounts, appRoles, each));
    }

    @Override
    public void unload() {
        server.sql("""
                DELETE FROM ab_user_role WHERE user_id IN (SELECT id FROM ab_user WHERE username LIKE '%1$sload-%%');
                DELETE FROM ab_user WHERE username LIKE '%1$sload-%%';
                DELETE FROM ab_role WHERE name LIKE '%1$sload-role-%%'""".formatted(AgentContract.MARK));
    }

    /** All of it but what a sign-in changes. */
    @Override
    public SortedSet<String> dump() {
        return new TreeSet<>(server.sql("""
                SELECT 'user', id, username, first_name, last_name, email, active, md5(password), created_on,
                       NULLIF(changed_on, CASE username WHEN 'mandate' THEN changed_on WHEN 'admin' THEN changed_on END)
                  FROM ab_user;
                SELECT 'role', id, name FROM ab_role;
                SELECT 'pair', v.id, a.name, m.name %1$s;
                SELECT 'holds', u.username, r.name FROM ab_user_role x
                  JOIN ab_user u ON u.id = x.user_id JOIN ab_role r ON r.id = x.role_id;
                SELECT 'gives', r.name, a.name, m.name %1$s
                  JOIN ab_permission_view_role x ON x.permission_view_id = v.id JOIN ab_role r ON r.id = x.role_id;
                SELECT 'group', g.name, u.username, r.name FROM ab_group g
                  LEFT JOIN ab_user_group gu ON gu.group_id = g.id LEFT JOIN ab_user u ON u.id = gu.user_id
                  LEFT JOIN ab_group_role gr ON gr.group_id = g.id LEFT JOIN ab_role r ON r.id = gr.role_id;
                SELECT 'rule', f.name, f.filter_type, f.clause, f.group_key, f.description FROM row_level_security_filters f;
                SELECT 'rule of', f.name, r.name FROM row_level_security_filters f
                  JOIN rls_filter_roles x ON x.rls_filter_id = f.id JOIN ab_role r ON r.id = x.role_id;
                SELECT 'rule on', f.name, x.table_id FROM row_level_security_filters f
                  JOIN rls_filter_tables x ON x.rls_filter_id = f.id
                """.formatted(PAIRS)));
    }

    /** Superset insists on a password; whether one that anybody could guess opens the account. */
    @Override
    public boolean hasUsablePassword(AccountName account) {
        return Stream.of("", account.value(), account.value() + "@example.org", "password", "admin")
                .anyMatch(guess -> server.opens(account.value(), guess));
    }
}
