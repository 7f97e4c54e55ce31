package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two providers push one person: a rule makes one of them as they are pushed, and their states count together. */
class ScimLinksTest {
    private static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";
    private static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path home;

    private static ScimClient provider(TestingWeb web, TestingCommandLine line, String source) throws IOException {
        assertThat(line.mandate("source", "token", "add", source, "--output", "table"))
                .as(line::err)
                .isZero();
        return new ScimClient(
                URI.create(web.url() + "/scim/v2/" + source), line.out().strip());
    }

    private static String user(ScimClient provider, String name, String mail) throws IOException {
        ScimClient.Reply made = provider.send("POST", "/Users", """
                        {"schemas": ["%s"], "userName": "%s", "emails": [{"value": "%s", "primary": true}]}""".formatted(USER, name, mail));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return made.id();
    }

    private static void replace(ScimClient provider, String id, String path, String value) throws IOException {
        String body = "{\"schemas\": [\"" + PATCH + "\"], \"Operations\": [{\"op\": \"replace\", \"path\": \"" + path
                + "\", \"value\": " + value + "}]}";
        assertThat(provider.send("PATCH", "/Users/" + id, body).status()).isEqualTo(200);
    }

    private static String shown(TestingCommandLine line, String subject) {
        assertThat(line.mandate("subject", "show", subject, "--output", "table"))
                .as(line::err)
                .isZero();
        return line.out();
    }

    @Test
    void whoIsPushedTwiceIsOnePersonAndSuspendedInOneMeansNowhere() throws Exception {
        Path config = Files.writeString(home.resolve("mandate.yaml"), """
                data: ./data
                links: [{attribute: email, sources: [corp, lab]}]
                sources: [{id: corp, type: scim}, {id: lab, type: scim}]
                """);
        var line = new TestingCommandLine(config);
        try (TestingWeb web = TestingWeb.start(config);
                ScimClient corp = provider(web, line, "corp");
                ScimClient lab = provider(web, line, "lab")) {
            user(corp, "ann", "ann@example.org");
            user(corp, "bob", "bob@example.org");
            String smith = user(lab, "a.smith", "Ann@Example.org");
            assertThat(shown(line, "lab/a.smith")).contains("active, known by ann", "equal email", "in force");

            replace(lab, smith, "active", "false");
            assertThat(shown(line, "corp/ann")).contains("suspended, known by ann");
            assertThat(shown(line, "corp/bob")).contains("active, known by bob").doesNotContain("in force");

            String jones = user(lab, "b.jones", "jones@example.org");
            assertThat(shown(line, "lab/b.jones")).doesNotContain("in force");
            replace(lab, jones, "emails[primary eq true].value", "\"bob@example.org\"");
            assertThat(shown(line, "lab/b.jones")).contains("known by bob", "in force");
        }
    }
}
