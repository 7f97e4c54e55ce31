package dev.mandate.service.directory;

import static dev.mandate.service.directory.TestingLdap.BASE;
import static dev.mandate.service.directory.TestingLdap.PASSWORD;
import static dev.mandate.service.directory.TestingLdap.groupDn;
import static dev.mandate.service.directory.TestingLdap.personDn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchResult;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import dev.mandate.service.directory.SourceException.Code;
import dev.mandate.service.directory.TestingLdap.Settings;
import dev.mandate.service.platform.TestingDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** However a read ends early, it is an error, nothing of it is used, and the next read is as if it had not been. */
class LdapFaultsTest {
    private static final TestingDatabase DATABASE = TestingDatabase.create();

    private final FaultyLdap faults = new FaultyLdap();

    @TempDir
    private Path data;

    private TestingLdap ldap;
    private TestingDirectory directory;
    private Map<String, List<String>> before;

    @BeforeEach
    void fill() throws LDAPException {
        ldap = TestingLdap.plain(faults);
        IntStream.range(0, 10)
                .forEach(number -> ldap.person(
                        personDn("p" + number),
                        "p" + number,
                        "employeeNumber: " + number,
                        "displayName: Person " + number));
        ldap.add(
                "dn: " + groupDn("all"),
                "objectClass: groupOfNames",
                "cn: all",
                "employeeNumber: 100",
                "member: " + personDn("p1"),
                "member: " + personDn("p2"),
                "member: " + groupDn("few"));
        ldap.add(
                "dn: " + groupDn("few"),
                "objectClass: groupOfNames",
                "cn: few",
                "employeeNumber: 101",
                "member: " + personDn("p3"));
        use(settings -> {});
        assertThat(directory.refresh()).isInstanceOf(SourceOutcome.Accepted.class);
        before = directory.stated();
    }

    @AfterEach
    void stop() {
        faults.set(new FaultyLdap.None());
        directory.api.close();
        ldap.close();
    }

    /** The same stored directory, read with other settings. */
    private void use(Consumer<Settings> change) {
        Settings settings = ldap.settings();
        settings.id = "employeeNumber";
        change.accept(settings);
        if (directory == null) {
            directory = TestingDirectory.over(DATABASE, data, settings.source());
            return;
        }
        directory.api.close();
        directory = directory.with(settings.source());
    }

    private void fails(Code code, String... sentence) {
        long entries = directory.ledgerSize();
        SourceOutcome outcome = directory.refresh();
        assertThat(outcome).isInstanceOfSatisfying(SourceOutcome.Failed.class, failed -> {
            assertThat(failed.code()).as(failed.message()).isEqualTo(code.code());
            assertThat(failed.message())
                    .startsWith("source corp: ")
                    .contains(sentence)
                    .doesNotContain(PASSWORD);
            assertThat(failed.message().length()).isLessThan(600);
        });
        assertThat(directory.stated()).isEqualTo(before);
        assertThat(directory.ledgerSize()).isEqualTo(entries + 1);
        assertThat(directory.entries("source.failed").getLast())
                .contains(code.code(), "failed")
                .doesNotContain(PASSWORD);
        assertThat(directory.api.standings().getFirst().errorCode()).isEqualTo(code.code());
        assertThatExceptionOfType(SourceException.class)
                .isThrownBy(() -> directory.api.check(TestingDirectory.CORP))
                .satisfies(e -> assertThat(trace(e)).doesNotContain(PASSWORD));
    }

