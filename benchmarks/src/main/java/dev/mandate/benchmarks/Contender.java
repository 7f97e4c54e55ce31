package dev.mandate.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Something that brings one PostgreSQL to what the directory says, each time as a new process. */
sealed interface Contender {
    String name();

    Target target();

    /** One run, from the start of the process to its end. */
    Launched run();

    /** This build's {@code mandate run}, with its store running and its ahead-of-time cache made. */
    record Mandate(Path launcher, Path folder, Target target) implements Contender {
        @Override
        public String name() {
            return "mandate run";
        }

        @Override
        public Launched run() {
            return command("run", "--once", "--output", "json").orFail();
        }

        Launched command(String... words) {
            var command = new ArrayList<>(List.of(launcher.toString()));
            command.addAll(List.of(words));
            command.addAll(List.of("--config", folder.resolve("mandate.yaml").toString()));
            return Launched.run(folder, Map.of(), command);
        }
    }

    /** ldap2pg, with a configuration that gives the same roles and members. */
    record LdapToPg(Path program, Path folder, Tree tree, Target target) implements Contender {

        public LdapToPg {
            try {
                Files.writeString(folder.resolve("ldap2pg.yml"), """
                version: 5
                postgres:
                  databases_query: [postgres]
                  roles_blacklist_query: [postgres, agent, "pg_*"]
                sync_map:
                - ldapsearch: {base: "%s", filter: "(objectClass=inetOrgPerson)"}
                  role: {name: "{uid}", options: LOGIN}
                - ldapsearch: {base: "%s", filter: "(objectClass=groupOfNames)"}
                  roles:
                  - {name: "{cn}", options: NOLOGIN}
                  - {name: "{member.uid}", options: LOGIN, parent: "{cn}"}
                """.formatted(LdapTree.PEOPLE, LdapTree.GROUPS));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String name() {
            return "ldap2pg";
        }

        @Override
        public Launched run() {
            var environment = Map.of(
                    "LDAPURI",
                    "ldap://127.0.0.1:" + tree.port,
                    "LDAPBINDDN",
                    LdapTree.READER,
                    "LDAPPASSWORD",
                    LdapTree.PASSWORD,
                    "PGDSN",
                    "postgres://agent:" + Target.PASSWORD + "@127.0.0.1:" + target.port + "/postgres");
            return Launched.run(
                            folder,
                            environment,
                            List.of(program.toString(), "--real", "--config", "ldap2pg.yml", "--quiet"))
                    .orFail();
        }
    }

    /** {@link PlainSync}. */
    record Plain(Path folder, Tree tree, Target target) implements Contender {
        @Override
        public String name() {
            return "plain statements";
        }

        @Override
        public Launched run() {
            return Launched.run(folder, Map.of(), Tree.java(PlainSync.class, String.valueOf(tree.port), target.url()))
                    .orFail();
        }
    }
}
