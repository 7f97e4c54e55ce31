package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.AgentType;
import dev.mandate.agent.api.ConnectSchema;
import dev.mandate.agent.api.ConnectSchema.Field;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.InstalledAgents;
import dev.mandate.agent.api.Secret;
import dev.mandate.agent.api.Vocabularies;
import dev.mandate.model.access.AccountPattern;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Modes;
import dev.mandate.model.access.SignIn;
import dev.mandate.model.state.ReadScope;
import dev.mandate.service.policy.Applications;
import dev.mandate.service.policy.PolicyFile;
import dev.mandate.service.policy.PolicyFolder;
import dev.mandate.service.policy.PolicyReading;
import dev.mandate.service.settings.Secrets;
import dev.mandate.service.settings.Settings;
import dev.mandate.service.settings.SettingsFile;
import dev.mandate.service.yaml.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** F15: whoever writes policy writes references to secrets, and says where they are taken to. */
class SecretReferencesTest {
    private static final String OURS = "a secret of ours";
    private static final String THEIRS = "a secret of theirs";
    private static final String OUTSIDE = "what is outside of it all";

    /** Neither a name that the operator gave, nor anything but a name. */
    private static final List<String> NO_REFERENCES = List.of(
            OUTSIDE,
            "outside",
            "${secret:}",
            "${secret:OURS}",
            "${secret: ours}",
            "${secret:ours }",
            "${secret:ours",
            "$secret:ours",
            "#{secret:ours}",
            "x${secret:ours}",
            "${secret:ours}x",
            "${secret:ours}${secret:theirs}",
            "${secret:${secret:ours}}",
            "${secret:../outside}",
            "${secret:./ours}",
            "${secret:ours/../../outside}",
            "${secret:/etc/passwd}",
            "${secret:..%2Foutside}",
            "${secret:ours%00}",
            "${secret:file:outside}",
            "${secret:https://evil.example/}",
            "https://evil.example/${secret:ours}",
            "${file:outside}",
            "${file:/etc/passwd}",
            "file:///etc/passwd",
            "${env:THEIRS}",
            "${env:PATH}",
            "${sys:user.home}",
            "${jndi:ldap://127.0.0.1/x}");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final List<Connection> opened = new ArrayList<>();

    /** Is like another, and only notes what it would be told. */
    private record Noting(AgentType real, List<Connection> opened) implements AgentType {
        @Override
        public Vocabularies vocabularies() {
            return real.vocabularies();
        }

        @Override
        public ConnectSchema connect() {
            return real.connect();
        }

