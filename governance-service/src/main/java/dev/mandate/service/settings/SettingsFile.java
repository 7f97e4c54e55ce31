package dev.mandate.service.settings;

import dev.mandate.agent.api.Network;
import dev.mandate.agent.api.Reach;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.subject.LinkRule;
import dev.mandate.model.subject.SourceId;
import dev.mandate.service.directory.Source;
import dev.mandate.service.platform.DatabaseSettings;
import dev.mandate.service.platform.DatabaseSettings.Login;
import dev.mandate.service.settings.Settings.SecretPlace;
import dev.mandate.service.signin.SignInSettings;
import dev.mandate.service.yaml.Faults;
import dev.mandate.service.yaml.Fields;
import dev.mandate.service.yaml.Node;
import dev.mandate.service.yaml.Place;
import dev.mandate.service.yaml.Shape;
import dev.mandate.service.yaml.YamlText;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads {@code mandate.yaml}. Single values at its top are overridden by {@code MANDATE_…} variables. */
public final class SettingsFile {
    private static final Duration USUAL_EVERY = Duration.ofMinutes(5);
    private static final Duration USUAL_CONFIRM_AFTER = Duration.ofHours(1);
    private static final int POSTGRESQL = 5432;
    private static final long LARGEST = 1 << 20;

    private final Path file;
    private final Map<String, String> environment;
    private final Faults faults = new Faults();

    private SettingsFile(Path file, Map<String, String> environment) {
        this.file = file;
        this.environment = environment;
    }

    /** Every fault at once; no secret is read. */
    public static SettingsReading read(Path file, Map<String, String> environment) {
        return new SettingsFile(file, environment).reading();
    }

    private SettingsReading reading() {
        Optional<Settings> settings = text().flatMap(text -> {
                    faults.source(file.toString(), text);
                    List<Node> documents = YamlText.read(file.toString(), text, faults);
                    if (documents.size() == 1) {
                        return Fields.of(SettingsFormat.SETTINGS, documents.getFirst(), faults);
                    }
                    if (faults.none()) {
                        faults.add(whole(), "holds " + documents.size() + " documents", "write one");
                    }
                    return Optional.empty();
                })
                .map(this::settings);
        return new SettingsReading(faults.none() ? settings : Optional.empty(), faults.faults());
    }

    private Optional<String> text() {
        try {
            if (Files.size(file) > LARGEST) {
                faults.add(whole(), "is larger than 1 MiB", "is it the right file?");
                return Optional.empty();
            }
            return Optional.of(Files.readString(file));
        } catch (IOException unreadable) {
            String why = Files.exists(file) ? "cannot be read as UTF-8 text" : "no such file";
            faults.add(
                    whole(),
                    why,
                    "give mandate.yaml with --config FILE; docs/getting-started.md has one to begin with");
            return Optional.empty();
        }
    }

    private Place whole() {
        return new Place(file.toString(), 1, 1);
    }

    private Settings settings(Fields fields) {
        InetSocketAddress listen =
                single(fields, "listen", SettingsFile::address).orElseGet(() -> address("127.0.0.1:8080"));
        List<Source> sources = new ArrayList<>();
        Set<SourceId> ids = new HashSet<>();
        for (Node node : fields.items("sources")) {
            SourceReader.of(node, this::path, this::reference, faults).ifPresent(read -> {
                sources.add(read);
                if (!ids.add(read.id())) {
                    faults.add(
                            node.place(),
                            "source '" + read.id() + "' is there twice",
                            "give each source an id of its own");
                }
            });
        }
        return new Settings(
                file,
                single(fields, "data", this::path).orElseGet(() -> path("data")),
                fields.fields("database", SettingsFormat.DATABASE).flatMap(this::database),
                listen,
                signIn(fields, sources),
                single(fields, "policy", this::path),
                fields.number("people").orElse(2),
                fields.parsed("confirm-after", SettingsFile::confirmAfter).orElse(USUAL_CONFIRM_AFTER),
                fields.parsed("every", Durations::parse).orElse(USUAL_EVERY),
                fields.items("checkpoints").stream()
                        .flatMap(node -> Fields.text("checkpoints", node, faults).stream())
                        .map(text -> path(text.value()))
                        .toList(),
                secrets(fields),
                new Reach(networks(fields)),
                sources,
                links(fields, ids));
    }

    private List<LinkRule> links(Fields fields, Set<SourceId> known) {
        List<LinkRule> rules = new ArrayList<>();
        for (Node node : fields.items("links")) {
            Fields.of(SettingsFormat.LINK_RULE, node, faults).ifPresent(rule -> {
                List<SourceId> sources = new ArrayList<>();
                rule.texts("sources")
                        .forEach(text -> Fields.parsed(text, SourceId::of, Shape.ID.form(), faults)
                                .filter(id -> isKnown(text, id, known))
                                .ifPresent(sources::add));
                rule.text("attribute").ifPresent(attribute -> {
                    try {
                        rules.add(new LinkRule(attribute, sources));
                    } catch (IllegalArgumentException wrong) {
                        faults.add(rule.place(), String.valueOf(wrong.getMessage()), "name two or more sources");
                    }
                });
            });
        }
        return rules;
    }

    private boolean isKnown(Node.Text text, SourceId id, Set<SourceId> known) {
        if (!known.contains(id)) {
            faults.add(
                    text.place(), "there is no source '" + id + "'", "name one of 'sources', whose ids are " + known);
        }
        return known.contains(id);
    }

