package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Preset;
import dev.mandate.model.access.Selector;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.api.Callers;
import dev.mandate.service.directory.DirectoryApi;
import dev.mandate.service.policy.PolicyApi;
import dev.mandate.service.policy.Publication;
import dev.mandate.service.reconcile.ReconcileApi;
import dev.mandate.service.reconcile.Reconciliation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * F20: somebody who has a source's token pushes whatever they can think of, several in one bulk and in any order, to get an office in Mandate.
 * What they may there never grows, nor what a stranger may, as long as nobody else says yes.
 */
class ScimSelfEscalationTest {
    private static final int TRIES = 40;
    private static final long SEED = 20261127;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path home;

    @SuppressWarnings("NullAway.Init")
    private TestingWeb web;

    @SuppressWarnings("NullAway.Init")
    private ScimClient provider;

    private final List<String> said = new ArrayList<>();
    private String ann = "";
    private String ben = "";
    private String eve = "";
    private String own = "";
    private String leads = "";

    @BeforeEach
    void start() throws Exception {
        Path policy = Files.createDirectories(home.resolve("policy"));
        Files.writeString(policy.resolve("policy.yaml"), """
                deployments:
                  - {id: mandate, application: mandate, connect: {}, manage: {accounts: additive, role-content: authoritative}}
                roles:
                  - id: looker
                    description: Looks
                    gives: [{where: {deployment: mandate}, entitlements: ["preset:viewer"]}]
                  - id: lead
                    description: Leads
                    risk: critical
                    gives: [{where: {deployment: mandate}, entitlements: ["preset:security-lead", "preset:platform-admin"]}]
                mappings:
                  - {group: corp/own, role: looker, reason: "T-1"}
                  - {group: corp/leads, role: lead, reason: "T-2"}
                """);
        Path config = Files.writeString(home.resolve("mandate.yaml"), """
                data: ./data
                policy: ./policy
                sources: [{id: corp, type: scim}]
                """);
        var line = new TestingCommandLine(config);
        web = TestingWeb.start(config);
        assertThat(line.mandate("source", "token", "add", "corp", "--output", "table"))
                .as(line::err)
                .isZero();
        provider = new ScimClient(
                URI.create(web.url() + "/scim/v2/corp"), line.out().strip());
        ann = made("/Users", user("ann"));
        ben = made("/Users", user("ben"));
        eve = made("/Users", user("eve"));
        own = made("/Groups", group("own", ann));
        leads = made("/Groups", group("leads", ben));
        var steward =
                new Steward(web, web.settings().policy(), () -> Optional.of(TestingOperators.operator(web, "ada")));
        if (steward.publish().orElseThrow() instanceof Publication.Waiting waiting) {
            web.get(PolicyApi.class).approve(grace(), waiting.hash(), "looked at");
        }
        run().approvalHash().ifPresent(hash -> web.get(ReconcileApi.class).approve(grace(), hash, "looked at"));
        run();
        assertThat(may("ann")).isEqualTo(Preset.VIEWER.permissions());
        assertThat(may("ben")).contains(Permission.CHANGES_APPROVE);
        assertThat(may("eve")).isEmpty();
    }

    @AfterEach
    void stop() throws IOException {
        provider.close();
        web.close();
    }

    private Caller grace() {
        return TestingOperators.operator(web, "grace");
    }

    private PolicyVersion inForce() {
        return web.get(PolicyApi.class).inForce().orElseThrow();
    }

    private Reconciliation run() {
        return web.get(ReconcileApi.class)
                .run(TestingOperators.operator(web, "ada"), inForce(), Selector.ALL, done -> {})
                .getFirst();
    }

    private SubjectId subject(String name) {
        return web.get(DirectoryApi.class).person("corp/" + name).orElseThrow().id();
    }

    private Set<Permission> may(String name) {
        return may(subject(name));
    }

    private Set<Permission> may(SubjectId subject) {
        Caller caller = web.get(Callers.class).of(subject, Instant.EPOCH);
        var may = EnumSet.noneOf(Permission.class);
        for (Permission permission : Permission.values()) {
            if (caller.may(permission)) {
                may.add(permission);
            }
        }
        return may;
    }

    private static String user(String name) {
        return """
                {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "%s", "externalId": "x-%s", "active": true}""".formatted(name, name);
    }