    private static String trace(Throwable e) {
        var text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private void recovers() {
        faults.set(new FaultyLdap.None());
        assertThat(directory.refresh()).isEqualTo(new SourceOutcome.Accepted(TestingDirectory.CORP, 10, 2, 0, 0, 0, 0));
        assertThat(directory.stated()).isEqualTo(before);
        assertThat(directory.api.standings().getFirst().errorCode()).isNull();
    }

    @Test
    void aSizeLimitOnTheThirdPage() {
        faults.set(new FaultyLdap.EndsOnPage(3, ResultCode.SIZE_LIMIT_EXCEEDED));
        fails(
                Code.CUT_SHORT,
                "people: the server ended the search with 4 (size limit exceeded)",
                "raise the reading account's limits");
        recovers();
    }

    static List<ResultCode> refusals() {
        return List.of(
                ResultCode.ADMIN_LIMIT_EXCEEDED,
                ResultCode.UNWILLING_TO_PERFORM,
                ResultCode.INSUFFICIENT_ACCESS_RIGHTS,
                ResultCode.OPERATIONS_ERROR,
                ResultCode.OTHER);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void anyOtherCodeThanSuccess(ResultCode code) {
        faults.set(new FaultyLdap.EndsOnPage(2, code));
        fails(Code.CUT_SHORT, "people: the server ended the search with " + code);
        recovers();
    }

    @ParameterizedTest
    @MethodSource("outages")
    void aServerThatGoesAway(ResultCode code) {
        faults.set(new FaultyLdap.EndsOnPage(2, code));
        fails(Code.UNREACHABLE, "people: 127.0.0.1:", "broke the search off with " + code);
        recovers();
    }

    static List<ResultCode> outages() {
        return List.of(ResultCode.BUSY, ResultCode.UNAVAILABLE);
    }

    @Test
    void aTimeLimitOfTheServer() {
        faults.set(new FaultyLdap.EndsOnPage(2, ResultCode.TIME_LIMIT_EXCEEDED));
        fails(Code.TIMED_OUT, "people: the search took longer than allowed", "raise timeout");
        recovers();
    }

    @Test
    void aReferralInsteadOfAnAnswer() {
        faults.set(new FaultyLdap.EndsOnPage(1, ResultCode.REFERRAL));
        fails(Code.REFERRED, "people: the server referred to ", "a narrower base as people.base");
        recovers();
    }

    @Test
    void aReferralForAPartOfTheTree() {
        faults.set(new FaultyLdap.Refers());
        fails(Code.REFERRED, "referred to 'ldap://elsewhere.example.org:389/ou=people' for a part");
        recovers();
    }

    @Test
    void aServerThatDoesNotAnswerInTime() {
        var hangs = new FaultyLdap.Hangs();
        faults.set(hangs);
        use(settings -> settings.timeout = Duration.ofMillis(300));
        fails(Code.TIMED_OUT, "people: the search took longer than allowed");
        hangs.over.countDown();
        use(settings -> {});
        recovers();
    }

    @Test
    void aWrongPassword() {
        use(settings -> settings.password = "wrong and secret");
        fails(Code.CREDENTIALS_REFUSED, "127.0.0.1:", "refused cn=reader", "check bind.dn and bind.password");
        assertThat(directory.api.standings().getFirst().error()).doesNotContain("wrong and secret");
        use(settings -> {});
        recovers();
    }

    @Test
    void aBaseThatIsNotThere() {
        use(settings -> settings.peopleBase = "ou=staff," + BASE);
        fails(Code.BASE_MISSING, "people.base 'ou=staff,dc=example,dc=org' does not exist there");
        use(settings -> settings.groupsBase = "ou=teams," + BASE);
        fails(Code.BASE_MISSING, "groups.base 'ou=teams,dc=example,dc=org' does not exist there");
        use(settings -> {});
        recovers();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 11})
    void aConnectionThatIsDroppedWithinAPage(int entry) {
        faults.set(new FaultyLdap.AtEntry(entry, () -> ldap.server.closeAllConnections(false)));
        fails(Code.UNREACHABLE, "127.0.0.1:", "broke the search off with 81 (server down)");
        recovers();
    }

    @Test
    void aServerThatIsDown() {
        int port = ldap.port();
        ldap.server.shutDown(true);
        use(settings -> settings.url = "ldap://127.0.0.1:" + port);
        fails(Code.UNREACHABLE, "cannot connect to 127.0.0.1:" + port, "check url");
    }

    @Test
    void aPageThatRepeatsWithItsCookie() {
        faults.set(new FaultyLdap.RepeatsTheFirstPage());
        fails(Code.CUT_SHORT, "people: the server sent 'uid=p0,ou=people,dc=example,dc=org' twice");
        recovers();
    }

    @Test
    void aPageThatDoesNotSayWhetherThereAreMore() {
        faults.set(new FaultyLdap.HidesMorePages());
        fails(Code.CUT_SHORT, "people: the server did not say whether there are more pages");
        recovers();
    }

    @Test
    void aServerWithoutPagesIsReadAtOnceOrNotAtAll() {
        faults.set(new FaultyLdap.WithoutPages(ResultCode.SIZE_LIMIT_EXCEEDED));
        fails(Code.CUT_SHORT, "size limit exceeded");
        faults.set(new FaultyLdap.WithoutPages(ResultCode.SUCCESS));
        assertThat(directory.refresh()).isEqualTo(new SourceOutcome.Accepted(TestingDirectory.CORP, 10, 2, 0, 0, 0, 0));
        assertThat(directory.stated()).isEqualTo(before);
    }

    @Test
    void anEntryWithoutId() {
        ldap.people("newcomer");
        fails(
                Code.CONTRADICTORY,
                "'uid=newcomer,ou=people,dc=example,dc=org' has no employeeNumber",
                "name another attribute as people.id");
        ldap.delete(personDn("newcomer"));
        ldap.group("new-group");
        fails(Code.CONTRADICTORY, "'cn=new-group,ou=groups,dc=example,dc=org' has no employeeNumber", "groups.id");
        ldap.delete(groupDn("new-group"));
        recovers();
    }

    @Test
    void twoEntriesWithOneId() {
        ldap.person(personDn("double"), "double", "employeeNumber: 7");
        fails(Code.CONTRADICTORY, "two people have the id '7'", "'p7'", "'double'");
        ldap.set(personDn("double"), "employeeNumber", "77", "78");
        fails(Code.CONTRADICTORY, "has several values of employeeNumber, so it is no id");
        ldap.delete(personDn("double"));
        ldap.set(groupDn("few"), "employeeNumber", "100");
        fails(Code.CONTRADICTORY, "two groups have the id '100'", "'all'", "'few'");
        ldap.set(groupDn("few"), "employeeNumber", "101");
        recovers();
    }

    @Test
    void aPersonWithoutUserName() {
        ldap.add("dn: cn=nobody,ou=people," + BASE, "objectClass: inetOrgPerson", "cn: nobody", "employeeNumber: 55");
        fails(Code.CONTRADICTORY, "'cn=nobody,ou=people,dc=example,dc=org' has no uid", "narrow people.filter");
        ldap.delete("cn=nobody,ou=people," + BASE);
        recovers();
    }

    @Test
    void anAttributeOfAMegabyte() {
        ldap.set(personDn("p4"), "displayName", "x".repeat(1 << 20));
        fails(
                Code.CONTRADICTORY,
                "'uid=p4,ou=people,dc=example,dc=org': displayName has 1048576 characters",
                "name another attribute as people.name");
        ldap.set(personDn("p4"), "displayName", "Person 4");
        recovers();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "a\u001b[2Jb", "a\nb"})
    void aNameThatCouldNotBeKeptOrShown(String name) {
        ldap.set(personDn("p4"), "displayName", name);
        fails(Code.CONTRADICTORY, "displayName", "control characters");
        assertThat(directory.api.standings().getFirst().error()).matches("\\P{Cntrl}+");
        ldap.set(personDn("p4"), "displayName", "Person 4");
        ldap.add("dn: uid=odd,ou=groups," + BASE, "objectClass: groupOfNames", "cn: odd", "employeeNumber: 102");
        ldap.set("uid=odd,ou=groups," + BASE, "cn", name);
        fails(Code.CONTRADICTORY, "'uid=odd,ou=groups,dc=example,dc=org': cn", "groups.name");
        ldap.delete("uid=odd,ou=groups," + BASE);
        recovers();
    }

