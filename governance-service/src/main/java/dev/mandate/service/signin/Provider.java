package dev.mandate.service.signin;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.URLBasedJWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.mandate.service.platform.Clock;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.web.client.RestClient;

/** What the provider says of itself (OpenID Connect Discovery 1.0), read when it is first needed and again after an hour. */
final class Provider {
    private static final Logger LOG = LoggerFactory.getLogger(Provider.class);
    private static final Duration FRESH = Duration.ofHours(1);

    private static final long KEYS_FRESH = Duration.ofMinutes(5).toMillis();
    private static final long KEYS_WAIT = Duration.ofSeconds(15).toMillis();
    private static final long KEYS_RARELY = Duration.ofSeconds(10).toMillis();
    /** A key that was good an hour ago is taken while the provider does not say otherwise, and no unknown one ever. */
    private static final long KEYS_OLD = Duration.ofHours(1).toMillis();

    private final ProviderSettings settings;
    private final Clock clock;
    private final ProviderHttp http;
    private @Nullable Known known;

    Provider(ProviderSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.http = new ProviderHttp(settings);
    }

    ProviderSettings settings() {
        return settings;
    }

    /** Asks its token endpoint. */
    RestClient forTokens() {
        return http.forTokens();
    }

    /**
     * What is known of it.
     *
     * @param metadata whole, as it was published
     */
    record Known(Instant read, Map<String, Object> metadata, ClientRegistration registration, ProviderTokens tokens) {
        String authorizationEndpoint() {
            return String.valueOf(metadata.get("authorization_endpoint"));
        }

        /** RFC 9207: then an answer that does not say whose it is, is nobody's. */
        boolean saysItsName() {
            return Boolean.TRUE.equals(metadata.get("authorization_response_iss_parameter_supported"));
        }
    }

    /** @throws ProviderUnavailable where nothing is known of it, and it does not say either */
    synchronized Known known() {
        Instant now = clock.now();
        Known before = known;
        if (before != null && before.read().plus(FRESH).isAfter(now)) {
            return before;
        }
        try {
            Known read = read(now);
            known = read;
            return read;
        } catch (IOException | IllegalArgumentException unreadable) {
            LOG.warn("sign-in: {} says nothing of itself that can be used", settings.issuer(), unreadable);
            if (before != null) {
                return before;
            }
            throw new ProviderUnavailable(
                    settings.issuer(), "it does not answer, or says nothing that can be used", unreadable);
        }
    }

    private Known read(Instant now) throws IOException {
        String issuer = settings.issuer().toString();
        URI place = URI.create(issuer.replaceFirst("/$", "") + "/.well-known/openid-configuration");
        Map<String, Object> metadata = json(http.document(place));
        if (!issuer.equals(metadata.get("issuer"))) {
            throw new IOException(place + " is of another issuer than " + issuer);
        }
        for (String endpoint : new String[] {"authorization_endpoint", "token_endpoint", "jwks_uri"}) {
            http.requireSafe(endpoint, metadata.get(endpoint));
        }
        ClientRegistration registration = ClientRegistrations.fromOidcConfiguration(metadata)
                .registrationId("provider")
                .clientId(settings.client())
                .clientSecret(settings.secret())
                .build();
        return new Known(
                now,
                metadata,
                registration,
                new ProviderTokens(registration, issuer, keys(String.valueOf(metadata.get("jwks_uri"))), clock));
    }

    private JWKSource<SecurityContext> keys(String place) throws IOException {
        URL url = URI.create(place).toURL();
        return JWKSourceBuilder.<SecurityContext>create(new KeptKeys(new URLBasedJWKSetSource<>(url, http), KEYS_OLD))
                .cache(KEYS_FRESH, KEYS_WAIT)
                .refreshAheadCache(false)
                .rateLimited(KEYS_RARELY)
                .build();
    }

    private static Map<String, Object> json(String document) throws IOException {
        try {
            return JSONObjectUtils.parse(document);
        } catch (ParseException notJson) {
            throw new IOException("what the provider says of itself is not JSON", notJson);
        }
    }
}
