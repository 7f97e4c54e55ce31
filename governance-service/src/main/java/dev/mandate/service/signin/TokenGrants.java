package dev.mandate.service.signin;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.dpop.JWKThumbprintConfirmation;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import com.nimbusds.oauth2.sdk.token.Tokens;
import dev.mandate.model.access.Permission;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What a token is given for. */
@Component
class TokenGrants {
    private final ClientAssertions assertions;
    private final DpopProofs proofs;
    private final DeviceTokens devices;
    private final AccessTokens tokens;

    TokenGrants(ClientAssertions assertions, DpopProofs proofs, DeviceTokens devices, AccessTokens tokens) {
        this.proofs = proofs;
        this.devices = devices;
        this.assertions = assertions;
        this.tokens = tokens;
    }

    /** @throws Declined where there is none */
    AccessTokenResponse grant(Issuer issuer, TokenForm form, List<String> proofs) {
        String grant = form.required("grant_type");
        if (grant.equals(GrantType.CLIENT_CREDENTIALS.getValue())) {
            return toClient(issuer, form, proofs);
        }
        if (!proofs.isEmpty()) {
            throw new Declined(OAuth2Error.INVALID_REQUEST.setDescription(
                    "tokens of a command line are bound to its session alone"));
        }
        if (grant.equals(GrantType.DEVICE_CODE.getValue())) {
            requireCommandLine(form);
            return devices.confirmed(issuer, form.required("device_code"));
        }
        if (grant.equals(GrantType.REFRESH_TOKEN.getValue())) {
            requireCommandLine(form);
            return devices.refreshed(issuer, form.required("refresh_token"));
        }
        throw new Declined(OAuth2Error.UNSUPPORTED_GRANT_TYPE);
    }

    /** It has no secret that it could keep, so it says only that it is meant (RFC 8628 section 3.1). */
    static void requireCommandLine(TokenForm form) {
        if (!form.required("client_id").equals(ClientApi.CLI)) {
            throw new Declined(OAuth2Error.INVALID_CLIENT);
        }
    }

    private AccessTokenResponse toClient(Issuer issuer, TokenForm form, List<String> sent) {
        Client client = assertions.client(issuer, form.parameters());
        Set<Permission> granted = Scopes.granted(form.optional("scope"), client.permissions());
        String scope = Scopes.text(granted);
        Optional<JWKThumbprintConfirmation> bound = proofs.atToken(issuer, sent);
        if (client.bound() && bound.isEmpty()) {
            throw new Declined(OAuth2Error.INVALID_DPOP_PROOF.setDescription("this client gets bound tokens alone"));
        }
        var claims = new JWTClaimsSet.Builder()
                .subject(client.name())
                .claim(AccessTokens.CLIENT_ID, client.name())
                .claim(AccessTokens.CLIENT_KEY, client.keyId())
                .claim(Scopes.CLAIM, scope);
        bound.map(JWKThumbprintConfirmation::toJWTClaim).ifPresent(cnf -> claims.claim(cnf.getKey(), cnf.getValue()));
        String token = tokens.sign(issuer, claims.build());
        long seconds = AccessTokens.LIFETIME.toSeconds();
        return new AccessTokenResponse(new Tokens(
                bound.isPresent()
                        ? new DPoPAccessToken(token, seconds, Scope.parse(scope))
                        : new BearerAccessToken(token, seconds, Scope.parse(scope)),
                null));
    }
}