    @Test
    void aMemberThatIsNoDn() {
        ldap.set(groupDn("few"), "member", "p3");
        fails(Code.CONTRADICTORY, "'p3' is not a DN");
        ldap.set(groupDn("few"), "member", personDn("p3"));
        recovers();
    }

    @Test
    void twoPeopleWithTheUserNameThatAGroupNames() {
        use(settings -> settings.member = "memberUid");
        ldap.person("cn=twin,ou=people," + BASE, "p1", "employeeNumber: 66");
        fails(Code.CONTRADICTORY, "two people have the user name 'p1'");
        ldap.delete("cn=twin,ou=people," + BASE);
        use(settings -> {});
        recovers();
    }

    @Test
    void anEmptyAnswerWherePeopleWereWaits() {
        use(settings -> settings.peopleFilter = LdapFilter.of("(objectClass=person0)"));
        assertThat(directory.refresh())
                .isInstanceOfSatisfying(
                        SourceOutcome.Quarantined.class,
                        waits -> assertThat(waits.findings().getFirst().message())
                                .startsWith("10 of 10 people would go missing; allowed are 0"));
        assertThat(directory.stated()).isEqualTo(before);
        use(settings -> {});
        recovers();
    }

    @Test
    void aKeptConnectionThatTheServerClosedIsReplaced() {
        ldap.server.closeAllConnections(false);
        recovers();
    }

    @Test
    void oneConnectionServesManyReads() {
        Set<Long> used = ConcurrentHashMap.newKeySet();
        faults.set(new FaultyLdap.Fault() {
            @Override
            void result(InMemoryInterceptedSearchResult result) {
                used.add(result.getConnectionID());
            }
        });
        directory.refresh();
        assertThat(directory.refresh()).isInstanceOf(SourceOutcome.Accepted.class);
        assertThat(used).hasSize(1);
    }
}