        @Override
        public Agent open(Connection connection) {
            opened.add(connection);
            throw new AgentException(ErrorCode.UNREACHABLE, "noted");
        }
    }

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("ours"), OURS);
        Files.writeString(folder.resolve("theirs"), THEIRS);
        Files.writeString(folder.resolve("outside"), OUTSIDE);
    }

    /** Every application whose agent is told a secret. */
    static List<ApplicationName> applications() {
        return Applications.installed().names().stream()
                .map(ApplicationName::of)
                .filter(name -> !fields(name, ConnectSchema.Type.SECRET).isEmpty())
                .toList();
    }

    private static AgentType type(ApplicationName application) {
        return Applications.installed().type(application).orElseThrow();
    }

    private static List<Field> fields(ApplicationName application, ConnectSchema.Type... types) {
        return type(application).connect().fields().stream()
                .filter(field -> List.of(types).contains(field.type()))
                .toList();
    }

    /** What policy says where nothing is wrong. */
    private static Map<String, String> connect(ApplicationName application) {
        var connect = new TreeMap<String, String>();
        for (Field field : type(application).connect().fields()) {
            switch (field.type()) {
                case SECRET -> connect.put(field.name(), "${secret:ours}");
                case URL -> connect.put(field.name(), "https://db1.example.org");
                case HOST -> connect.put(field.name(), "db1.example.org");
                case PORT -> connect.put(field.name(), "443");
                case TEXT, HOSTS, TLS, FILE, BOOLEAN, LIST -> {
                    if (field.required()) {
                        connect.put(field.name(), "mandate");
                    }
                }
            }
        }
        if (application.value().equals("postgresql")) {
            connect.put("database", "warehouse");
        }
        return connect;
    }

    /** As it was written in mandate.yaml: ours is for this deployment and this place alone. */
    private InstalledAgents agents(Iterable<AgentType> types) throws IOException {
        Path file = Files.writeString(folder.resolve("mandate.yaml"), """
                data: ./data
                secrets:
                  ours: {file: ./ours, deployments: [here], to: ["db1.example.org:443"]}
                  theirs: {env: THEIRS, deployments: [elsewhere], to: ["db1.example.org:443"]}
                sources: [{id: corp, type: file, file: ./people.yaml}]
                """);
        Settings settings = SettingsFile.read(file, Map.of("THEIRS", THEIRS, "PATH", OUTSIDE))
                .settings()
                .orElseThrow();
        return new InstalledAgents(
                types, new Secrets(settings.secrets(), settings.reach()), () -> Instant.parse("2026-11-26T12:00:00Z"));
    }

    private static Deployment deployment(ApplicationName application, Map<String, String> connect) {
        return new Deployment(
                DeploymentId.of("here"),
                application,
                null,
                new TreeMap<>(),
                new TreeMap<>(connect),
                Deployment.LOCAL_AGENT,
                Modes.OBSERVE_ALL,
                AccountPattern.USERNAME,
                SignIn.EXTERNAL,
                null,
                false);
    }

    private AgentException refused(ApplicationName application, Map<String, String> connect) throws IOException {
        InstalledAgents agents = agents(List.of(new Noting(type(application), opened)));
        AgentException refused =
                catchThrowableOfType(AgentException.class, () -> agents.open(deployment(application, connect)));
        assertThat(refused).as(connect.toString()).isNotNull();
        return refused;
    }

    private void refuses(ApplicationName application, Map<String, String> connect) throws IOException {
        AgentException refused = refused(application, connect);
        assertThat(opened).as(connect.toString()).isEmpty();
        assertThat(refused.code()).as(connect.toString()).isEqualTo(ErrorCode.BAD_CONNECT);
        for (Throwable at = refused; at != null; at = at.getCause()) {
            assertThat(at.toString()).doesNotContain(OURS, THEIRS, OUTSIDE);
        }
    }

    /** So that what is refused below is refused for what it says. */
    @ParameterizedTest
    @MethodSource("applications")
    void aNameOfTheOperatorsFileGoesWhereThatSays(ApplicationName application) throws IOException {
        assertThat(refused(application, connect(application))).hasMessage("noted");
        for (Field field : fields(application, ConnectSchema.Type.SECRET)) {
            assertThat(opened.getLast().secret(field.name()).reveal()).isEqualTo(OURS);
        }
        assertThat(check(application, connect(application)).faults()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("applications")
    void nothingElseIsAReference(ApplicationName application) throws IOException {
        for (Field field : fields(application, ConnectSchema.Type.SECRET)) {
            for (String written : NO_REFERENCES) {
                Map<String, String> connect = connect(application);
                connect.put(field.name(), written);
                refuses(application, connect);
                assertThat(check(application, connect).faults())
                        .as(written)
                        .isNotEmpty()
                        .extracting(Fault::toString)
                        .noneMatch(said -> said.contains(OUTSIDE));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("applications")
    void noOtherFieldNamesASecret(ApplicationName application) throws IOException {
        for (Field field : type(application).connect().fields()) {
            Map<String, String> connect = connect(application);
            connect.put(field.name(), "x${secret:ours}");
            assertThat(check(application, connect).faults()).as(field.name()).isNotEmpty();
            // If it were published all the same, it would be what is written, and nothing of a secret.
            opened.clear();
            refused(application, connect);
            assertThat(opened.stream().flatMap(told -> told.fields().values().stream()))
                    .noneMatch(value -> value.contains(OURS));
        }
    }

    @ParameterizedTest
    @MethodSource("applications")
    void aSecretIsOfItsDeployment(ApplicationName application) throws IOException {
        for (Field field : fields(application, ConnectSchema.Type.SECRET)) {
            for (String name : List.of("theirs", "outside", "corp", "data", "mandate")) {
                Map<String, String> connect = connect(application);
                connect.put(field.name(), "${secret:" + name + "}");
                refuses(application, connect);
            }
        }
    }

    /** Keycloak's CVE-2024-5967: whoever changes where to, or adds another place, has the secret sent there. */
    @ParameterizedTest
    @MethodSource("applications")
    void aSecretGoesNowhereElse(ApplicationName application) throws IOException {
        List<Field> addresses = fields(
                application,
                ConnectSchema.Type.HOST,
                ConnectSchema.Type.HOSTS,
                ConnectSchema.Type.PORT,
                ConnectSchema.Type.URL);
        assertThat(addresses).isNotEmpty();
        for (Field field : addresses) {
            for (String place : elsewhere(field.type())) {
                Map<String, String> connect = connect(application);
                connect.put(field.name(), place);
                refuses(application, connect);
            }
        }
    }

    private static List<String> elsewhere(ConnectSchema.Type type) {
        List<String> hosts = List.of(
                "evil.example",
                "db1.example.org.evil.example",
                "db1.example.org@evil.example",
                "db1.example.org:443@evil.example",
                "evil.example#db1.example.org",
                "DB1.example.org.",
                "127.0.0.1");
        return switch (type) {
            case HOST -> hosts;
            case HOSTS ->
                Stream.concat(
                                hosts.stream(),
                                Stream.of("db1.example.org,evil.example", "db1.example.org, evil.example"))
                        .toList();
            case PORT -> List.of("444", "1");
            case URL ->
                Stream.concat(
                                hosts.stream().map(host -> "https://" + host),
                                Stream.of(
                                        "https://db1.example.org:444",
                                        "http://db1.example.org",
                                        "https://evil.example/db1.example.org:443",
                                        "https://evil.example?db1.example.org:443"))
                        .toList();
            case TEXT, TLS, FILE, BOOLEAN, LIST, SECRET -> throw new IllegalArgumentException(type + " is no place");
        };
    }

    /** Whoever writes policy names a file of the agent's host, and is told nothing of what is in it. */
    @ParameterizedTest
    @MethodSource("applications")
    void aFileOfAuthoritiesTellsNothingAndEnds(ApplicationName application) throws IOException {
        List<String> said = new ArrayList<>();
        for (Field field : fields(application, ConnectSchema.Type.FILE)) {
            Map<String, String> here = connect(application);
            for (Field place : fields(application, ConnectSchema.Type.HOST, ConnectSchema.Type.URL)) {
                here.put(place.name(), place.type() == ConnectSchema.Type.URL ? "https://127.0.0.1:1" : "127.0.0.1");
            }
            fields(application, ConnectSchema.Type.PORT).forEach(port -> here.put(port.name(), "1"));
            here.put(field.name(), folder.resolve("outside").toString());
            said.add(text(ask(type(application), application, here, field)));
            for (String path : List.of("/dev/zero", "/dev/stdin", folder.toString(), "/nowhere", "\0")) {
                Map<String, String> connect = connect(application);
                connect.put(field.name(), path);
                refuses(application, connect);
            }
        }
        assertThat(said).isNotEmpty().noneMatch(text -> text.contains(OUTSIDE));
    }

    /** What the real agent says of it. */
    private static Throwable ask(AgentType type, ApplicationName application, Map<String, String> connect, Field file) {
        var fields = new TreeMap<>(connect);
        var secrets = new TreeMap<String, Secret>();
        for (Field field : type.connect().fields()) {
            if (field.type() == ConnectSchema.Type.SECRET) {
                fields.remove(field.name());
                secrets.put(field.name(), new Secret(OURS));
            }
        }
        Throwable thrown = catchThrowable(() -> {
            try (Agent agent = type.open(new Connection(
                    DeploymentId.of("here"), fields, secrets, () -> Instant.parse("2026-11-26T12:00:00Z")))) {
                agent.read(new ReadScope.Full(Set.of()));
            }
        });
        assertThat(thrown).as(application + " " + file.name()).isNotNull();
        return thrown;
    }

    private static String text(Throwable thrown) {
        return Stream.iterate(thrown, at -> at != null, Throwable::getCause)
                .map(Throwable::toString)
                .collect(Collectors.joining("\n"));
    }

    private static PolicyReading check(ApplicationName application, Map<String, String> connect) {
        String fields = connect.entrySet().stream()
                .map(entry -> entry.getKey() + ": \""
                        + entry.getValue().replace("\\", "\\\\").replace("\0", "\\0") + "\"")
                .collect(Collectors.joining(", "));
        return PolicyFolder.read(List.of(new PolicyFile(
                "policy.yaml",
                "deployments: [{id: here, application: " + application + ", connect: {" + fields + "}}]\n")));
    }

    /** A folder that many may write to is read by a service that may read more. */
    @Test
    void noLinkLeadsOutOfThePolicyFolder() throws IOException {
        Path policy = Files.createDirectories(folder.resolve("policy"));
        Path private_ = Files.createDirectories(folder.resolve("private"));
        Files.writeString(private_.resolve("keys.yaml"), OUTSIDE);
        Files.writeString(policy.resolve("policy.yaml"), "roles: []\n");
        assertThat(PolicyFolder.read(policy).faults()).isEmpty();
        for (Path to : List.of(private_.resolve("keys.yaml"), private_, Path.of("../private"), Path.of("/dev/zero"))) {
            Path link = Files.createSymbolicLink(policy.resolve("link.yaml"), to);
            PolicyReading reading = PolicyFolder.read(policy);
            assertThat(reading.faults())
                    .as(to.toString())
                    .singleElement()
                    .satisfies(fault -> assertThat(fault.message()).contains("leaves the policy folder"));
            assertThat(reading.faults().toString()).doesNotContain(OUTSIDE);
            Files.delete(link);
        }
    }
}
