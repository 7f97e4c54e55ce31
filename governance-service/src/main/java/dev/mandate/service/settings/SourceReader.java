package dev.mandate.service.settings;

import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.subject.SourceId;
import dev.mandate.service.directory.FaultySettings;
import dev.mandate.service.directory.FileSource;
import dev.mandate.service.directory.LdapFilter;
import dev.mandate.service.directory.LdapKind;
import dev.mandate.service.directory.LdapSettings;
import dev.mandate.service.directory.LdapSource;
import dev.mandate.service.directory.PushSource;
import dev.mandate.service.directory.Source;
import dev.mandate.service.directory.SourceLimits;
import dev.mandate.service.directory.UserTypes;
import dev.mandate.service.yaml.Faults;
import dev.mandate.service.yaml.Fields;
import dev.mandate.service.yaml.Node;
import dev.mandate.service.yaml.Shape.Block;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads one entry of {@code sources}. */
final class SourceReader {
    private final Fields fields;
    private final Function<String, Path> paths;
    private final BiFunction<Fields, String, Optional<Reference>> references;
    private final Faults faults;

    private SourceReader(
            Fields fields,
            Function<String, Path> paths,
            BiFunction<Fields, String, Optional<Reference>> references,
            Faults faults) {
        this.fields = fields;
        this.paths = paths;
        this.references = references;
        this.faults = faults;
    }

    static Optional<Source> of(
            Node node,
            Function<String, Path> paths,
            BiFunction<Fields, String, Optional<Reference>> references,
            Faults faults) {
        Type type = Type.of(node);
        return Fields.of(type.format, node, faults)
                .map(fields -> new SourceReader(fields, paths, references, faults))
                .flatMap(type.reading);
    }

    /** What a source may say depends on its type, so that is looked at first. */
    private enum Type {
        LDAP("ldap", SettingsFormat.SOURCE, SourceReader::ldap),
        SCIM("scim", SettingsFormat.SCIM_SOURCE, SourceReader::scim),
        FILE("file", SettingsFormat.FILE_SOURCE, SourceReader::file);

        private final String word;

        @SuppressWarnings("ImmutableEnumChecker") // neither changes
        private final Block format;

        @SuppressWarnings("ImmutableEnumChecker")
        private final Function<SourceReader, Optional<Source>> reading;

        Type(String word, Block format, Function<SourceReader, Optional<Source>> reading) {
            this.word = word;
            this.format = format;
            this.reading = reading;
        }

        static Type of(Node node) {
            return Stream.of(values())
                    .filter(type -> type.isSaid(node))
                    .findFirst()
                    .orElse(LDAP);
        }

        private boolean isSaid(Node node) {
            return node instanceof Node.Table table
                    && table.entries().stream()
                            .anyMatch(entry -> entry.key().value().equals("type")
                                    && entry.value() instanceof Node.Text text
                                    && text.value().equals(word));
        }
    }

    private Optional<Source> scim() {
        SourceLimits usual = new SourceLimits(
                SourceLimits.DEFAULT.maxShrink(), SourceLimits.DEFAULT.maxGrowth(), PushSource.STALE_AFTER);
        SourceLimits limits = fields.fields("limits", SettingsFormat.PUSH_LIMITS)
                .map(said -> new SourceLimits(
                        limit(said, "max-shrink", usual.maxShrink()),
                        usual.maxGrowth(),
                        said.parsed("stale-after", Durations::parse).orElse(usual.staleAfter())))
                .orElse(usual);
        int rate = fields.number("rate").orElse(PushSource.RATE);
        fields.word("type");
        UserTypes types = fields.fields("user-types", SettingsFormat.USER_TYPES)
                .flatMap(this::userTypes)
                .orElse(UserTypes.NONE);
        return fields.parsed("id", SourceId::of).map(id -> new PushSource(id, limits, rate, types));
    }

    private Optional<UserTypes> userTypes(Fields said) {
        try {
            return Optional.of(new UserTypes(words(said, "services"), words(said, "machines"), words(said, "staged")));
        } catch (IllegalArgumentException both) {
            faults.add(said.place(), String.valueOf(both.getMessage()), "keep each word in one of the two lists");
            return Optional.empty();
        }
    }

    private static Set<String> words(Fields said, String key) {
        return said.texts(key).stream().map(Node.Text::value).collect(Collectors.toSet());
    }

    private Optional<Source> file() {
        SourceLimits limits = limits();
        Duration every = every();
        Optional<SourceId> id = fields.parsed("id", SourceId::of);
        return fields.text("file")
                .flatMap(path -> id.map(known -> new FileSource(known, paths.apply(path), limits, every)));
    }

    private SourceLimits limits() {
        return fields.fields("limits", SettingsFormat.LIMITS).map(this::limits).orElse(SourceLimits.DEFAULT);
    }

    private Duration every() {
        return fields.parsed("every", Durations::parse).orElse(Source.EVERY);
    }

