package dev.mandate.service.signin;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetSourceWrapper;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.proc.SecurityContext;
import org.jspecify.annotations.Nullable;

/**
 * Keys that were read are taken for a while though the provider does not give them now. Whoever looks for a key that is not among them is
 * told that nobody can say: the library's own would give these keys for newer ones, and a token by a new key would count as forged.
 */
final class KeptKeys extends JWKSetSourceWrapper<SecurityContext> {
    private final long millis;
    private @Nullable Kept kept;

    KeptKeys(JWKSetSource<SecurityContext> source, long millis) {
        super(source);
        this.millis = millis;
    }

    /** @param read in milliseconds */
    private record Kept(JWKSet keys, long read) {}

    @Override
    public synchronized JWKSet getJWKSet(
            JWKSetCacheRefreshEvaluator wanted, long now, @Nullable SecurityContext context) throws KeySourceException {
        try {
            JWKSet read = getSource().getJWKSet(JWKSetCacheRefreshEvaluator.noRefresh(), now, context);
            kept = new Kept(read, now);
            return read;
        } catch (JWKSetUnavailableException down) {
            Kept before = kept;
            if (before == null || now - before.read() > millis || wanted.requiresRefresh(before.keys())) {
                throw down;
            }
            return before.keys();
        }
    }
}
