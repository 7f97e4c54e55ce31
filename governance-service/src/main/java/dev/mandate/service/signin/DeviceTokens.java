package dev.mandate.service.signin;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.Tokens;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.platform.Token;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.signin.DeviceLogins.Polled;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Tokens of command lines that somebody signed in. Each refresh gives another refresh token; one that comes a second time was copied, so the
 * whole session ends (RFC 9700 section 4.14.2).
 */
@Component
class DeviceTokens {
    /** Which session an access token is of. */
    static final String SESSION = "sid";

    private final DeviceLogins logins;
    private final RefreshTokenStore store;
    private final Sessions sessions;
    private final AccessTokens tokens;
    private final Transactions transactions;

    DeviceTokens(
            DeviceLogins logins,
            RefreshTokenStore store,
            Sessions sessions,
            AccessTokens tokens,
            Transactions transactions) {
        this.logins = logins;
        this.store = store;
        this.sessions = sessions;
        this.tokens = tokens;
        this.transactions = transactions;
    }

    /** What a transaction that stands comes to: a refusal must not take back what it wrote. */
    private sealed interface Given {
        record Yes(KeptSession session, Token refresh) implements Given {}

        record No(ErrorObject why) implements Given {}
    }

    /** For a command line that was confirmed, once. */
    AccessTokenResponse confirmed(Issuer issuer, String code) {
        return response(issuer, transactions.inOne(() -> switch (logins.poll(code)) {
            case Polled.Confirmed confirmed -> renewed(confirmed.session());
            case Polled.Not not -> new Given.No(not.error());
        }));
    }

    AccessTokenResponse refreshed(Issuer issuer, String refresh) {
        return response(issuer, transactions.inOne(() -> refreshed(refresh)));
    }

    private Given refreshed(String refresh) {
        Optional<Token> token = Token.of(refresh);
        Optional<RefreshTokenStore.Kept> kept = token.map(Token::hash).flatMap(store::locked);
        if (kept.isEmpty()) {
            return new Given.No(OAuth2Error.INVALID_GRANT);
        }
        Optional<KeptSession> session = sessions.aliveDevice(kept.get().session());
        if (session.isEmpty()) {
            return new Given.No(OAuth2Error.INVALID_GRANT);
        }
        if (kept.get().spent()) {
            sessions.end(List.of(session.get()), Sessions.actor(session.get()), "refresh-token-replayed");
            return new Given.No(OAuth2Error.INVALID_GRANT);
        }
        store.spend(token.orElseThrow().hash());
        return renewed(session.get());
    }

    private Given renewed(KeptSession session) {
        Token refresh = Token.random();
        store.insert(refresh.hash(), session.id());
        return new Given.Yes(session, refresh);
    }

    private AccessTokenResponse response(Issuer issuer, Given given) {
        return switch (given) {
            case Given.No no -> throw new Declined(no.why());
            case Given.Yes yes -> {
                SubjectId subject = Objects.requireNonNull(yes.session().subject());
                String token = tokens.sign(
                        issuer,
                        new JWTClaimsSet.Builder()
                                .subject(subject.value())
                                .claim(AccessTokens.CLIENT_ID, ClientApi.CLI)
                                .claim(SESSION, yes.session().id().toString())
                                .build());
                yield new AccessTokenResponse(new Tokens(
                        new BearerAccessToken(token, AccessTokens.LIFETIME.toSeconds(), null),
                        new RefreshToken(yes.refresh().value())));
            }
        };
    }

    /** Ends the session of a refresh token, also of one that was used before (RFC 7009); none is no fault. */
    void revoke(String refresh) {
        transactions.inOne(() -> {
            Optional<KeptSession> session = Token.of(refresh)
                    .map(Token::hash)
                    .flatMap(store::locked)
                    .flatMap(kept -> sessions.aliveDevice(kept.session()));
            session.ifPresent(one -> sessions.end(List.of(one), Sessions.actor(one), "signed-out"));
            return session;
        });
    }
}
