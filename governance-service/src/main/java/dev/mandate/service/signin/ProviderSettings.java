package dev.mandate.service.signin;

import dev.mandate.model.subject.SourceId;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The company's identity provider, by OpenID Connect Core 1.0.
 *
 * @param issuer exactly as its tokens say it
 * @param ca whose certificates it has; empty: somebody's whom the Java runtime trusts
 * @param client our id there
 * @param secret our password there
 * @param scopes asked for beside {@code openid}
 * @param link how somebody who signs in is found in the directory the first time
 * @param groups empty where the provider is not asked whose people may use Mandate
 */
public record ProviderSettings(
        URI issuer,
        Optional<Path> ca,
        String client,
        String secret,
        List<String> scopes,
        Link link,
        Optional<Groups> groups) {
    /** Names and mail addresses, beside who it is. */
    public static final List<String> SCOPES = List.of("profile", "email");

    public ProviderSettings {
        scopes = List.copyOf(scopes);
    }

    /**
     * Whose people may use Mandate at all, as the provider names groups. It gives nothing: without it, what the directory
     * gives counts for nothing in the session.
     *
     * @param claim of the ID token that lists groups
     * @param anyOf of which one is enough
     */
    public record Groups(String claim, Set<String> anyOf) {
        public Groups {
            anyOf = Set.copyOf(anyOf);
        }
    }

    /**
     * The subject of a source whose attribute is what the claim says.
     *
     * @param claim of the ID token
     * @param attribute as the source names it, such as {@code email}
     */
    public record Link(SourceId source, String claim, String attribute) {}

    @Override
    public String toString() {
        return "ProviderSettings[" + issuer + ", " + client + "]";
    }
}
