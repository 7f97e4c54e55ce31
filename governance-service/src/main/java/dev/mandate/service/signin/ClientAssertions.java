package dev.mandate.service.signin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.auth.verifier.ClientAuthenticationVerifier;
import com.nimbusds.oauth2.sdk.auth.verifier.ClientCredentialsSelector;
import com.nimbusds.oauth2.sdk.auth.verifier.Context;
import com.nimbusds.oauth2.sdk.auth.verifier.InvalidClientException;
import com.nimbusds.oauth2.sdk.auth.verifier.JWTAudienceCheck;
import com.nimbusds.oauth2.sdk.auth.verifier.PKIClientX509CertificateBindingVerifier;
import com.nimbusds.oauth2.sdk.id.Audience;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.JWTID;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Takes what a client signs to show who it is (RFC 7523), each time once. */
@Component
class ClientAssertions {
    static final List<JWSAlgorithm> ALGORITHMS =
            List.of(JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.PS256, JWSAlgorithm.RS256);

    /** One that is good for longer is not taken, so what is remembered of it may be forgotten after this. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private static final Duration SKEW = Duration.ofMinutes(1);
    private static final Set<String> HEADER = Set.of("alg", "typ", "kid");
    private static final int LONGEST_TEXT = 4_096;

    private static final @Nullable PKIClientX509CertificateBindingVerifier<Void> NO_CERTIFICATES = null;

    private final ClientApi clients;
    private final SpentTokenStore spent;
    private final Clock clock;
    private final Transactions transactions;

    ClientAssertions(ClientApi clients, SpentTokenStore spent, Clock clock, Transactions transactions) {
        this.clients = clients;
        this.spent = spent;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** @throws Declined in one way, whatever is wrong */
    Client client(Issuer issuer, Map<String, List<String>> form) {
        try {
            PrivateKeyJWT assertion = PrivateKeyJWT.parse(form);
            JWSHeader header = assertion.getClientAssertion().getHeader();
            if (assertion.getClientAssertion().serialize().length() > LONGEST_TEXT
                    || !ALGORITHMS.contains(header.getAlgorithm())
                    || !HEADER.containsAll(header.getIncludedParams())) {
                throw refused();
            }
            Client client = clients.named(assertion.getClientID().getValue()).orElseThrow(ClientAssertions::refused);
            verifier(issuer, client).verify(assertion, null, null);
            JWTID once = assertion.getJWTAuthenticationClaimsSet().getJWTID();
            if (once == null || !spend(client, once)) {
                throw refused();
            }
            return client;
        } catch (ParseException | InvalidClientException | JOSEException wrong) {
            throw refused();
        }
    }

    /** On every node: a row of its hash, or there is one already. */
    private boolean spend(Client client, JWTID once) {
        return transactions.inOne(() -> spent.spend(
                Identities.key("client " + client.name(), once.getValue()),
                clock.now().plus(LONGEST).plus(SKEW.multipliedBy(2))));
    }

    private static ClientAuthenticationVerifier<Void> verifier(Issuer issuer, Client client) {
        return new ClientAuthenticationVerifier<>(
                new OneKey(ClientKey.publicKey(client)),
                NO_CERTIFICATES,
                Set.of(new Audience(issuer.url()), new Audience(issuer.at(SignInPaths.TOKEN))),
                JWTAudienceCheck.LEGACY,
                null,
                LONGEST.toSeconds());
    }

    private static Declined refused() {
        return new Declined(OAuth2Error.INVALID_CLIENT);
    }

    private record OneKey(PublicKey key) implements ClientCredentialsSelector<Void> {
        @Override
        public List<Secret> selectClientSecrets(
                ClientID client, ClientAuthenticationMethod method, Context<Void> context) {
            return List.of();
        }

        @Override
        public List<PublicKey> selectPublicKeys(
                ClientID client,
                ClientAuthenticationMethod method,
                JWSHeader header,
                boolean forceRefresh,
                Context<Void> context) {
            return List.of(key);
        }
    }
}
