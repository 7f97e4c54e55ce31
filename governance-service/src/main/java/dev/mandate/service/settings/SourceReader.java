package dev.mandate.service.settings;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.subject.SourceId;
import dev.mandate.service.directory.LdapSettings;
import dev.mandate.service.directory.LdapSource;
import dev.mandate.service.directory.Source;
import dev.mandate.service.directory.SourceLimits;
import dev.mandate.service.yaml.Faults;
import dev.mandate.service.yaml.Fields;
import dev.mandate.service.yaml.Node;
import dev.mandate.service.yaml.Shown;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Reads one entry of {@code sources}. */
final class SourceReader {
    private static final Duration USUAL_EVERY = Duration.ofSeconds(60);

    private final Fields fields;
    private final Function<String, Path> paths;
    private final BiFunction<Fields, String, Optional<Reference>> references;
    private final Faults faults;

    SourceReader(
            Fields fields,
            Function<String, Path> paths,
            BiFunction<Fields, String, Optional<Reference>> references,
            Faults faults) {
        this.fields = fields;
        this.paths = paths;
        this.references = references;
        this.faults = faults;
    }

    /** A source, and how often it is read. */
    record Read(Source source, Duration every) {}

    Optional<Read> read() {
        Optional<SourceId> id = fields.parsed("id", SourceId::of);
        Optional<LdapSettings.Bind> bind = fields.fields("bind", SettingsFormat.BIND).flatMap(this::bind);
        Optional<LdapSettings.People> people =
                fields.fields("people", SettingsFormat.PEOPLE).flatMap(this::people);
        Optional<LdapSettings.Groups> groups =
                fields.fields("groups", SettingsFormat.GROUPS).flatMap(this::groups);
        SourceLimits limits = fields.fields("limits", SettingsFormat.LIMITS)
                .map(this::limits)
                .orElse(SourceLimits.DEFAULT);
        Duration every = fields.parsed("every", Durations::parse).orElse(USUAL_EVERY);
        Duration timeout = fields.parsed("timeout", Durations::parse).orElse(LdapSettings.TIMEOUT);
        fields.word("type");
        if (id.isEmpty() || bind.isEmpty() || people.isEmpty() || groups.isEmpty()) {
            return Optional.empty();
        }
        return fields.text("url").map(url -> {
            var settings = new LdapSettings(
                    id.get(),
                    url,
                    fields.flag("insecure"),
                    fields.text("ca").map(paths).orElse(null),
                    bind.get(),
                    people.get(),
                    groups.get(),
                    fields.number("page-size").orElse(LdapSettings.PAGE_SIZE),
                    timeout);
            return new Read(new LdapSource(settings, limits), every);
        });
    }

    private Optional<LdapSettings.Bind> bind(Fields bind) {
        return bind.text("dn").flatMap(dn -> references.apply(bind, "password").flatMap(where -> {
            try {
                return Optional.of(new LdapSettings.Bind(dn, where.reveal()));
            } catch (IllegalArgumentException missing) {
                faults.add(bind.place("password"), String.valueOf(missing.getMessage()), "put the password there");
                return Optional.empty();
            }
        }));
    }

    private Optional<LdapSettings.People> people(Fields people) {
        Map<String, String> attributes = new HashMap<>();
        attributes.put("username", people.text("username").orElse("uid"));
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
        Optional<Filter> filter = filter(people, "filter", "(objectClass=inetOrgPerson)");
        return people.text("base")
                .flatMap(base -> filter.map(which -> new LdapSettings.People(
                        base,
                        which,
                        people.text("id").orElse("entryUUID"),
                        attributes,
                        people.parsed("suspended", SourceReader::filter).orElse(null),
                        people.parsed("left", SourceReader::filter).orElse(null))));
    }

    private Optional<LdapSettings.Groups> groups(Fields groups) {
        Optional<Filter> filter = filter(groups, "filter", "(objectClass=groupOfNames)");
        return groups.text("base")
                .flatMap(base -> filter.map(which -> new LdapSettings.Groups(
                        base,
                        which,
                        groups.text("id").orElse("entryUUID"),
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

    private static Optional<Filter> filter(Fields fields, String key, String fallback) {
        return fields.node(key).isPresent()
                ? fields.parsed(key, SourceReader::filter)
                : Optional.of(filter(fallback));
    }

    private static Filter filter(String text) {
        try {
            return Filter.create(text);
        } catch (LDAPException wrong) {
            throw new IllegalArgumentException(Shown.quote(text) + " is no LDAP filter", wrong);
        }
    }
}