    private SignInSettings signIn(Fields fields, List<Source> sources) {
        Optional<URI> publicUrl = single(fields, "public-url", SignInReader::publicUrl);
        return fields.fields("sign-in", SettingsFormat.SIGN_IN)
                .flatMap(block -> new SignInReader(block, sources, this::path, this::reference, faults).read(publicUrl))
                .orElse(SignInSettings.NONE);
    }

    private List<Network> networks(Fields fields) {
        return fields.texts("networks").stream()
                .flatMap(text -> Fields.parsed(text, Network::of, "a network such as 10.0.0.0/8", faults).stream())
                .toList();
    }

    private static Duration confirmAfter(String text) {
        Duration after = Durations.parse(text);
        if (after.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException("must be a minute or longer: nobody reconsiders in less");
        }
        return after;
    }

    /** The variable if it is set, otherwise the key. */
    private <T> Optional<T> single(Fields fields, String key, java.util.function.Function<String, T> parser) {
        String variable = "MANDATE_" + key.replace('-', '_').toUpperCase(java.util.Locale.ROOT);
        String value = environment.get(variable);
        if (value == null) {
            return fields.parsed(key, parser);
        }
        try {
            return Optional.of(parser.apply(value));
        } catch (IllegalArgumentException wrong) {
            faults.add(new Place(variable, 1, 1), String.valueOf(wrong.getMessage()), "set it as the key " + key);
            return Optional.empty();
        }
    }

    private Path path(String text) {
        Path folder = file.toAbsolutePath().getParent();
        return (folder == null ? Path.of(text) : folder.resolve(text)).normalize();
    }

    private Optional<Reference> reference(Fields fields, String key) {
        return fields.parsed(key, this::reference);
    }

    private Reference reference(String text) {
        if (text.startsWith("${file:") && text.endsWith("}")) {
            return new Reference.OfFile(path(text.substring(7, text.length() - 1)));
        }
        if (text.matches("\\$\\{env:[A-Za-z_][A-Za-z0-9_]*}")) {
            return new Reference.OfVariable(text.substring(6, text.length() - 1), environment);
        }
        throw new IllegalArgumentException("a secret is written here in the open, or its reference is not well-formed");
    }

    private Optional<DatabaseSettings> database(Fields fields) {
        Optional<Login> owner = fields.fields("owner", SettingsFormat.OWNER).flatMap(this::login);
        DatabaseSettings.Tls tls = fields.word("tls")
                .map(word -> DatabaseSettings.Tls.valueOf(
                        word.toUpperCase(java.util.Locale.ROOT).replace('-', '_')))
                .orElse(DatabaseSettings.Tls.VERIFY_FULL);
        return login(fields)
                .flatMap(application -> fields.text("host")
                        .flatMap(host -> fields.text("name")
                                .map(name -> new DatabaseSettings(
                                        host,
                                        fields.number("port").orElse(POSTGRESQL),
                                        name,
                                        application,
                                        owner,
                                        tls,
                                        fields.text("ca").map(this::path)))));
    }

    private Optional<Login> login(Fields fields) {
        Optional<String> password = reference(fields, "password").flatMap(where -> {
            try {
                return Optional.of(where.reveal());
            } catch (IllegalArgumentException missing) {
                faults.add(fields.place("password"), String.valueOf(missing.getMessage()), "put the password there");
                return Optional.empty();
            }
        });
        return fields.text("user").flatMap(user -> password.map(value -> new Login(user, value)));
    }

    private Map<String, SecretPlace> secrets(Fields fields) {
        Map<String, SecretPlace> secrets = new HashMap<>();
        fields.node("secrets").ifPresent(node -> {
            if (!(node instanceof Node.Table table)) {
                faults.add(node.place(), "'secrets' is " + node.shape(), "write a mapping from name to secret");
                return;
            }
            table.entries().forEach(entry -> {
                if (!Shape.isId(entry.key().value())) {
                    faults.add(entry.key().place(), "a secret's name is not valid", "write " + Shape.ID.form());
                }
                Fields.of(SettingsFormat.SECRET, entry.value(), faults)
                        .flatMap(this::secret)
                        .ifPresent(secret -> secrets.put(entry.key().value(), secret));
            });
        });
        return secrets;
    }

    private Optional<SecretPlace> secret(Fields fields) {
        Optional<Reference> inFile = fields.text("file").map(text -> new Reference.OfFile(path(text)));
        Optional<Reference> inVariable = fields.text("env").map(name -> new Reference.OfVariable(name, environment));
        if (inFile.isPresent() == inVariable.isPresent()) {
            faults.add(fields.place(), "a secret is in a file or in a variable", "give one of file and env");
            return Optional.empty();
        }
        Set<DeploymentId> deployments = new HashSet<>();
        fields.texts("deployments")
                .forEach(text -> Fields.parsed(text, DeploymentId::of, Shape.ID.form(), faults)
                        .ifPresent(deployments::add));
        Set<String> to = fields.texts("to").stream().map(Node.Text::value).collect(Collectors.toSet());
        return inFile.or(() -> inVariable).map(where -> new SecretPlace(where, deployments, to));
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("an address is HOST:PORT");
        }
        return InetSocketAddress.createUnresolved(
                text.substring(0, colon).replaceAll("^\\[|]$", ""), Integer.parseInt(text.substring(colon + 1)));
    }
}
