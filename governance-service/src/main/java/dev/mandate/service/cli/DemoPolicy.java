package dev.mandate.service.cli;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.service.policy.PolicyApi;
import dev.mandate.service.policy.PolicyFolder;
import dev.mandate.service.policy.Publication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The demo's policy folder, written as a platform engineer would keep it in Git. */
final class DemoPolicy {
    static final String OBSERVE = "{accounts: observe, memberships: observe, role-content: observe}";
    static final String GOVERN = "{accounts: additive, memberships: authoritative, role-content: authoritative}";

    private final Path folder;
    private final DemoTargets targets;
    private final Optional<DemoAirflow> airflow;

    DemoPolicy(Path folder, DemoTargets targets, Optional<DemoAirflow> airflow) {
        this.folder = folder;
        this.targets = targets;
        this.airflow = airflow;
    }

    /** Writes the folder with these modes. */
    void write(String manage) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("deployments.yaml"), deployments(manage));
            Files.writeString(folder.resolve("roles.yaml"), roles(airflow.isPresent()));
            if (airflow.isPresent()) {
                Files.writeString(
                        folder.resolve("airflow.yaml"), airflow(airflow.get().port(), manage));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the folder with these modes, and publishes it as anybody would. */
    PolicyVersion publish(PolicyApi policies, Caller caller, String manage) {
        write(manage);
        long basedOn = policies.inForce().map(PolicyVersion::number).orElse(0L);
        Publication came = policies.publish(caller, PolicyFolder.read(folder), basedOn);
        if (came instanceof Publication.Published(var version, var findings, var assurance)) {
            return version;
        }
        throw new IllegalStateException("the demo's policy was not published: " + came);
    }

    private String deployments(String manage) {
        var text = new StringBuilder("deployments:\n");
        for (String name : DemoTargets.NAMES) {
            text.append("""
                      - id: %s
                        application: postgresql
                        labels: {env: %s}
                        connect: {host: 127.0.0.1, port: %d, database: warehouse, tls: disable, user: mandate, password: "${secret:demo}"}
                        agent: local
                        manage: %s
                        account-name: "{username|lower}"
                    """.formatted(name, name.substring(name.lastIndexOf('-') + 1), targets.port(name), manage));
        }
        return text.toString();
    }

    private static String roles(boolean withAirflow) {
        return """
            app-roles:
              - {where: {application: postgresql}, name: analyst, gives: ["schema:curated USAGE", "table:curated.* SELECT"]}
              - {where: {application: postgresql}, name: engineer, gives: ["schema:raw USAGE", "table:raw.* SELECT", "table:raw.* INSERT"]}
              - {where: {application: postgresql}, name: finance_reader, gives: ["schema:finance USAGE", "table:finance.* SELECT"]}
            roles:
              - id: analyst
                description: Reads curated data
                risk: standard
                gives:
                  - {where: {application: postgresql}, entitlements: ["role:analyst"]}
              - id: engineer
                description: Loads raw data, and reads what analysts read
                risk: standard
                includes: [analyst]
                gives:
                  - {where: {application: postgresql}, entitlements: ["role:engineer"]}
              - id: finance
                description: Reads invoices and salaries
                risk: elevated
                gives:
                  - {where: {application: postgresql, labels: {env: prod}}, entitlements: ["role:finance_reader"]}
            %smappings:
              - {group: corp/analysts, role: analyst, reason: "DATA-1"}
              - {group: corp/platform, role: engineer, where: {labels: {env: [dev, staging]}}, reason: "DATA-2"}
              - {group: corp/finance, role: finance, reason: "FIN-7"}
            """.formatted(
                withAirflow ? "      - {where: {application: airflow}, entitlements: [\"role:closing\"]}\n" : "");
    }

    private static String airflow(int port, String manage) {
        return """
            deployments:
              - id: airflow
                application: airflow
                connect: {url: "http://127.0.0.1:%d", user: mandate, password: "${secret:demo}"}
                agent: local
                manage: %s
                account-name: "{username|lower}"
            app-roles:
              - {where: {application: airflow}, name: closing, gives: ["permission:DAGs menu_access", "permission:DAG:finance_close can_read", "permission:DAG:finance_close can_edit"]}
            """.formatted(port, manage);
    }
}
