package dev.mandate.service.signin;

import dev.mandate.model.ledger.Sha256;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How somebody showed who they are.
 *
 * @param at when they did; null where the provider does not say: they may have been signed in there for days
 * @param provider what the provider calls them and their session; empty where it was none
 * @param admitted whether they may use Mandate at all, as far as the provider is asked that
 */
record Proof(KeptSession.Way way, @Nullable Instant at, Optional<AtProvider> provider, boolean admitted) {

    /**
     * What a provider knows a session by.
     *
     * @param identity SHA-256 of issuer and {@code sub}
     * @param session SHA-256 of issuer and {@code sid}; null where it named none
     */
    record AtProvider(Sha256 identity, @Nullable Sha256 session) {}

    static Proof password(Instant now) {
        return new Proof(KeptSession.Way.PASSWORD, now, Optional.empty(), true);
    }

    static Proof bootstrap(Instant now) {
        return new Proof(KeptSession.Way.BOOTSTRAP, now, Optional.empty(), true);
    }
}
