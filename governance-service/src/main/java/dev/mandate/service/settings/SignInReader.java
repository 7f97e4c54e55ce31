package dev.mandate.service.settings;

import dev.mandate.model.subject.SourceId;
import dev.mandate.service.directory.Source;
import dev.mandate.service.signin.ProviderSettings;
import dev.mandate.service.signin.ProviderSettings.Groups;
import dev.mandate.service.signin.ProviderSettings.Link;
import dev.mandate.service.signin.SignInSettings;
import dev.mandate.service.yaml.Faults;
import dev.mandate.service.yaml.Fields;
import dev.mandate.service.yaml.Node;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads {@code sign-in}. */
final class SignInReader {
    private static final String LOOPBACK = "localhost|127(\\.\\d{1,3}){3}|\\[::1]";

    private final Fields fields;
    private final List<Source> sources;
    private final Faults faults;
    private final Function<String, Path> paths;
    private final BiFunction<Fields, String, Optional<Reference>> references;

    SignInReader(
            Fields fields,
            List<Source> sources,
            Function<String, Path> paths,
            BiFunction<Fields, String, Optional<Reference>> references,
            Faults faults) {
        this.fields = fields;
        this.sources = sources;
        this.paths = paths;
        this.references = references;
        this.faults = faults;
    }

    /** Where browsers reach the service: host and port, nothing behind them. */
    static URI publicUrl(String text) {
        URI url = safe(text.replaceFirst("/$", ""));
        if (!url.getRawPath().isEmpty()) {
            throw new IllegalArgumentException("holds more than a host and a port");
        }
        return url;
    }

    /** A place to which secrets may go: with TLS, or inside this host. */
    private static URI safe(String text) {
        URI url = URI.create(text);
        String host = url.getHost();
        boolean plain = "http".equals(url.getScheme());
        if (host == null || !(plain || "https".equals(url.getScheme())) || url.getUserInfo() != null) {
            throw new IllegalArgumentException("is not a URL such as https://mandate.example.org");
        }
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException("holds more than a place");
        }
        if (plain && !host.matches(LOOPBACK)) {
            throw new IllegalArgumentException("is not encrypted: to another host it is https:// only");
        }
        return url;
    }

    Optional<SignInSettings> read(Optional<URI> publicUrl) {
        List<SourceId> passwords = new ArrayList<>();
        for (Node.Text text : fields.texts("passwords")) {
            source(text).map(Source::id).filter(id -> !passwords.contains(id)).ifPresent(passwords::add);
        }
        Optional<ProviderSettings> provider =
                fields.fields("provider", SettingsFormat.PROVIDER).flatMap(this::provider);
        if (provider.isPresent() && publicUrl.isEmpty()) {
            faults.add(
                    fields.place("provider"),
                    "a provider sends people back to 'public-url', which is not there",
                    "add public-url: https://HOST at the top");
            return Optional.empty();
        }
        List<String> proxies = proxies();
        Duration idle = fields.parsed("idle", Durations::parse).orElse(SignInSettings.IDLE);
        Duration longest = fields.parsed("longest", Durations::parse).orElse(SignInSettings.LONGEST);
        if (idle.compareTo(longest) > 0) {
            faults.add(
                    fields.place("idle"),
                    "'idle' is longer than 'longest', after which a session ends in any case",
                    "write a shorter idle, or a longer longest");
            return Optional.empty();
        }
        return Optional.of(new SignInSettings(publicUrl, passwords, provider, proxies, idle, longest));
    }

    private Optional<ProviderSettings> provider(Fields provider) {
        Optional<URI> issuer = provider.parsed("issuer", SignInReader::safe);
        Optional<String> client = provider.text("client");
        Optional<String> secret = references.apply(provider, "secret").flatMap(where -> {
            try {
                return Optional.of(where.reveal());
            } catch (IllegalArgumentException missing) {
                faults.add(provider.place("secret"), String.valueOf(missing.getMessage()), "put the secret there");
                return Optional.empty();
            }
        });
        Optional<Link> link = provider.fields("link", SettingsFormat.LINK).flatMap(this::link);
        Optional<Groups> groups = provider.fields("groups", SettingsFormat.CLAIMED_GROUPS)
                .map(block -> new Groups(
                        block.text("claim").orElse("groups"),
                        block.texts("any-of").stream().map(Node.Text::value).collect(Collectors.toSet())));
        if (issuer.isEmpty() || client.isEmpty() || secret.isEmpty() || link.isEmpty()) {
            return Optional.empty();
        }
        List<String> scopes =
                provider.texts("scopes").stream().map(Node.Text::value).toList();
        return Optional.of(new ProviderSettings(
                issuer.get(),
                provider.text("ca").map(paths),
                client.get(),
                secret.get(),
                scopes.isEmpty() ? ProviderSettings.SCOPES : scopes,
                link.get(),
                groups));
    }

    private Optional<Link> link(Fields link) {
        Optional<SourceId> source = link.parsed("source", SourceId::of);
        boolean known =
                source.isPresent() && sources.stream().anyMatch(one -> one.id().equals(source.get()));
        if (source.isPresent() && !known) {
            faults.add(
                    link.place("source"),
                    "'source' is '" + source.get() + "', which is no source here",
                    "write the id of one under sources:");
            return Optional.empty();
        }
        return source.flatMap(id -> link.text("claim")
                .flatMap(claim -> link.text("attribute").map(attribute -> new Link(id, claim, attribute))));
    }

    private List<String> proxies() {
        List<String> proxies = new ArrayList<>();
        for (Node.Text text : fields.texts("proxies")) {
            Fields.parsed(text, SignInReader::address, "an IP address, such as 10.0.0.5", faults)
                    .ifPresent(proxies::add);
        }
        return proxies;
    }

    /** A name would be looked up, and whoever answers for it would be believed. */
    private static String address(String text) {
        if (!text.matches("[0-9a-fA-F:]*:[0-9a-fA-F:.]*|[0-9]{1,3}(\\.[0-9]{1,3}){3}")) {
            throw new IllegalArgumentException("'" + text + "' is no IP address");
        }
        return text;
    }

    private Optional<Source> source(Node.Text named) {
        Optional<Source> known = sources.stream()
                .filter(source -> source.id().value().equals(named.value()))
                .findFirst();
        if (known.isEmpty()) {
            faults.add(
                    named.place(),
                    "'passwords' names '" + named.value() + "', which is no source here",
                    "write the id of an LDAP source under sources:");
            return Optional.empty();
        }
        if (known.get().passwords().isEmpty()) {
            faults.add(
                    named.place(),
                    "'passwords' names '" + named.value() + "', which knows no passwords",
                    "name a source of the type ldap");
            return Optional.empty();
        }
        return known;
    }
}
