package dev.mandate.service.settings;

import dev.mandate.model.subject.SourceId;
import dev.mandate.service.directory.Source;
import dev.mandate.service.signin.SignInSettings;
import dev.mandate.service.yaml.Faults;
import dev.mandate.service.yaml.Fields;
import dev.mandate.service.yaml.Node;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code sign-in}. */
final class SignInReader {
    private static final String LOOPBACK = "localhost|127(\\.\\d{1,3}){3}|\\[::1]";

    private final Fields fields;
    private final List<Source> sources;
    private final Faults faults;

    SignInReader(Fields fields, List<Source> sources, Faults faults) {
        this.fields = fields;
        this.sources = sources;
        this.faults = faults;
    }

    /** Where browsers reach the service: host and port, nothing behind them. */
    static URI publicUrl(String text) {
        URI url = URI.create(text.replaceFirst("/$", ""));
        String host = url.getHost();
        boolean plain = "http".equals(url.getScheme());
        if (host == null || !(plain || "https".equals(url.getScheme())) || url.getUserInfo() != null) {
            throw new IllegalArgumentException("is not a URL such as https://mandate.example.org");
        }
        if (!url.getRawPath().isEmpty() || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException("holds more than a host and a port");
        }
        if (plain && !host.matches(LOOPBACK)) {
            throw new IllegalArgumentException("is not encrypted: cookies go to another host with https:// only");
        }
        return url;
    }

    Optional<SignInSettings> read(Optional<URI> publicUrl) {
        List<SourceId> passwords = new ArrayList<>();
        for (Node.Text text : fields.texts("passwords")) {
            source(text).map(Source::id).filter(id -> !passwords.contains(id)).ifPresent(passwords::add);
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
        return Optional.of(new SignInSettings(publicUrl, passwords, proxies, idle, longest));
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
