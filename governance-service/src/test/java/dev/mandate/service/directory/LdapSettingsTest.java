package dev.mandate.service.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.subject.SourceId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LdapSettingsTest {
    private static final String PASSWORD = "correct horse";

    @Test
    void namesEverythingThatIsWrongAtOnce() {
        assertThatExceptionOfType(FaultySettings.class)
                .isThrownBy(() -> new LdapSettings(
                        SourceId.of("corp"),
                        LdapKind.GENERIC,
                        new LdapSettings.Reach(
                                List.of("ldap://reader:" + PASSWORD + "@ldap.example.org"), false, false, null),
                        new LdapSettings.Bind(" ", ""),
                        new LdapSettings.People(
                                "people",
                                LdapFilter.of("(uid=*)"),
                                "uid",
                                Map.of("email", "the mail"),
                                null,
                                null,
                                null,
                                LdapSettings.Kinds.PEOPLE),
                        new LdapSettings.Groups("groups", LdapFilter.of("(cn=*)"), "CN", "", "member;range=0-1"),
                        0,
                        Duration.ZERO))
                .satisfies(e -> assertThat(e.faults())
                        .containsOnlyKeys(
                                "url",
                                "bind.dn",
                                "bind.password",
                                "people.base",
                                "people.id",
                                "people.email",
                                "people.username",
                                "groups.base",
                                "groups.id",
                                "groups.name",
                                "groups.member",
                                "page-size",
                                "timeout"))
                .withMessageContaining("people.id: is uid, a name, which may change")
                .withMessageContaining("an empty password binds as nobody")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(PASSWORD));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ldap://ldap.example.org",
                "ldap://10.1.2.3:389",
                "ldap://localhost.example.org",
                "ldap://127.0.0.1.example.org",
                "ldap://0.0.0.0"
            })
    void refusesPlainConnectionsToOtherHosts(String url) {
        assertThatExceptionOfType(FaultySettings.class)
                .isThrownBy(() -> url(url, false, false))
                .withMessageContaining("url: is not encrypted");
        assertThatCode(() -> url(url, true, false)).doesNotThrowAnyException();
        assertThatCode(() -> url(url, false, true)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ldap://127.0.0.1:1389", "ldap://localhost", "ldap://[::1]:389", "ldaps://ldap.example.org"})
    void takesLoopbackAndEncryptedConnections(String url) {
        assertThatCode(() -> url(url, false, false)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ldap.example.org",
                "https://ldap.example.org",
                "ldaps://",
                "ldapi://x",
                "ldaps://h/dc=x??sub",
                ""
            })
    void refusesWhatIsNoAddressOfADirectory(String url) {
        assertThatExceptionOfType(FaultySettings.class)
                .isThrownBy(() -> url(url, false, false))
                .satisfies(e -> assertThat(e.faults()).containsOnlyKeys("url"))
                .withMessageContaining("ldaps://HOST:PORT");
    }

    @Test
    void wantsStartTlsOnPlainUrlsOnly() {
        assertThatExceptionOfType(FaultySettings.class)
                .isThrownBy(() -> url("ldaps://ldap.example.org", true, false))
                .satisfies(e -> assertThat(e.faults()).containsOnlyKeys("start-tls"));
    }

    @Test
    void showsNoPassword() {
        assertThat(url("ldaps://ldap.example.org", false, false).toString()).doesNotContain(PASSWORD);
    }

    @Test
    void saysWhatIsWrongWithAFilter() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LdapFilter.of("(uid=*"))
                .withMessageContaining("'(uid=*' is not an LDAP filter");
    }

    /** A renamed default would change what existing files mean. */
    @Test
    void keepsItsDefaults() {
        assertThat(LdapSettings.PAGE_SIZE).isEqualTo(1000);
        assertThat(LdapSettings.TIMEOUT).isEqualTo(Duration.ofSeconds(30));
        assertThat(Source.EVERY).isEqualTo(Duration.ofSeconds(60));
        assertThat(SourceLimits.DEFAULT)
                .isEqualTo(new SourceLimits(new Limit(10, 5), new Limit(20, 50), Duration.ofHours(24)));
    }

    private static LdapSettings url(String url, boolean startTls, boolean insecure) {
        return new LdapSettings(
                SourceId.of("corp"),
                LdapKind.GENERIC,
                new LdapSettings.Reach(List.of(url), startTls, insecure, null),
                new LdapSettings.Bind("cn=reader", PASSWORD),
                new LdapSettings.People(
                        "ou=people,dc=example,dc=org",
                        LdapFilter.of("(objectClass=inetOrgPerson)"),
                        "entryUUID",
                        Map.of("username", "uid"),
                        null,
                        null,
                        null,
                        LdapSettings.Kinds.PEOPLE),
                new LdapSettings.Groups(
                        "ou=groups,dc=example,dc=org",
                        LdapFilter.of("(objectClass=groupOfNames)"),
                        "entryUUID",
                        "cn",
                        "member"),
                LdapSettings.PAGE_SIZE,
                LdapSettings.TIMEOUT);
    }
}
