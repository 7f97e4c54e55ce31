package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a provider pushes is on a PostgreSQL target, read back, without anybody asking for it. */
class ScimToTargetTest {
    private static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";
    private static final String GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
    private static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path home;

    @SuppressWarnings("NullAway.Init")
    private TestingWarehouse warehouse;

    @BeforeEach
    void start() throws SQLException {
        warehouse = TestingWarehouse.start(home);
    }

    @AfterEach
    void stop() {
        warehouse.close();
    }

    @Test
    void joinersMoversAndLeaversReachTheTarget() throws Exception {
        Path config = warehouse.config("sources: [{id: corp, type: scim}]\n");
        var line = new TestingCommandLine(config);
        try (TestingWeb web = TestingWeb.start(config)) {
            assertThat(line.mandate("source", "token", "add", "corp", "--output", "table"))
                    .isZero();
            try (var provider = new ScimClient(
                    URI.create(web.url() + "/scim/v2/corp"), line.out().strip())) {
                String ann = user(provider, "ann");
                String analysts = provider.send("POST", "/Groups", """
                                {"schemas": ["%s"], "displayName": "analysts", "members": [{"value": "%s"}]}""".formatted(GROUP, ann))
                        .id();
                var steward = new Steward(
                        web, web.settings().policy(), () -> Optional.of(TestingOperators.operator(web, "ada")));
                steward.publish();
                try (var _ = Jobs.start(web, steward, web.settings())) {
                    warehouse.awaitAnalysts("ann");
                    follow(provider, ann, analysts);
                }
            }
        }
    }

    private void follow(ScimClient provider, String ann, String analysts) throws Exception {
        String bob = user(provider, "bob");
        String join = "{\"op\": \"Add\", \"path\": \"members\", \"value\": [{\"value\": \"" + bob + "\"}]}";
        long begun = System.nanoTime();
        patch(provider, "/Groups/" + analysts, join, 204);
        patch(provider, "/Groups/" + analysts, join, 204);
        warehouse.awaitAnalysts("ann", "bob");
        TestingWarehouse.told("a joiner, told twice,", begun);

        begun = System.nanoTime();
        patch(provider, "/Users/" + ann, "{\"op\": \"Replace\", \"path\": \"active\", \"value\": \"False\"}", 200);
        warehouse.awaitAnalysts("bob");
        TestingWarehouse.told("somebody disabled", begun);

        patch(provider, "/Users/" + ann, "{\"op\": \"replace\", \"value\": {\"active\": true}}", 200);
        warehouse.awaitAnalysts("ann", "bob");
        begun = System.nanoTime();
        patch(
                provider,
                "/Groups/" + analysts,
                "{\"op\": \"remove\", \"path\": \"members[value eq \\\"" + ann + "\\\"]\"}",
                204);
        warehouse.awaitAnalysts("bob");
        TestingWarehouse.told("a mover", begun);

        begun = System.nanoTime();
        assertThat(provider.send("DELETE", "/Users/" + bob, "").status()).isEqualTo(204);
        assertThat(provider.send("DELETE", "/Users/" + bob, "").status()).isEqualTo(404);
        warehouse.awaitAnalysts();
        TestingWarehouse.told("a leaver", begun);
    }

    private static String user(ScimClient provider, String name) throws IOException {
        return provider.send("POST", "/Users", "{\"schemas\": [\"" + USER + "\"], \"userName\": \"" + name + "\"}")
                .id();
    }

    private static void patch(ScimClient provider, String path, String operation, int status) throws IOException {
        String body = "{\"schemas\": [\"" + PATCH + "\"], \"Operations\": [" + operation + "]}";
        assertThat(provider.send("PATCH", path, body).status()).isEqualTo(status);
    }
}
