package dev.mandate.agent.opensearch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.agent.api.LoginSync.Fact;
import dev.mandate.agent.api.Ungoverned;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a security configuration, as OpenSearch shows it, says of sign-ins. */
class SignInTest {
    private static final JsonNode DYNAMIC = JsonMapper.builder().build().readTree("""
            {"http": {"anonymous_auth_enabled": true},
             "on_behalf_of": {"enabled": true},
             "authc": {
               "basic": {"http_enabled": true, "http_authenticator": {"type": "basic", "config": {}},
                         "authentication_backend": {"type": "intern"}},
               "oidc": {"http_enabled": true, "http_authenticator": {"type": "openid", "config": {"roles_key": "groups"}}},
               "jwt": {"http_enabled": false, "http_authenticator": {"type": "jwt", "config": {"roles_key": "roles"}}}},
             "authz": {
               "ldap": {"http_enabled": true, "authorization_backend": {"type": "ldap"}},
               "none": {"http_enabled": true, "authorization_backend": {"type": "noop"}},
               "off": {"http_enabled": false, "authorization_backend": {"type": "ldap"}}}}""");

    @Test
    void whatIsOnAndBringsRolesAlongIsAFact() {
        assertThat(SignIn.facts(Optional.of(DYNAMIC)).inForce())
                .extracting(Fact::setting, Fact::value)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "config.dynamic.authc.oidc.http_authenticator.config.roles_key", "groups"),
                        org.assertj.core.groups.Tuple.tuple(
                                "config.dynamic.authz.ldap.authorization_backend.type", "ldap"));
    }

    @Test
    void whatIsNotShownIsNotNothing() {
        assertThat(SignIn.facts(Optional.empty()).unseen()).containsExactly(SignIn.NOT_SHOWN);
        assertThat(WaysIn.find(new Directory(Map.of(), Map.of(), Map.of()), Optional.empty())
                        .unseen())
                .contains(SignIn.NOT_SHOWN);
    }

    @Test
    void whoIsLetInWithoutSigningInIsFound() {
        assertThat(WaysIn.find(new Directory(Map.of(), Map.of(), Map.of()), Optional.of(DYNAMIC))
                        .ways())
                .extracting(Ungoverned.Way::kind)
                .containsExactly(Ungoverned.Kind.ANONYMOUS, Ungoverned.Kind.TOKEN);
    }
}
