package dev.mandate.service.cli;

import static dev.mandate.service.directory.TestingLdap.BASE;
import static dev.mandate.service.directory.TestingLdap.groupDn;
import static dev.mandate.service.directory.TestingLdap.personDn;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPException;
import dev.mandate.postgres.PostgresBinaries;
import dev.mandate.postgres.PostgresCluster;
import dev.mandate.postgres.PostgresSettings;
import dev.mandate.service.directory.TestingLdap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.IntStream;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Sources as an operator looks at them and lets a reading pass, on a real directory and store; each builds on the last. */
@TestMethodOrder(OrderAnnotation.class)
class SourceCommandsTest {
    private static final String POLICY = """
            roles:
              - {id: analyst, gives: [{entitlements: ["role:analyst"]}]}
              - {id: admin, risk: critical, gives: [{entitlements: ["role:admin"]}]}
            mappings:
              - {group: corp/analysts, role: analyst}
              - {group: corp/admins, role: admin}
            """;

    private static final String SECRET = "only on loopback";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path home;

    @SuppressWarnings("NullAway.Init")
    private static TestingLdap ldap;

    @SuppressWarnings("NullAway.Init")
    private static PostgresCluster store;

    private static int port;

    @SuppressWarnings("NullAway.Init")
    private static TestingCommandLine line;

    @BeforeAll
    static void start() throws IOException, LDAPException {
        ldap = TestingLdap.plain();
        ldap.people(IntStream.range(0, 20).mapToObj(number -> "p" + number).toArray(String[]::new));
        ldap.person(personDn("ann"), "ann", "displayName: =cmd|' /C calc'!A0 \u202Egnp.exe");
        ldap.group(
                "analysts",
                IntStream.range(0, 8).mapToObj(SourceCommandsTest::person).toArray(String[]::new));
        ldap.group("admins", personDn("p8"), personDn("ann"));
        ldap.group("friends", personDn("ann"), "cn=elsewhere,dc=partner,dc=org");
        Files.writeString(home.resolve("password"), TestingLdap.PASSWORD);
        Files.writeString(home.resolve("store"), SECRET);
        Files.createDirectory(home.resolve("policy"));
        Files.writeString(home.resolve("policy/policy.yaml"), POLICY);
        startStore();
        line = commandLine("mandate.yaml", ldap.port(), "password");
        assertThat(line.mandate("operator", "add", "ada", "--os-user", HostUser.name()))
                .as(line::err)
                .isZero();
        line.addOperators("grace");
    }

    /** One that runs through all commands, as an operator's own does. */
    private static void startStore() throws IOException {
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
        store = PostgresCluster.in(home.resolve("postgres"), PostgresBinaries.unpack());
        store.create(SECRET);
        port = store.start(PostgresSettings.durable());
        var superuser =
                DSL.using("jdbc:postgresql://127.0.0.1:" + port + "/postgres", PostgresCluster.SUPERUSER, SECRET);
        superuser.execute("create role mandate_owner login password '" + SECRET + "'");
        superuser.execute("create role mandate_app login password '" + SECRET + "'");
        superuser.execute("create database mandate owner mandate_owner");
    }

    @AfterAll
    static void stop() {
        store.stop();
        ldap.close();
    }

    private static TestingCommandLine commandLine(String name, int directory, String password) throws IOException {
        return new TestingCommandLine(Files.writeString(
                home.resolve(name), """
                data: ./data
                policy: ./policy
                database:
                  host: 127.0.0.1
                  port: %d
                  name: mandate
                  user: mandate_app
                  password: "${file:store}"
                  owner: {user: mandate_owner, password: "${file:store}"}
                  tls: disable
                sources:
                  - id: corp
                    type: ldap
                    url: ldap://127.0.0.1:%d
                    bind: {dn: "%s", password: "${file:%s}"}
                    people: {base: "ou=people,%s", left: "(employeeType=left)"}
                    groups: {base: "ou=groups,%s"}
                    timeout: 5s
                """.formatted(port, directory, TestingLdap.READER, password, BASE, BASE)));
    }

    private static String person(int number) {
        return personDn("p" + number);
    }

    private static void analysts(int from, int until) {
        ldap.set(
                groupDn("analysts"),
                "member",
                IntStream.range(from, until)
                        .mapToObj(SourceCommandsTest::person)
                        .toArray(String[]::new));
    }

