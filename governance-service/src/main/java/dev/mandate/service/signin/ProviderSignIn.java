package dev.mandate.service.signin;

import dev.mandate.service.directory.Person;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.platform.Token;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.signin.SignInApi.Door;
import java.net.URI;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClientException;

/**
 * Signs in by the company's provider: authorization code with PKCE, {@code state} and {@code nonce} (RFC 9700). All three
 * are made of one secret that only the browser keeps, so nothing of a sign-in under way is stored, and no other browser
 * can end it.
 */
@Component
class ProviderSignIn {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderSignIn.class);

    private final SignInSettings settings;
    private final Optional<Provider> provider;
    private final Identities identities;
    private final Sessions sessions;
    private final Welcome welcome;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;

    ProviderSignIn(
            SignInSettings settings,
            Identities identities,
            Sessions sessions,
            Welcome welcome,
            LedgerApi ledger,
            Clock clock,
            Transactions transactions) {
        this.settings = settings;
        this.provider = settings.provider().map(known -> new Provider(known, clock));
        this.identities = identities;
        this.sessions = sessions;
        this.welcome = welcome;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** @throws Problem where mandate.yaml names none */
    Provider provider() {
        return provider.orElseThrow(() -> new Problem(
                SignInCode.SIGN_IN_UNAVAILABLE,
                "mandate.yaml names no identity provider; it would be sign-in.provider"));
    }

    /**
     * Where the browser goes to sign in.
     *
     * @param login what it keeps meanwhile
     * @param again whether the provider is to ask anew whom it knows already
     */
    URI begin(Token login, boolean again) {
        Provider.Known known = provider().known();
        return URI.create(request(known, login, again).getAuthorizationRequestUri());
    }

    private OAuth2AuthorizationRequest request(Provider.Known known, Token login, boolean again) {
        String verifier = login.derived("verifier");
        Map<String, Object> more = new HashMap<>(Map.of(
                "nonce", login.derived("nonce"),
                "code_challenge", challenge(verifier),
                "code_challenge_method", "S256"));
        if (again) {
            more.put("prompt", "login");
            more.put("max_age", "0");
        }
        Set<String> scopes = new TreeSet<>(provider().settings().scopes());
        scopes.add("openid");
        return OAuth2AuthorizationRequest.authorizationCode()
                .authorizationUri(known.authorizationEndpoint())
                .clientId(known.registration().getClientId())
                .redirectUri(redirect())
                .scopes(scopes)
                .state(login.derived("state"))
                .additionalParameters(more)
                .attributes(attributes -> attributes.put("code_verifier", verifier))
                .build();
    }

    /** The one place to which the provider sends people back, byte for byte. */
    private String redirect() {
        return settings.publicUrl()
                .map(url -> url + SignInPaths.CALLBACK)
                .orElseThrow(() -> new IllegalStateException("a provider without public-url"));
    }

    private static String challenge(String verifier) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Token.hash(verifier));
    }

    /**
     * What the provider sends the browser back with.
     *
     * @param iss whose answer it is (RFC 9207)
     */
    record Answer(
            @Nullable String code,
            @Nullable String state,
            @Nullable String iss,
            @Nullable String error) {
        @Override
        public String toString() {
            return "Answer[…]";
        }
    }

    /**
     * Ends what this browser began.
     *
     * @throws Problem where it did not, or the provider's word is not good enough
     */
    Sessions.Begun finish(Answer answer, Token login, Door door) {
        String state = answer.state();
        if (state == null || !Token.same(state, login.derived("state"))) {
            throw stale(door);
        }
        Provider.Known known = provider().known();
        String issuer = provider().settings().issuer().toString();
        if (answer.iss() == null ? known.saysItsName() : !answer.iss().equals(issuer)) {
            throw refused(door, "the answer is of another provider");
        }
        String code = answer.code();
        if (answer.error() != null || code == null) {
            throw refused(door, "the provider did not let you in");
        }
        Jwt token = token(known, login, code, state, door);
        Person person = identities.of(token, issuer, provider().settings().link());
        boolean admitted = provider()
                .settings()
                .groups()
                .map(groups -> ClaimedGroups.of(token, groups.claim()).admits(groups.anyOf()))
                .orElse(true);
        return transactions.inOne(() -> {
            var proof = new Proof(
                    KeptSession.Way.PROVIDER,
                    proved(token, clock.now()),
                    Optional.of(atProvider(token, issuer)),
                    admitted);
            return welcome.to(sessions.begin(person, proof, door.before()), KeptSession.Way.PROVIDER, door.network());
        });
    }

    private Jwt token(Provider.Known known, Token login, String code, String state, Door door) {
        var response = OAuth2AuthorizationResponse.success(code)
                .redirectUri(redirect())
                .state(state)
                .build();
        var client = new RestClientAuthorizationCodeTokenResponseClient();
        client.setRestClient(provider().forTokens());
        URI issuer = provider().settings().issuer();
        try {
            Object token = client.getTokenResponse(new OAuth2AuthorizationCodeGrantRequest(
                            known.registration(),
                            new OAuth2AuthorizationExchange(request(known, login, false), response)))
                    .getAdditionalParameters()
                    .get("id_token");
            return known.tokens().idToken(String.valueOf(token), login.derived("nonce"));
        } catch (OAuth2AuthorizationException answered) {
            LOG.warn(
                    "sign-in: {} does not give a token: {}",
                    issuer,
                    answered.getError().getErrorCode());
            if ("invalid_grant".equals(answered.getError().getErrorCode())) {
                throw stale(door);
            }
            throw new ProviderUnavailable(
                    issuer, "it does not give us a token; is client or secret another there?", answered);
        } catch (BadJwtException wrong) {
            LOG.warn("sign-in: a token of {} is not taken: {}", issuer, wrong.getMessage());
            throw refused(door, "what the provider says of you is not right");
        } catch (JwtException unknown) {
            LOG.warn("sign-in: the keys of {} cannot be read to judge a token", issuer, unknown);
            ledger.refused(door.from());
            throw new ProviderUnavailable(issuer, "it or its keys cannot be read", unknown);
        } catch (RestClientException unanswered) {
            LOG.warn("sign-in: {} cannot be asked", issuer, unanswered);
            throw new ProviderUnavailable(issuer, "it or its keys cannot be read", unanswered);
        }
    }

    /** Since when the provider knows who it is; null where it does not say, or says what is still to come: that would count for long. */
    private static @Nullable Instant proved(Jwt token, Instant now) {
        return token.getClaims().get("auth_time") instanceof Instant at && !at.isAfter(now.plus(ProviderTokens.SKEW))
                ? at
                : null;
    }

    private static Proof.AtProvider atProvider(Jwt token, String issuer) {
        Object sid = token.getClaims().get("sid");
        return new Proof.AtProvider(
                Identities.key(issuer, Identities.sub(token)),
                sid instanceof String text ? Identities.key(issuer, text) : null);
    }

    private Problem refused(Door door, String why) {
        ledger.refused(door.from());
        return new Problem(SignInCode.SIGN_IN_REFUSED, why + "; begin again at " + SignInPaths.PROVIDER);
    }

    private Problem stale(Door door) {
        ledger.refused(door.from());
        return new Problem(
                SignInCode.SIGN_IN_STALE,
                "this sign-in was not begun in this browser lately, or is over; begin again at "
                        + SignInPaths.PROVIDER);
    }
}
