package dev.mandate.agent.airflow;

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

/** A real Airflow, governed by an account with the nine permissions that it needs. */
record AirflowTarget(AirflowServer server) implements ContractTarget {
    private static final String PAIRS = " FROM ab_permission_view v JOIN ab_permission a ON a.id = v.permission_id"
            + " JOIN ab_view_menu m ON m.id = v.view_menu_id";

    @Override
    public Agent open() {
        return open(server.address());
    }

    @Override
    public Agent open(InetSocketAddress address) {
        return open(AirflowServer.AGENT, address);
    }

    Agent open(String user, InetSocketAddress address) {
        return new AirflowType().open(server.connection(user, address, Map.of()), Fixture.PACING);
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
        return new AirflowType().vocabularies().vocabulary(Release.of("3.3.2"));
    }

    @Override
    public List<Entitlement> contents() {
        return Stream.of(
                        "permission:DAGs can_read",
                        "permission:DAG:sales_daily can_read",
                        "permission:DAG:sales_daily can_edit",
                        "permission:\"DAG Runs\" can_read",
                        "permission:\"DAG Run:sales_daily\" can_create",
                        "permission:\"DAG Run:sales_daily\" menu_access",
                        "permission:XComs can_read",
                        "permission:Connections can_delete")
                .map(EntitlementText::parse)
                .toList();
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
        server.sql(
                switch (grant.principal()) {
                    case Principal.Account(var name) ->
                        "INSERT INTO ab_user_role SELECT nextval('ab_user_role_id_seq'), u.id, r.id"
                                + " FROM ab_user u, ab_role r WHERE u.username = " + quoted(name.value())
                                + " AND r.name = "
                                + quoted(grant.entitlement()
                                        .memberOf()
                                        .orElseThrow()
                                        .value());
                    case Principal.AppRole(var name) ->
                        "INSERT INTO ab_permission_view_role SELECT nextval('ab_permission_view_role_id_seq'), p.id, r.id"
                                + " FROM ab_role r, (SELECT v.id" + PAIRS + pair(grant.entitlement()) + ") p"
                                + " WHERE r.name = " + quoted(name.value());
                    case Principal.ExternalGroup group -> throw new IllegalArgumentException(group.toString());
                    case Principal.Anyone anyone -> throw new IllegalArgumentException(anyone.toString());
                });
    }

    @Override
    public void take(Grant grant) {
        server.sql(
                switch (grant.principal()) {
                    case Principal.Account(var name) ->
                        "DELETE FROM ab_user_role WHERE user_id = (SELECT id FROM ab_user WHERE username = "
                                + quoted(name.value()) + ") AND role_id = (SELECT id FROM ab_role WHERE name = "
                                + quoted(grant.entitlement()
                                        .memberOf()
                                        .orElseThrow()
                                        .value()) + ")";
                    case Principal.AppRole(var name) ->
                        "DELETE FROM ab_permission_view_role WHERE permission_view_id = (SELECT v.id" + PAIRS
                                + pair(grant.entitlement())
                                + ") AND role_id = (SELECT id FROM ab_role WHERE name = " + quoted(name.value()) + ")";
                    case Principal.ExternalGroup group -> throw new IllegalArgumentException(group.toString());
                    case Principal.Anyone anyone -> throw new IllegalArgumentException(anyone.toString());
                });
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
                INSERT INTO ab_role SELECT nextval('ab_role_id_seq'), '%1$sload-role-' || i
                  FROM generate_series(0, %3$d - 1) i;
                INSERT INTO ab_user (id, first_name, last_name, username, password, active, email, created_on)
                  SELECT nextval('ab_user_id_seq'), 'Load', 'Test', '%1$sload-' || i, 'x', true,
                         i || '@load.example.org', now() FROM generate_series(0, %2$d - 1) i;
                INSERT INTO ab_user_role SELECT nextval('ab_user_role_id_seq'), u.id, r.id
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

    /** All of it but what a login changes. */
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
                  LEFT JOIN ab_group_role gr ON gr.group_id = g.id LEFT JOIN ab_role r ON r.id = gr.role_id
                """.formatted(PAIRS)));
    }

    /** FAB insists on a password; whether one that anybody could guess opens the account. */
    @Override
    public boolean hasUsablePassword(AccountName account) {
        return Stream.of("", account.value(), account.value() + "@example.org", "password", "admin")
                .anyMatch(guess -> server.opens(account.value(), guess));
    }
}