    private static View check(int code) {
        assertThat(line.mandate("source", "check", "corp", "--output", "json"))
                .as(line::err)
                .isEqualTo(code);
        return View.of(line.out());
    }

    @Test
    @Order(1)
    void showsWhatASourceHoldsBeforeItIsUsedAndStoresNothing() {
        assertThat(line.mandate("source", "check", "--output", "table"))
                .as(line::err)
                .isZero();
        assertThat(line.out())
                .contains("Source corp, read in")
                .contains("people    21 (active 21)")
                .contains("groups    3 with 11 members and 1 that are neither people nor groups of this source")
                .contains("changes   21 new, 0 changed, 0 missing people; 3 groups")
                .contains("sample    email ann@example.org, name =cmd|' /C calc'!A0 ?gnp.exe, username ann")
                .contains("in admins, friends")
                .contains("blind to  nobody is ever found suspended")
                .doesNotContain("waits", "release", "\u202E", TestingLdap.PASSWORD);
        assertThat(line.err()).isEmpty();
        View again = check(0);
        assertThat(again.number("joined")).as("still new").isEqualTo(21);
        assertThat(again.texts("persons_groups")).containsExactly("admins", "friends");
        assertThat(again.texts("blind_spots")).hasSize(2);
    }

    @Test
    @Order(2)
    void saysThatThereIsNoSuchSource() {
        assertThat(line.mandate("source", "check", "corpse")).isEqualTo(1);
        assertThat(line.err()).contains("there is no source 'corpse'; mandate.yaml names corp");
        assertThat(line.mandate("source", "check", "No Id")).isEqualTo(1);
        assertThat(line.mandate("source")).isEqualTo(64);
        assertThat(line.mandate("source", "release", "corp")).isEqualTo(64);
        assertThat(line.mandate("source", "release", "corp", "0".repeat(64))).isEqualTo(64);
        assertThat(line.err()).contains("--reason");
    }

