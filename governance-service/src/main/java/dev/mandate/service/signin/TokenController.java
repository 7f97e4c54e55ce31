package dev.mandate.service.signin;

import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.device.DeviceCode;
import com.nimbusds.oauth2.sdk.device.UserCode;
import dev.mandate.service.ledger.LedgerApi;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.function.BiFunction;
import net.minidev.json.JSONObject;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Gives tokens, and publishes with what keys they are signed. What is not here is not offered. */
@RestController
class TokenController {
    private final TokenGrants grants;
    private final DeviceLogins logins;
    private final DeviceTokens devices;
    private final SigningKeys keys;
    private final SameOrigin origin;
    private final SignInSettings settings;
    private final LedgerApi ledger;
    private final JsonAnswers answers;

    TokenController(
            TokenGrants grants,
            DeviceLogins logins,
            DeviceTokens devices,
            SigningKeys keys,
            SameOrigin origin,
            SignInSettings settings,
            LedgerApi ledger,
            JsonAnswers answers) {
        this.grants = grants;
        this.logins = logins;
        this.devices = devices;
        this.keys = keys;
        this.origin = origin;
        this.settings = settings;
        this.ledger = ledger;
        this.answers = answers;
    }

    @PostMapping(SignInPaths.TOKEN)
    void token(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(
                request,
                response,
                (issuer, form) ->
                        grants.grant(issuer, form, DpopProofs.of(request)).toJSONObject());
    }

    /** RFC 8628 section 3.1; without an address that holds the code. */
    @PostMapping(SignInPaths.BEGIN_DEVICE)
    void beginDevice(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, (issuer, form) -> {
            TokenGrants.requireCommandLine(form);
            DeviceLogins.Begun begun = logins.begin(Network.of(Network.address(request.getRemoteAddr())));
            return new DeviceAuthorizationSuccessResponse(
                            new DeviceCode(begun.code().value()),
                            new UserCode(begun.userCode()),
                            issuer.at(SignInPaths.DEVICE),
                            null,
                            DeviceLogins.LIFETIME.toSeconds(),
                            DeviceLogins.PAUSE,
                            null)
                    .toJSONObject();
        });
    }

    /** RFC 7009: whatever it was, it is none afterwards. */
    @PostMapping(SignInPaths.REVOKE)
    void revoke(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, (issuer, form) -> {
            TokenGrants.requireCommandLine(form);
            devices.revoke(form.required("token"));
            return new JSONObject();
        });
    }

    private void answer(
            HttpServletRequest request, HttpServletResponse response, BiFunction<Issuer, TokenForm, JSONObject> work)
            throws IOException {
        answers.oauth(response, () -> {
            try {
                return work.apply(issuer(request), TokenForm.of(request)).toJSONString();
            } catch (Declined declined) {
                if (!declined.isPatience()) {
                    ledger.refused(Network.address(request.getRemoteAddr()));
                }
                throw declined;
            }
        });
    }

    @GetMapping(SignInPaths.KEYS)
    void keys(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answers.oauth(response, () -> keys.published().toString(true));
    }

    @GetMapping(SignInPaths.METADATA)
    void metadata(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answers.oauth(response, () -> {
            Issuer issuer = issuer(request);
            var metadata = new AuthorizationServerMetadata(new com.nimbusds.oauth2.sdk.id.Issuer(issuer.url()));
            metadata.setTokenEndpointURI(issuer.at(SignInPaths.TOKEN));
            metadata.setJWKSetURI(issuer.at(SignInPaths.KEYS));
            metadata.setResponseTypes(List.of());
            metadata.setDeviceAuthorizationEndpointURI(issuer.at(SignInPaths.BEGIN_DEVICE));
            metadata.setRevocationEndpointURI(issuer.at(SignInPaths.REVOKE));
            metadata.setRevocationEndpointAuthMethods(List.of(ClientAuthenticationMethod.NONE));
            metadata.setGrantTypes(
                    List.of(GrantType.CLIENT_CREDENTIALS, GrantType.DEVICE_CODE, GrantType.REFRESH_TOKEN));
            metadata.setTokenEndpointAuthMethods(
                    List.of(ClientAuthenticationMethod.PRIVATE_KEY_JWT, ClientAuthenticationMethod.NONE));
            metadata.setTokenEndpointJWSAlgs(ClientAssertions.ALGORITHMS);
            metadata.setDPoPJWSAlgs(List.copyOf(DpopProofs.ALGORITHMS));
            return metadata.toJSONObject().toJSONString();
        });
    }

    private Issuer issuer(HttpServletRequest request) {
        if (!origin.isSafe(request)) {
            throw new Declined(OAuth2Error.INVALID_REQUEST.setDescription(
                    "without TLS tokens are given on this host only: ask by 127.0.0.1, or set public-url"));
        }
        return Issuer.of(request, settings);
    }
}
