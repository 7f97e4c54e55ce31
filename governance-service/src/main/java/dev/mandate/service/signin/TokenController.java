package dev.mandate.service.signin;

import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import dev.mandate.service.ledger.LedgerApi;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Gives tokens, and publishes with what keys they are signed. What is not here is not offered. */
@RestController
class TokenController {
    private final TokenGrants grants;
    private final SigningKeys keys;
    private final SameOrigin origin;
    private final SignInSettings settings;
    private final LedgerApi ledger;
    private final JsonAnswers answers;

    TokenController(
            TokenGrants grants,
            SigningKeys keys,
            SameOrigin origin,
            SignInSettings settings,
            LedgerApi ledger,
            JsonAnswers answers) {
        this.grants = grants;
        this.keys = keys;
        this.origin = origin;
        this.settings = settings;
        this.ledger = ledger;
        this.answers = answers;
    }

    @PostMapping(SignInPaths.TOKEN)
    void token(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answers.oauth(response, () -> {
            try {
                return grants.grant(issuer(request), TokenForm.of(request))
                        .toJSONObject()
                        .toJSONString();
            } catch (Declined declined) {
                ledger.refused(Network.address(request.getRemoteAddr()));
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
            metadata.setGrantTypes(List.of(GrantType.CLIENT_CREDENTIALS));
            metadata.setTokenEndpointAuthMethods(List.of(ClientAuthenticationMethod.PRIVATE_KEY_JWT));
            metadata.setTokenEndpointJWSAlgs(ClientAssertions.ALGORITHMS);
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