    @Test
    @Order(3)
    void failsWithPlaceAndFixWhereThePasswordIsWrongOrNobodyAnswers() throws IOException {
        Files.writeString(home.resolve("wrong"), "hunter2");
        var wrong = commandLine("wrong.yaml", ldap.port(), "wrong");
        assertThat(wrong.mandate("source", "check", "corp")).isEqualTo(1);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err())
                .contains("source corp: 127.0.0.1:" + ldap.port() + " refused " + TestingLdap.READER)
                .contains("check bind.dn and bind.password")
                .doesNotContain("hunter2");
        var down = commandLine("down.yaml", 1, "password");
        assertThat(down.mandate("source", "check", "--output", "json")).isEqualTo(1);
        assertThat(down.out()).isEmpty();
        assertThat(down.err()).contains("source corp: cannot connect to 127.0.0.1:1; check url");
        assertThat(down.mandate("run", "--once")).isEqualTo(1);
        assertThat(down.err()).contains("source corp: cannot connect to 127.0.0.1:1");
    }

    @Test
    @Order(3)
    void looksAtAFileAsAtADirectoryAndAtTheOthersWhereOneIsFaulty() throws IOException {
        String both =
                Files.readString(home.resolve("mandate.yaml")) + "  - {id: staff, type: file, file: staff.yaml}\n";
        var files = new TestingCommandLine(Files.writeString(home.resolve("files.yaml"), both));
        Files.writeString(home.resolve("staff.yaml"), """
                people:
                  - {id: "1", username: zoe, name: Zoe}
                  - {id: "2", username: yan, state: left}
                groups: [{id: g, name: night, people: ["1", "2"]}]
                """);
        assertThat(files.mandate("source", "check", "staff", "--output", "table"))
                .as(files::err)
                .isZero();
        assertThat(files.out())
                .contains("people    2 (active 1, left 1)")
                .contains("groups    1 with 2 members and 0 that are neither")
                .contains("sample    name Zoe, username zoe")
                .contains("blind to  how true the file is");
        Files.writeString(home.resolve("staff.yaml"), "people:\n  - {id: 1, usename: zoe}\ngroups: [{id: g}]\n");
        assertThat(files.mandate("source", "check", "--output", "table")).isEqualTo(1);
        assertThat(files.out()).startsWith("Source corp").doesNotContain("Source staff");
        assertThat(files.err())
                .contains("mandate: source staff: nothing of the file is taken over, because of")
                .contains("staff.yaml:2:5: a person has no 'username'; add username: ann")
                .contains("staff.yaml:2:13: unknown key 'usename' in a person; did you mean 'username'?")
                .contains("staff.yaml:3:10: a group has no 'name'");
    }

    @Test
    @Order(4)
    void waitsWhereAGroupIsEmptied() {
        assertThat(line.mandate("run", "--once")).as(line::err).isZero();
        assertThat(check(0).number("changed_groups")).isZero();
        analysts(0, 0);
        assertThat(line.mandate("run", "--once")).isEqualTo(3);
        String hash = check(3).text("difference");
        assertThat(line.err()).as("problems only").isEmpty();
        assertThat(line.mandate("run", "--once")).isEqualTo(3);
        assertThat(line.err())
                .contains("8 of 8 members of group analysts would go missing; allowed are 5")
                .contains("mandate source release corp " + hash + " --reason …");
        assertThat(line.mandate("source", "check", "--output", "table")).isEqualTo(3);
        assertThat(line.out())
                .contains("  waits     8 of 8 members of group analysts would go missing")
                .contains("  release   mandate source release corp " + hash + " --reason …");
    }

    @Test
    @Order(5)
    void isReleasedByAnOperatorOnlyForThatDifferenceAndOnlyWithAReason() {
        String hash = check(3).text("difference");
        assertThat(line.mandate("source", "release", "corp", hash, "--reason", "it is right"))
                .isEqualTo(3);
        assertThat(line.err()).contains("may not release what waits of a source");
        assertThat(line.as("grace", "source", "release", "corp", hash, "--reason", "  "))
                .isEqualTo(3);
        assertThat(line.err()).contains("a reason is needed");
        assertThat(line.as("grace", "source", "release", "corp", "0".repeat(64), "--reason", "guessed"))
                .isEqualTo(3);
        assertThat(line.err()).contains("has no difference 0000").contains("see mandate source check corp");
        assertThat(line.as("grace", "source", "release", "corp", hash.substring(0, 8), "--reason", "short"))
                .isEqualTo(3);
        assertThat(line.as("grace", "source", "release", "corpse", hash, "--reason", "elsewhere"))
                .isEqualTo(1);
        assertThat(line.mandate("run", "--once")).as("nothing was released").isEqualTo(3);

        assertThat(line.as("grace", "source", "release", "corp", hash, "--reason", "dissolved", "--output", "json"))
                .as(line::err)
                .isZero();
        assertThat(View.of(line.out()).text("difference")).isEqualTo(hash);
        assertThat(line.as("grace", "source", "release", "corp", hash, "--reason", "again"))
                .as("given already")
                .isEqualTo(3);
        analysts(0, 1);
        assertThat(line.mandate("run", "--once")).as("another difference").isEqualTo(3);
        analysts(0, 0);
        assertThat(line.mandate("run", "--once")).as("its release is gone").isEqualTo(3);
        assertThat(line.as("grace", "source", "release", "corp", hash, "--reason", "really", "--output", "table"))
                .isZero();
        assertThat(line.out())
                .contains("Source corp is released; it is taken over when the source is read or pushes it again.");
        assertThat(line.mandate("run", "--once")).as(line::err).isZero();
        assertThat(check(0).number("changed_groups")).as("taken over").isZero();
    }

    @Test
    @Order(6)
    void waitsWhereAGroupThatThePolicyMapsToACriticalRoleGrows() {
        ldap.set(groupDn("friends"), "member", personDn("p1"), personDn("p2"));
        ldap.set(groupDn("admins"), "member", groupDn("friends"), personDn("p8"), personDn("ann"));
        assertThat(line.mandate("run", "--once")).isEqualTo(3);
        assertThat(line.err())
                .contains("2 would join the 2 people in group admins, which is privileged; allowed are 1");
        View found = check(3);
        assertThat(found.views("findings"))
                .extracting(finding -> finding.text("code") + " " + finding.text("about"))
                .containsExactly("privileged-group people in group admins");
        assertThat(line.as("grace", "source", "release", "corp", found.text("difference"), "--reason", "on call"))
                .isZero();
        assertThat(line.mandate("run", "--once")).as(line::err).isZero();
        assertThat(check(0).number("changed_groups")).isZero();
    }

    @Test
    @Order(7)
    void keepsAllOfThisOnTheLedger() {
        assertThat(line.mandate("fsck", "--output", "json")).as(line::err).isZero();
    }
}
