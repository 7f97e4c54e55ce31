package dev.mandate.service.signin;

import dev.mandate.model.subject.SourceId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the operator's file says of signing in.
 *
 * @param publicUrl where browsers reach the service; empty: on this host only, without TLS
 * @param passwords the sources whose directory is asked for passwords
 * @param provider the identity provider; with one, {@code publicUrl} is known
 * @param proxies addresses of proxies in front, which are believed when they say for whom they ask
 * @param idle after how long without a request a session ends
 * @param longest after how long it ends in any case
 */
public record SignInSettings(
        Optional<URI> publicUrl,
        List<SourceId> passwords,
        Optional<ProviderSettings> provider,
        List<String> proxies,
        Duration idle,
        Duration longest) {
    public static final Duration IDLE = Duration.ofMinutes(30);
    public static final Duration LONGEST = Duration.ofHours(12);

    /** Nobody signs in. */
    public static final SignInSettings NONE =
            new SignInSettings(Optional.empty(), List.of(), Optional.empty(), List.of(), IDLE, LONGEST);

    public SignInSettings {
        passwords = List.copyOf(passwords);
        proxies = List.copyOf(proxies);
        if (idle.compareTo(longest) > 0) {
            throw new IllegalArgumentException("a session cannot be idle for longer than it lasts");
        }
        if (provider.isPresent() && publicUrl.isEmpty()) {
            throw new IllegalArgumentException("a provider sends people back to public-url, which is missing");
        }
    }

    /** Whether anybody can. */
    public boolean isSome() {
        return !passwords.isEmpty() || provider.isPresent();
    }

    /** Whether browsers reach us with TLS. */
    boolean isSecure() {
        return publicUrl.filter(url -> url.getScheme().equals("https")).isPresent();
    }
}