    private Optional<Source> ldap() {
        Optional<SourceId> id = fields.parsed("id", SourceId::of);
        LdapKind kind = fields.word("kind").map(LdapKind::of).orElse(LdapKind.GENERIC);
        Optional<LdapSettings.Bind> bind =
                fields.fields("bind", SettingsFormat.BIND).flatMap(this::bind);
        Optional<LdapSettings.People> people =
                fields.fields("people", SettingsFormat.PEOPLE).flatMap(block -> people(block, kind));
        Optional<LdapSettings.Groups> groups =
                fields.fields("groups", SettingsFormat.GROUPS).flatMap(block -> groups(block, kind));
        Optional<LdapSettings.Reach> reach = reach();
        SourceLimits limits = limits();
        Duration every = every();
        Duration timeout = fields.parsed("timeout", Durations::parse).orElse(LdapSettings.TIMEOUT);
        fields.word("type");
        if (id.isEmpty() || reach.isEmpty() || bind.isEmpty() || people.isEmpty() || groups.isEmpty()) {
            return Optional.empty();
        }
        try {
            var settings = new LdapSettings(
                    id.get(),
                    kind,
                    reach.get(),
                    bind.get(),
                    people.get(),
                    groups.get(),
                    fields.number("page-size").orElse(LdapSettings.PAGE_SIZE),
                    timeout);
            boolean follow = fields.node("follow").isEmpty() || fields.flag("follow");
            return Optional.of(new LdapSource(settings, limits, every, follow));
        } catch (FaultySettings wrong) {
            wrong.faults().forEach(this::fault);
            return Optional.empty();
        }
    }

    /** One server as {@code url}, or several as {@code urls}. */
    private Optional<LdapSettings.Reach> reach() {
        Optional<String> url = fields.text("url");
        List<String> urls = fields.texts("urls").stream().map(Node.Text::value).toList();
        if (url.isPresent() == !urls.isEmpty()) {
            faults.add(
                    fields.place(url.isPresent() ? "urls" : "url"),
                    url.isPresent() ? "'url' and 'urls' are both there" : "neither 'url' nor 'urls' is there",
                    "write `url: ldaps://HOST:PORT`, or `urls:` with a list of servers that hold the same");
            return Optional.empty();
        }
        return Optional.of(new LdapSettings.Reach(
                url.map(List::of).orElse(urls),
                fields.flag("start-tls"),
                fields.flag("insecure"),
                fields.text("ca").map(paths).orElse(null)));
    }

    /** At the block that has the key, e.g. {@code people} for {@code people.id}. */
    private void fault(String key, String said) {
        int end = said.indexOf("; ");
        faults.add(
                fields.place(key.contains(".") ? key.substring(0, key.indexOf('.')) : key),
                "'" + key + "' " + (end < 0 ? said : said.substring(0, end)),
                end < 0 ? "see docs/sources-ldap.md" : said.substring(end + 2));
    }

    private Optional<LdapSettings.Bind> bind(Fields bind) {
        return bind.text("dn")
                .flatMap(dn -> references.apply(bind, "password").flatMap(where -> {
                    try {
                        return Optional.of(new LdapSettings.Bind(dn, where.reveal()));
                    } catch (IllegalArgumentException missing) {
                        faults.add(
                                bind.place("password"), String.valueOf(missing.getMessage()), "put the password there");
                        return Optional.empty();
                    }
                }));
    }

    private Optional<LdapSettings.People> people(Fields people, LdapKind kind) {
        Map<String, String> attributes = new HashMap<>();
        attributes.put("username", people.text("username").orElse(kind.username()));
        attributes.put("email", people.text("email").orElse("mail"));
        attributes.put("name", people.text("name").orElse("displayName"));
        people.node("attributes").ifPresent(node -> {
            if (node instanceof Node.Table table) {
                table.entries()
                        .forEach(entry -> Fields.text("attributes", entry.value(), faults)
                                .ifPresent(text -> attributes.put(entry.key().value(), text.value())));
            } else {
                faults.add(node.place(), "'attributes' is " + node.shape(), "write a mapping of names");
            }
        });
        Optional<LdapFilter> filter = filter(people, "filter", kind.people());
        return people.text("base")
                .flatMap(base -> filter.map(which -> new LdapSettings.People(
                        base,
                        which,
                        people.text("id").orElse(kind.id()),
                        attributes,
                        people.parsed("staged", LdapFilter::of).orElse(null),
                        people.parsed("suspended", LdapFilter::of)
                                .or(kind::suspended)
                                .orElse(null),
                        people.parsed("left", LdapFilter::of).orElse(null),
                        new LdapSettings.Kinds(
                                people.parsed("services", LdapFilter::of).orElse(null),
                                people.parsed("machines", LdapFilter::of).orElse(null),
                                people.text("owner").orElse(LdapSettings.Kinds.OWNER)))));
    }

    private Optional<LdapSettings.Groups> groups(Fields groups, LdapKind kind) {
        Optional<LdapFilter> filter = filter(groups, "filter", kind.groups());
        return groups.text("base")
                .flatMap(base -> filter.map(which -> new LdapSettings.Groups(
                        base,
                        which,
                        groups.text("id").orElse(kind.id()),
                        groups.text("name").orElse("cn"),
                        groups.text("member").orElse("member"))));
    }

    private SourceLimits limits(Fields limits) {
        return new SourceLimits(
                limit(limits, "max-shrink", SourceLimits.DEFAULT.maxShrink()),
                limit(limits, "max-growth", SourceLimits.DEFAULT.maxGrowth()),
                limits.parsed("stale-after", Durations::parse).orElse(SourceLimits.DEFAULT.staleAfter()));
    }

    private static Limit limit(Fields limits, String key, Limit fallback) {
        return limits.fields(key, SettingsFormat.LIMIT)
                .map(limit -> new Limit(
                        limit.number("percent").orElse(0),
                        limit.number("at-least").orElse(0)))
                .orElse(fallback);
    }

    private static Optional<LdapFilter> filter(Fields fields, String key, LdapFilter fallback) {
        return fields.node(key).isPresent() ? fields.parsed(key, LdapFilter::of) : Optional.of(fallback);
    }
}
