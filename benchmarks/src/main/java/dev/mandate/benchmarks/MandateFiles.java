package dev.mandate.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What an operator would write for one directory and one PostgreSQL: mandate.yaml and a role for every group. */
final class MandateFiles {

    private MandateFiles() {}

    static void write(Path folder, int listen, Tree tree, Target store, Target target) {
        try {
            Files.writeString(folder.resolve("password"), Target.PASSWORD);
            Files.writeString(folder.resolve("mandate.yaml"), """
            data: ./data
            policy: ./policy
            listen: 127.0.0.1:%d
            database: {host: 127.0.0.1, port: %d, tls: disable, name: mandate, user: mandate_app, password: "${file:password}", owner: {user: mandate_owner, password: "${file:password}"}}
            secrets: {target: {file: password, deployments: [target], to: ["127.0.0.1:%d"]}}
            sources:
              - id: corp
                type: ldap
                url: ldap://127.0.0.1:%d
                bind: {dn: "%s", password: "${file:password}"}
                people: {base: "%s"}
                groups: {base: "%s"}
                every: 1s
            """.formatted(
                    listen, store.port, target.port, tree.port, LdapTree.READER, LdapTree.PEOPLE, LdapTree.GROUPS));
            Path policy = Files.createDirectories(folder.resolve("policy"));
            Files.writeString(policy.resolve("target.yaml"), """
            deployments:
              - id: target
                application: postgresql
                connect: {host: 127.0.0.1, port: %d, database: postgres, tls: disable, user: agent, password: "${secret:target}"}
                manage: {accounts: authoritative, memberships: authoritative, role-content: authoritative}
                account-name: "{username}"
            guards: {max-gains: {standard: {percent: 100, at-least: 1000000}}, max-removals: {percent: 100, at-least: 1000000}}
            """.formatted(target.port));
            Files.writeString(policy.resolve("roles.yaml"), roles(tree.size.groups()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String roles(int groups) {
        var appRoles = new StringBuilder("app-roles:\n");
        var roles = new StringBuilder("roles:\n");
        var mappings = new StringBuilder("mappings:\n");
        for (int group = 0; group < groups; group++) {
            appRoles.append("  - {where: {application: postgresql}, name: group%d, gives: []}\n".formatted(group));
            roles.append("  - {id: role%d, gives: [{where: {}, entitlements: [\"role:group%d\"]}]}\n"
                    .formatted(group, group));
            mappings.append("  - {group: corp/group%d, role: role%d, reason: benchmark}\n".formatted(group, group));
        }
        return appRoles.append(roles).append(mappings).toString();
    }

    /** What docs/operations.md says about a PostgreSQL of one's own. */
    static void prepare(Target store) {
        store.execute(
                "create role mandate_owner login password '" + Target.PASSWORD + "'",
                "create role mandate_app login password '" + Target.PASSWORD + "'",
                "create database mandate owner mandate_owner template template0 encoding 'UTF8'",
                "revoke all on database mandate from public",
                "grant connect, temporary on database mandate to mandate_app");
    }
}
