package dev.mandate.service.signin;

import dev.mandate.model.ledger.Sha256;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import java.net.InetAddress;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.stereotype.Component;

/** Ends sessions because the provider says so (OpenID Connect Back-Channel Logout 1.0). Each of its tokens is taken once. */
@Component
class BackChannel {
    private static final Logger LOG = LoggerFactory.getLogger(BackChannel.class);

    private final ProviderSignIn signIn;
    private final Sessions sessions;
    private final SpentTokenStore spent;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;

    BackChannel(
            ProviderSignIn signIn,
            Sessions sessions,
            SpentTokenStore spent,
            LedgerApi ledger,
            Clock clock,
            Transactions transactions) {
        this.signIn = signIn;
        this.sessions = sessions;
        this.spent = spent;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** Whether the token was taken; ended are those sessions that there were. */
    boolean logOut(String logoutToken, InetAddress from) {
        Provider provider = signIn.provider();
        Jwt token;
        try {
            token = provider.known().tokens().logoutToken(logoutToken);
        } catch (BadJwtException wrong) {
            LOG.warn("sign-in: a logout token is not taken: {}", wrong.getMessage());
            ledger.refused(from);
            return false;
        } catch (JwtException unknown) {
            LOG.warn("sign-in: the provider's keys cannot be read to judge a logout token", unknown);
            ledger.refused(from);
            throw new ProviderUnavailable(provider.settings().issuer(), "its keys cannot be read", unknown);
        }
        String issuer = provider.settings().issuer().toString();
        boolean taken = transactions.inOne(() -> take(token, issuer));
        if (!taken) {
            ledger.refused(from);
        }
        return taken;
    }

    private boolean take(Jwt token, String issuer) {
        Sha256 once = Identities.key(issuer, Objects.requireNonNull(token.getId()));
        if (!spent.spend(once, clock.now().plus(ProviderTokens.LOGOUT_AGE.multipliedBy(2)))) {
            return false;
        }
        String sub = token.getSubject();
        Sha256 identity = sub == null || sub.isEmpty() ? null : Identities.key(issuer, sub);
        Sha256 session = token.getClaims().get("sid") instanceof String sid ? Identities.key(issuer, sid) : null;
        sessions.endAtProvider(identity, session);
        return true;
    }

    /** Forgets tokens that are too old to be taken in any case. */
    void tidy() {
        spent.forgetUntil(clock.now());
    }
}
