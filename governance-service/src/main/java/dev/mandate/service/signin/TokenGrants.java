package dev.mandate.service.signin;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.Tokens;
import dev.mandate.model.access.Permission;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What a token is given for. */
@Component
class TokenGrants {
    private final ClientAssertions assertions;
    private final DeviceTokens devices;
    private final AccessTokens tokens;

    TokenGrants(ClientAssertions assertions, DeviceTokens devices, AccessTokens tokens) {
        this.devices = devices;
        this.assertions = assertions;
        this.tokens = tokens;
    }

    /** @throws Declined where there is none */
    AccessTokenResponse grant(Issuer issuer, TokenForm form) {
        String grant = form.required("grant_type");
        if (grant.equals(GrantType.CLIENT_CREDENTIALS.getValue())) {
            return toClient(issuer, form);
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

    private AccessTokenResponse toClient(Issuer issuer, TokenForm form) {
        Client client = assertions.client(issuer, form.parameters());
        Set<Permission> granted = Scopes.granted(form.optional("scope"), client.permissions());
        String scope = Scopes.text(granted);
        String token = tokens.sign(
                issuer,
                new JWTClaimsSet.Builder()
                        .subject(client.name())
                        .claim(AccessTokens.CLIENT_ID, client.name())
                        .claim(AccessTokens.CLIENT_KEY, client.keyId())
                        .claim(Scopes.CLAIM, scope)
                        .build());
        return new AccessTokenResponse(
                new Tokens(new BearerAccessToken(token, AccessTokens.LIFETIME.toSeconds(), Scope.parse(scope)), null));
    }
}
