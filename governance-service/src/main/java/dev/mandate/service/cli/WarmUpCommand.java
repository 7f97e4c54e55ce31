package dev.mandate.service.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;

/** Runs what people run most, to no output: the launcher records it in the ahead-of-time cache of the JVM. */
@Command(name = "warm-up", hidden = true, description = "Used by the launcher.", mixinStandardHelpOptions = true)
final class WarmUpCommand implements Runnable {
    private static final List<List<String>> RUNS =
            List.of(List.of("--help"), List.of("version"), List.of("completion"), List.of("verify", "no-such-export"));

    /** Valid but for its last line, so that reading, checking, hashing and the telling of faults are all recorded. */
    private static final String POLICY = """
            deployments:
              - id: one
                application: postgresql
                labels: {env: prod}
                connect: {host: db1, database: x, user: mandate, password: "${secret:x}"}
                manage: {accounts: additive, memberships: authoritative, role-content: authoritative}
                account-name: "{username|lower}"
            app-roles:
              - {where: {application: postgresql}, name: analyst, gives: ["schema:curated USAGE", "table:curated.* SELECT"]}
            roles:
              - {id: analyst, includes: [viewer], gives: [{where: {labels: {env: prod}}, entitlements: ["role:analyst"]}]}
              - {id: viewer, risk: standard, owner: group:corp/leads}
            mappings: [{group: corp/analysts, role: analyst, until: 2027-03-31, reason: x}]
            assignments: [{subject: corp/ann, role: analyst, where: {deployment: one}, reason: x}]
            constraints: [{id: apart, kind: sod, roles: [analyst, viewer]}]
            guards: {max-removals: {percent: 10, at-least: 5}, protect: ["role:analyst"], window: "22:00-06:00"}
            time-zone: Europe/Zurich
            """;

    @Override
    public void run() {
        for (var arguments : RUNS) {
            run(arguments);
        }
        checkPolicies();
    }

    private static void checkPolicies() {
        try {
            Path folder = Files.createTempDirectory("mandate-warm-up");
            Path file = folder.resolve("policy.yaml");
            for (String policy : List.of(POLICY, POLICY + "mapings: []\n")) {
                Files.writeString(file, policy);
                run(List.of("policy", "check", folder.toString()));
                run(List.of("policy", "check", folder.toString(), "--output", "json"));
            }
            Files.delete(file);
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int run(List<String> arguments) {
        var nowhere = new PrintWriter(Writer.nullWriter());
        return Main.run(nowhere, nowhere, arguments.toArray(String[]::new));
    }
}