    private static String group(String name, String... members) {
        return """
                {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "%s", "members": [%s]}""".formatted(
                        name,
                        List.of(members).stream()
                                .map(id -> "{\"value\": \"" + id + "\"}")
                                .collect(Collectors.joining(", ")));
    }

    private String made(String path, String body) throws IOException {
        ScimClient.Reply reply = provider.send("POST", path, body);
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        return reply.id();
    }

    private static String operation(String method, String path, String data) {
        return "{\"method\": \"" + method + "\", \"path\": \"" + path + "\", \"bulkId\": \"b\""
                + (data.isEmpty() ? "" : ", \"data\": " + data) + "}";
    }

    private static String patch(String path, String operation) {
        return operation("PATCH", path, """
                {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [%s]}""".formatted(operation));
    }

    private static String set(String path, String attribute, String value) {
        return patch(path, "{\"op\": \"replace\", \"path\": \"" + attribute + "\", \"value\": \"" + value + "\"}");
    }

    private static String join(String group, String who) {
        return patch(
                "/Groups/" + group,
                "{\"op\": \"add\", \"path\": \"members\", \"value\": [{\"value\": \"" + who + "\"}]}");
    }

    private List<String> attempts() {
        return List.of(
                join(leads, ann),
                join(leads, eve),
                join(leads, own),
                join(own, eve),
                patch("/Groups/" + leads, "{\"op\": \"remove\", \"path\": \"members[value eq \\\"" + ann + "\\\"]\"}"),
                patch(
                        "/Groups/" + leads,
                        "{\"op\": \"replace\", \"path\": \"members\", \"value\": [{\"value\": \"" + ann + "\"}]}"),
                operation("PUT", "/Groups/" + leads, group("leads", ann, eve)),
                operation("DELETE", "/Groups/" + leads, ""),
                operation("POST", "/Groups", group("leads", ann)),
                set("/Groups/" + leads, "displayName", "of old"),
                set("/Groups/" + own, "displayName", "leads"),
                set("/Groups/" + own, "displayName", "own"),
                set("/Users/" + ben, "userName", "ben-of-old"),
                set("/Users/" + ann, "userName", "ben"),
                set("/Users/" + ann, "userName", "ann"),
                set("/Users/" + ben, "userName", "ben"),
                set("/Users/" + ann, "externalId", "x-ben"),
                operation("PUT", "/Users/" + ann, user("ben")),
                operation("DELETE", "/Users/" + ben, ""),
                operation("POST", "/Users", user("ben")),
                set("/Users/" + eve, "userType", "service"),
                patch("/Users/" + ann, "{\"op\": \"replace\", \"value\": {\"active\": false}}"),
                patch("/Users/" + ann, "{\"op\": \"replace\", \"value\": {\"active\": true}}"));
    }

    private void bulk(List<String> operations) throws IOException {
        ScimClient.Reply reply = provider.send("POST", "/Bulk", """
                {"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": [%s]}""".formatted(String.join(", ", operations)));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        said.add(String.join(" ", operations));
    }

    @Test
    void whatSomebodyMayNeverGrowsByWhatIsPushed() throws Exception {
        SubjectId one = subject("ann");
        SubjectId stranger = subject("eve");
        Set<Permission> looks = Preset.VIEWER.permissions();
        List<String> attempts = attempts();
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < TRIES; i++) {
            var operations = new ArrayList<String>();
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                operations.add(attempts.get(random.nextInt(attempts.size())).replace("\"b\"", "\"b" + n + "\""));
            }
            bulk(operations);
            run();
            // Into the group of lookers a source may put anybody: that is no office that waits for a yes.
            assertThat(may(one)).as("seed %d: %s", SEED, said).isSubsetOf(looks);
            assertThat(may(stranger)).as("seed %d: %s", SEED, said).isSubsetOf(looks);
        }
    }

    /** The same push does succeed where somebody else says yes: it is not in vain. */
    @Test
    void withSomebodyElsesYesItGrows() throws Exception {
        bulk(List.of(join(leads, ann)));
        web.get(ReconcileApi.class).approve(grace(), run().approvalHash().orElseThrow(), "she leads now");
        run();
        assertThat(may("ann")).contains(Permission.CHANGES_APPROVE);
    }
}
