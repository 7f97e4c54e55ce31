package dev.mandate.service.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.agent.api.Reach;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.SubjectKind;
import dev.mandate.service.directory.PushSource;
import dev.mandate.service.directory.ReadSource;
import dev.mandate.service.directory.Source;
import dev.mandate.service.signin.SignInSettings;
import dev.mandate.service.yaml.Fault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {
    private static final String GOOD = """
            data: ./here
            policy: ./policy
            every: 10m
            secrets: {warehouse: {file: ./warehouse, deployments: [warehouse-prod], to: ["db1:5432"]}}
            sources:
              - id: corp
                type: ldap
                url: ldaps://ldap.example.org:636
                bind: {dn: "cn=reader,dc=example,dc=org", password: "${env:LDAP_PASSWORD}"}
                people: {base: "ou=people,dc=example,dc=org", left: "(employeeType=left)"}
                groups: {base: "ou=groups,dc=example,dc=org"}
                every: 30s
                limits: {max-shrink: {percent: 3, at-least: 2}, stale-after: 2d}
            """;

    @TempDir
    private Path folder;

    @Test
    void readsWhatAnOperatorWrites() throws IOException {
        Settings settings =
                read(GOOD, Map.of("LDAP_PASSWORD", "s3cret")).settings().orElseThrow();
        assertThat(settings.data()).isEqualTo(folder.resolve("here"));
        assertThat(settings.policy()).contains(folder.resolve("policy"));
        assertThat(settings.people()).isEqualTo(2);
        assertThat(settings.every()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.listen().getPort()).isEqualTo(8080);
        assertThat(settings.sources().getFirst().every()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.sources().getFirst().limits().staleAfter()).isEqualTo(Duration.ofDays(2));
        assertThat(settings.toString()).doesNotContain("s3cret");
    }

    @Test
    void readsWhoSignsInAndHow() throws IOException {
        Map<String, String> password = Map.of("LDAP_PASSWORD", "x");
        SignInSettings signIn = read(
                        GOOD + "public-url: https://mandate.example.org/\n"
                                + "sign-in: {passwords: [corp], proxies: 10.0.0.5, idle: 10m, longest: 8h}\n",
                        password)
                .settings()
                .orElseThrow()
                .signIn();
        assertThat(signIn)
                .isEqualTo(new SignInSettings(
                        Optional.of(URI.create("https://mandate.example.org")),
                        List.of(SourceId.of("corp")),
                        Optional.empty(),
                        List.of("10.0.0.5"),
                        Duration.ofMinutes(10),
                        Duration.ofHours(8)));
        assertThat(read(GOOD, password).settings().orElseThrow().signIn()).isEqualTo(SignInSettings.NONE);
    }

    @Test
    void signInThatWouldNotBeSafeIsAFault() throws IOException {
        assertThat(read(GOOD + """
                                        public-url: http://mandate.example.org
                                        sign-in: {passwords: [crop], proxies: [proxy.example.org], idle: 1d, longest: 1h}
                                        """, Map.of("LDAP_PASSWORD", "x")).faults())
                .extracting(Fault::message)
                .containsExactlyInAnyOrder(
                        "is not encrypted: to another host it is https:// only",
                        "'passwords' names 'crop', which is no source here",
                        "'proxy.example.org' is no IP address",
                        "'idle' is longer than 'longest', after which a session ends in any case");
        for (String url : List.of("https://a@b", "https://a/path", "ftp://a", "https://", "https://a?b")) {
            assertThat(read(GOOD + "public-url: " + url + "\n", Map.of("LDAP_PASSWORD", "x"))
                            .faults())
                    .as(url)
                    .isNotEmpty();
        }
    }

    @Test
    void variablesOverrideTheFile() throws IOException {
        Settings settings = read(
                        GOOD,
                        Map.of("LDAP_PASSWORD", "x", "MANDATE_DATA", "/elsewhere", "MANDATE_LISTEN", "127.0.0.1:9"))
                .settings()
                .orElseThrow();
        assertThat(settings.data()).isEqualTo(Path.of("/elsewhere"));
        assertThat(settings.listen().getPort()).isEqualTo(9);
    }

    @Test
    void saysEveryFaultAtOnceWithPlaceAndFix() throws IOException {
        List<Fault> faults = read("""
                        dat: ./here
                        listen: nowhere
                        people: 3
                        secrets: {W: {deployments: [a], to: ["x:1"]}}
                        sources:
                          - id: corp
                            type: ldpa
                            url: http://x
                            bind: {dn: "cn=x", password: hunter2}
                            people: {base: "dc=x", left: "(((("}
                            groups: {}
                            every: soon
                        """, Map.of()).faults();
        assertThat(faults).extracting(fault -> fault.place().line()).contains(1, 2, 3, 4, 7, 9, 10, 11, 12);
        assertThat(faults).extracting(Fault::fix).contains("did you mean 'data'?");
        assertThat(faults.toString()).doesNotContain("hunter2");
    }

    @Test
    void aKindSaysWhatItsProductIsLike() throws IOException {
        Map<String, String> password = Map.of("LDAP_PASSWORD", "x");
        assertThat(read(GOOD, password)
                        .settings()
                        .orElseThrow()
                        .sources()
                        .getFirst()
                        .blindSpots())
                .anyMatch(spot -> spot.startsWith("nobody is ever found suspended"));
        for (String kind : List.of("openldap", "389ds", "active-directory")) {
            assertThat(read(GOOD.replace("url:", "kind: " + kind + "\n    url:"), password)
                            .settings()
                            .orElseThrow()
                            .sources()
                            .getFirst()
                            .blindSpots())
                    .as(kind)
                    .isEmpty();
        }
        assertThat(read(GOOD.replace("url:", "kind: active-dir\n    url:"), password)
                        .faults())
                .extracting(Fault::fix)
                .containsExactly("did you mean 'active-directory'?");
    }

    @Test
    void takesOneServerOrSeveralAndNotBoth() throws IOException {
        Map<String, String> password = Map.of("LDAP_PASSWORD", "x");
        String several = "urls: [ldaps://a.example.org, ldaps://b.example.org]";
        String one = "url: ldaps://ldap.example.org:636";
        assertThat(read(GOOD.replace(one, several), password).faults()).isEmpty();
        assertThat(read(GOOD.replace(one, one + "\n    " + several), password).faults())
                .extracting(Fault::message)
                .containsExactly("'url' and 'urls' are both there");
        assertThat(read(GOOD.replace("    " + one + "\n", ""), password).faults())
                .extracting(Fault::message)
                .containsExactly("neither 'url' nor 'urls' is there");
        assertThat(read(GOOD.replace(one, several.replace("b.", "a.")), password)
                        .faults())
                .extracting(Fault::message)
                .containsExactly("'urls' names one server twice");
        assertThat(read(GOOD.replace(one, several.replace("ldaps://b", "ldap://b")), password)
                        .faults())
                .extracting(Fault::message)
                .containsExactly("'urls' is not encrypted");
    }

    @Test
    void readsWhatAProvidersWordsForUsersMean() throws IOException {
        String good = """
                sources:
                  - {id: corp, type: scim, user-types: {services: [Service, Bot], machines: Device, staged: [Prehire]}}
                """;
        assertThat(read(good, Map.of()).settings().orElseThrow().sources().getFirst())
                .isInstanceOfSatisfying(PushSource.class, source -> {
                    assertThat(source.types().kind("BOT")).isEqualTo(SubjectKind.SERVICE);
                    assertThat(source.types().kind("device")).isEqualTo(SubjectKind.MACHINE);
                    assertThat(source.types().kind("")).isEqualTo(SubjectKind.PERSON);
                    assertThat(source.types().isStaged("prehire")).isTrue();
                });
        assertThat(read(good.replace("Device", "[bot, Device]"), Map.of()).faults())
                .extracting(Fault::message)
                .containsExactly("these cannot mean a service and a machine: [bot]");
        assertThat(read(good.replace("[Prehire]", "[]"), Map.of()).faults())
                .extracting(Fault::message)
                .containsExactly("'staged' is an empty list");
    }

    @Test
    void readsAFileSourceWithTheKeysOfItsType() throws IOException {
        String good = """
                sources:
                  - {id: corp, type: file, file: people.yaml, every: 5m, limits: {stale-after: 2d}}
                """;
        Source source = read(good, Map.of()).settings().orElseThrow().sources().getFirst();
        assertThat(source.id()).isEqualTo(SourceId.of("corp"));
        assertThat(source.every()).isEqualTo(Duration.ofMinutes(5));
        assertThat(source.limits().staleAfter()).isEqualTo(Duration.ofDays(2));
        Files.writeString(folder.resolve("people.yaml"), "people: [{id: a, username: ann}]");
        assertThat(((ReadSource) source).read().people())
                .as("found beside mandate.yaml")
                .hasSize(1);
        assertThat(read(good.replace("file: people.yaml", "url: ldaps://x, bind: {}"), Map.of())
                        .faults())
                .extracting(Fault::message)
                .containsExactly(
                        "a source that is a file has no 'file'",
                        "unknown key 'url' in a source that is a file",
                        "unknown key 'bind' in a source that is a file");
        assertThat(read(good.replace("type: file", "type: fiel"), Map.of()).faults())
                .extracting(Fault::fix)
                .contains("did you mean 'file'?");
    }

    @Test
    void saysThatAFileIsMissing() {
        assertThat(SettingsFile.read(folder.resolve("none.yaml"), Map.of()).faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.message()).isEqualTo("no such file"));
    }

    @Test
    void saysWhereAgentsMayConnectTo() throws IOException {
        Settings settings = read(GOOD + "networks: [10.20.0.0/16, \"fd00:20::/32\"]\n", Map.of("LDAP_PASSWORD", "x"))
                .settings()
                .orElseThrow();
        assertThat(new Secrets(settings.secrets(), settings.reach()).reach())
                .isEqualTo(Reach.of("10.20.0.0/16,fd00:20::/32"));
        assertThat(read(GOOD + "networks: [db1]\n", Map.of("LDAP_PASSWORD", "x"))
                        .faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.message()).contains("db1"));
    }

    @Test
    void givesASecretOnlyToWhomAndWhereItMayGo() throws IOException {
        Settings settings = read(GOOD, Map.of("LDAP_PASSWORD", "x")).settings().orElseThrow();
        Files.writeString(folder.resolve("warehouse"), "s3cret\n");
        var secrets = new Secrets(settings.secrets(), settings.reach());
        DeploymentId prod = DeploymentId.of("warehouse-prod");
        assertThat(secrets.reveal("warehouse", prod, Set.of("db1:5432")).reveal())
                .isEqualTo("s3cret");
        assertThatThrownBy(() -> secrets.reveal("warehouse", prod, Set.of("db1:5432", "evil:5432")))
                .hasMessageContaining("may not go to evil:5432, only to [db1:5432]");
        assertThatThrownBy(() -> secrets.reveal("warehouse", prod, Set.of())).hasMessageContaining("may not go to");
        assertThatThrownBy(() -> secrets.reveal("warehouse", DeploymentId.of("dev"), Set.of("db1:5432")))
                .hasMessageContaining("is not for dev");
        assertThatThrownBy(() -> secrets.reveal("other", prod, Set.of("db1:5432")))
                .hasMessageContaining("no secret 'other'");
    }

    private SettingsReading read(String text, Map<String, String> environment) throws IOException {
        Path file = folder.resolve("mandate.yaml");
        Files.writeString(file, text);
        return SettingsFile.read(file, environment);
    }
}
