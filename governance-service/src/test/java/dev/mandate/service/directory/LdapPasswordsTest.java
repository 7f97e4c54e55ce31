package dev.mandate.service.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindResult;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.controls.PasswordExpiredControl;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LdapPasswordsTest {
    private static final String ANN = "uid=ann,ou=people," + TestingLdap.BASE;

    private final Binds binds = new Binds();

    @SuppressWarnings("NullAway.Init")
    private TestingLdap ldap;

    @SuppressWarnings("NullAway.Init")
    private LdapSource source;

    /** Counts who binds, and answers for the directory where a test wants that. */
    private static final class Binds extends InMemoryOperationInterceptor {
        private final AtomicInteger asPeople = new AtomicInteger();
        private Optional<BindResult> instead = Optional.empty();

        @Override
        public void processSimpleBindResult(InMemoryInterceptedSimpleBindResult bind) {
            if (!bind.getRequest().getBindDN().equals(TestingLdap.READER)) {
                asPeople.incrementAndGet();
                instead.ifPresent(bind::setResult);
            }
        }
    }

    @BeforeEach
    void start() throws LDAPException {
        ldap = TestingLdap.plain(binds);
        ldap.person(ANN, "ann", "userPassword: the right one");
        ldap.person("uid=bob,ou=people," + TestingLdap.BASE, "bob", "userPassword: bob's");
        source = ldap.source();
    }

    @AfterEach
    void stop() {
        source.close();
        ldap.close();
    }

    private Optional<String> id(String name) {
        return source.read().people().stream()
                .filter(person -> name.equals(person.attributes().get("username")))
                .map(SourcePerson::externalId)
                .findFirst();
    }

    private boolean accepts(Optional<String> id, String password) {
        return source.passwords().orElseThrow().accept(id, password);
    }

    @Test
    void takesTheirOwnPasswordAndNoOther() {
        assertThat(accepts(id("ann"), "the right one")).isTrue();
        assertThat(accepts(id("ann"), "bob's")).isFalse();
        assertThat(accepts(id("ann"), "THE RIGHT ONE")).isFalse();
    }

    @Test
    void aServiceIsNobodyWhoSignsIn() {
        var settings = ldap.settings();
        settings.kinds = new LdapSettings.Kinds(LdapFilter.of("(employeeType=service)"), null, "owner");
        try (LdapSource strict = settings.source()) {
            assertThat(strict.passwords().orElseThrow().accept(id("ann"), "the right one"))
                    .isTrue();
            ldap.set(ANN, "employeeType", "service");
            assertThat(strict.passwords().orElseThrow().accept(id("ann"), "the right one"))
                    .isFalse();
        }
    }

    @Test
    void anEmptyPasswordIsNotEvenSent() {
        assertThat(accepts(id("ann"), "")).isFalse();
        assertThat(binds.asPeople).hasValue(0);
    }

    @Test
    void asksForNobodyAsForSomebody() {
        assertThat(accepts(Optional.empty(), "the right one")).isFalse();
        assertThat(accepts(Optional.of("00000000-0000-4000-8000-000000000000"), "the right one"))
                .isFalse();
        assertThat(accepts(Optional.of("*)(uid=*"), "the right one")).isFalse();
        assertThat(binds.asPeople).hasValue(3);
    }

    @Test
    void findsWhoWasRenamedAndMoved() {
        Optional<String> ann = id("ann");
        ldap.rename(ANN, "uid=anna", null);
        assertThat(accepts(ann, "the right one")).isTrue();
    }

    @Test
    void whoIsSuspendedOrHasLeftInTheDirectoryAtThisMomentIsNotLetIn() {
        Optional<String> ann = id("ann");
        ldap.set(ANN, "pwdAccountLockedTime", "000001010000Z");
        assertThat(accepts(ann, "the right one")).isFalse();
        ldap.set(ANN, "pwdAccountLockedTime");
        assertThat(accepts(ann, "the right one")).isTrue();
        ldap.set(ANN, "employeeType", "left");
        assertThat(accepts(ann, "the right one")).isFalse();
        ldap.delete(ANN);
        assertThat(accepts(ann, "the right one")).isFalse();
    }

    @Test
    void whoMustChangeThePasswordFirstIsNotLetIn() {
        binds.instead = Optional.of(
                new BindResult(1, ResultCode.SUCCESS, null, null, null, new Control[] {new PasswordExpiredControl()}));
        assertThat(accepts(id("ann"), "the right one")).isFalse();
    }

    @Test
    void aDirectoryThatCannotSayIsNoRefusal() {
        Optional<String> ann = id("ann");
        binds.instead = Optional.of(new BindResult(1, ResultCode.BUSY, "come back", null, null, null));
        assertThatExceptionOfType(SourceException.class)
                .isThrownBy(() -> accepts(ann, "the right one"))
                .withMessageContaining("did not say");
        ldap.close();
        assertThatExceptionOfType(SourceException.class).isThrownBy(() -> accepts(ann, "the right one"));
    }
}
