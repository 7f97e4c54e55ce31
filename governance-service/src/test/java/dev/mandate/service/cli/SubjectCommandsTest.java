package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is who, as an operator looks at it and settles it; in two files of people. */
class SubjectCommandsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path home;

    @SuppressWarnings("NullAway.Init")
    private static TestingCommandLine line;

    @BeforeAll
    static void twoSources() throws IOException {
        Files.writeString(home.resolve("hr.yaml"), """
                people:
                  - {id: "1", username: ann, email: ann@example.org, name: "Ann =cmd"}
                  - {id: "2", username: bob, email: bob@example.org}
                groups: [{id: all, name: all, people: ["1", "2"]}]
                """);
        Files.writeString(home.resolve("lab.yaml"), """
                people:
                  - {id: a, username: a.smith, email: ANN@example.org}
                  - {id: b, username: bobby, email: bob@example.org}
                  - {id: c, username: bob2, email: bob@example.org, state: left}
                groups: [{id: lab, name: lab, people: [a, b]}]
                """);
        Files.createDirectory(home.resolve("policy"));
        Files.writeString(home.resolve("policy/policy.yaml"), "roles: []\n");
        line = new TestingCommandLine(Files.writeString(home.resolve("mandate.yaml"), """
                data: ./data
                policy: ./policy
                links: [{attribute: email, sources: [hr, lab]}]
                sources:
                  - {id: hr, type: file, file: ./hr.yaml}
                  - {id: lab, type: file, file: ./lab.yaml}
                """));
        assertThat(line.mandate("operator", "add", "ada", "--os-user", HostUser.name()))
                .as(line::err)
                .isZero();
        line.addOperators("grace");
        assertThat(line.mandate("run", "--once")).as(line::err).isZero();
    }

    @Test
    void listsWhatIsNobodys() {
        assertThat(line.mandate("subject", "unlinked", "--output", "table"))
                .as(line::err)
                .isZero();
        assertThat(line.out()).contains("Every account that was found is somebody's");
        assertThat(line.mandate("subject", "unlinked", "--identities", "--output", "table"))
                .as(line::err)
                .isZero();
        assertThat(line.out()).contains("Everybody whom the provider let in");
    }

    @Test
    void showsWhoIsOneAndSettlesWhoIsNot() {
        assertThat(line.mandate("subject", "show", "lab/a.smith", "--output", "table"))
                .as(line::err)
                .isZero();
        assertThat(line.out()).contains("Ann =cmd, active, known by ann", "equal email", "in force");
        assertThat(line.mandate("subject", "doubts", "--output", "table")).isEqualTo(3);
        assertThat(line.out()).contains("2 people of lab have the same email");
        assertThat(line.mandate("subject", "doubts", "--output", "json")).isEqualTo(3);

        assertThat(line.mandate("subject", "link", "lab/bobby", "hr/bob", "--reason", "HR-7"))
                .as("without a token nobody decides")
                .isEqualTo(3);
        assertThat(line.err()).contains("people.link");
        assertThat(line.as("grace", "subject", "link", "lab/bobby", "hr/bob", "--reason", "HR-7", "--output", "json"))
                .as(line::err)
                .isZero();
        assertThat(line.out()).contains("\"reason\":\"HR-7\"");
        assertThat(line.as("grace", "subject", "link", "lab/bobby", "hr/ann", "--reason", "HR-7"))
                .isEqualTo(3);
        assertThat(line.err()).contains("unlink it first");
        assertThat(line.as("grace", "subject", "unlink", "lab/a.smith", "--reason", "another", "--output", "table"))
                .as(line::err)
                .isZero();
        assertThat(line.out()).contains("grace: another");
        assertThat(line.as("grace", "subject", "unlink", "lab/nobody", "--reason", "x"))
                .isEqualTo(1);
        assertThat(line.err()).contains("no source knows 'lab/nobody'");
        assertThat(line.mandate("run", "--once")).as(line::err).isZero();
        assertThat(line.mandate("subject", "show", "lab/a.smith", "--output", "json"))
                .isZero();
        assertThat(line.out()).contains("\"username\":\"a.smith\"").doesNotContain("\"ended\":null");
    }

    @Test
    void saysWhatIsWrongWithARule() throws IOException {
        Path faulty = Files.writeString(home.resolve("faulty.yaml"), """
                links: [{attribute: email, sources: [hr, nowhere]}, {attribute: email, sources: [hr]}, {sources: [hr, hr]}]
                sources: [{id: hr, type: file, file: ./hr.yaml}]
                """);
        var other = new TestingCommandLine(faulty);
        assertThat(other.mandate("subject", "doubts")).isEqualTo(1);
        assertThat(other.err()).contains("there is no source 'nowhere'", "two or more different sources", "attribute");
    }
}
