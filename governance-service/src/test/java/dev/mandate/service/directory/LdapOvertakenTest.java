package dev.mandate.service.directory;

import static dev.mandate.service.directory.TestingLdap.BASE;
import static dev.mandate.service.directory.TestingLdap.groupDn;
import static dev.mandate.service.directory.TestingLdap.personDn;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import dev.mandate.service.directory.SourceException.Code;
import dev.mandate.service.platform.TestingDatabase;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What changes in the directory while it is read: nobody is lost by it, or the read is an error and changes nothing. */
class LdapOvertakenTest {
    private static final TestingDatabase DATABASE = TestingDatabase.create();
    private static final String NORTH = "ou=north,ou=people," + BASE;

    private final RangedLdap ranges = new RangedLdap();
    private final FaultyLdap faults = new FaultyLdap();
    private final AtomicInteger changes = new AtomicInteger(100);

    @TempDir
    private Path data;

    private TestingLdap ldap;
    private TestingDirectory directory;

    @BeforeEach
    void fill() throws LDAPException {
        ldap = TestingLdap.plain(ranges, faults);
        ldap.add("dn: " + NORTH, "objectClass: organizationalUnit", "ou: north");
        ldap.people(IntStream.range(0, 8).mapToObj(number -> "p" + number).toArray(String[]::new));
        ldap.group("inner", personDn("p7"));
        ldap.group("big", members(0, 1, 2, 3, 4, 5, 6));
        ldap.set(groupDn("big"), "member", withInner(members(0, 1, 2, 3, 4, 5, 6)));
        stamp("1");
        directory = TestingDirectory.over(DATABASE, data, ldap.source());
    }

    @AfterEach
    void stop() {
        faults.set(new FaultyLdap.None());
        directory.api.close();
        ldap.close();
    }

    private static String[] members(int... numbers) {
        return Arrays.stream(numbers).mapToObj(number -> personDn("p" + number)).toArray(String[]::new);
    }

    private static String[] withInner(String... members) {
        return Stream.concat(Arrays.stream(members), Stream.of(groupDn("inner")))
                .toArray(String[]::new);
    }

    private void stamp(String value) {
        ldap.set(groupDn("big"), "uSNChanged", value);
    }

    /** As a directory does it: the change and its stamp at once. */
    private void setMembers(int... numbers) {
        ldap.set(groupDn("big"), "member", withInner(members(numbers)));
        stamp(String.valueOf(changes.incrementAndGet()));
    }

    private Map<String, Set<String>> read() {
        return LdapReaderTest.members(ldap.read());
    }

    private void fails(Code code, String sentence) {
        var before = directory.stated();
        assertThat(directory.refresh()).isInstanceOfSatisfying(SourceOutcome.Failed.class, failed -> {
            assertThat(failed.code()).as(failed.message()).isEqualTo(code.code());
            assertThat(failed.message()).contains(sentence);
        });
        assertThat(directory.stated()).isEqualTo(before);
    }

    private void recovers() {
        var before = directory.stated();
        assertThat(directory.refresh())
                .isInstanceOfSatisfying(
                        SourceOutcome.Accepted.class,
                        now -> assertThat(now.missing()).isZero());
        assertThat(directory.stated("subject")).isEqualTo(before.get("subject"));
    }

    @Test
    void readsAGroupThatComesInPieces() {
        assertThat(read())
                .isEqualTo(Map.of(
                        "inner", Set.of("p7"),
                        "big", Set.of("p0", "p1", "p2", "p3", "p4", "p5", "p6", "inner")));
    }

    @Test
    void readsAGroupAgainThatChangesBetweenTwoPieces() {
        ranges.beforeEachPiece(once(() -> setMembers(1, 2, 3, 4, 5, 6)));
        assertThat(read().get("big"))
                .as("with p0 gone, p3 moves into the piece that was sent already")
                .containsExactlyInAnyOrder("p1", "p2", "p3", "p4", "p5", "p6", "inner");
        ranges.beforeEachPiece(once(() -> setMembers(0, 7, 1, 2, 3, 4, 5, 6)));
        assertThat(read().get("big")).hasSize(9);
        ranges.beforeEachPiece(once(() -> setMembers(5)));
        assertThat(read().get("big")).as("small enough for one piece by now").containsExactlyInAnyOrder("p5", "inner");
    }

    @Test
    void readsAGroupTwiceWhereNothingTellsWhetherItChanged() {
        ranges.spoiling(LdapOvertakenTest::withoutStamps);
        faults.set(new FaultyLdap.Fault() {
            @Override
            void entry(InMemoryInterceptedSearchEntry entry) {
                entry.setSearchEntry(new SearchResultEntry(withoutStamps(
                        Objects.requireNonNull(entry.getSearchEntry()).duplicate())));
            }
        });
        assertThat(read().get("big")).hasSize(8);
        ranges.beforeEachPiece(once(() -> setMembers(1, 2, 3, 4, 5, 6)));
        assertThat(read().get("big")).containsExactlyInAnyOrder("p1", "p2", "p3", "p4", "p5", "p6", "inner");
    }

    private static Entry withoutStamps(Entry entry) {
        entry.removeAttribute("uSNChanged");
        entry.removeAttribute("modifyTimestamp");
        return entry;
    }

    @Test
    void givesUpOnAGroupThatChangesEachTimeItIsRead() {
        directory.refresh();
        ranges.beforeEachPiece(from -> setMembers(0, 1, 2, 3, 4, 5, changes.get() % 2 == 0 ? 6 : 7));
        fails(Code.CUT_SHORT, "'" + groupDn("big") + "' changed each time its member was read");
        ranges.beforeEachPiece(from -> {});
        recovers();
    }

    @Test
    void failsWhereAGroupVanishesBetweenTwoPieces() {
        directory.refresh();
        ranges.beforeEachPiece(once(() -> ldap.delete(groupDn("big"))));
        fails(Code.CUT_SHORT, "'" + groupDn("big") + "' vanished while its member was read");
    }

    static List<UnaryOperator<Entry>> spoiled() {
        return List.of(
                entry -> renamed(entry, "member;range=4-*"),
                entry -> renamed(entry, "member;range=0-*"),
                entry -> renamed(entry, "description"),
                entry -> {
                    entry.removeAttribute(entry.getAttributes().stream()
                            .map(Attribute::getName)
                            .filter(name -> name.startsWith("member;"))
                            .findFirst()
                            .orElseThrow());
                    entry.addAttribute("member;range=3-5", new String[0]);
                    return entry;
                });
    }

    private static Entry renamed(Entry entry, String name) {
        entry.getAttributes().stream()
                .filter(attribute -> attribute.getName().startsWith("member;"))
                .toList()
                .forEach(attribute -> {
                    entry.removeAttribute(attribute.getName());
                    entry.addAttribute(name, attribute.getValues());
                });
        return entry;
    }

    @ParameterizedTest
    @MethodSource("spoiled")
    void failsWhereAPieceIsNotTheOneAskedFor(UnaryOperator<Entry> spoiled) {
        directory.refresh();
        ranges.spoiling(spoiled);
        fails(Code.CUT_SHORT, "'" + groupDn("big") + "'");
        ranges.spoiling(entry -> entry);
        recovers();
    }

    @Test
    void keepsWhoIsRenamedOrMovedBetweenPeopleAndGroups() {
        directory.refresh();
        var p1 = directory.subject("p1");
        var p2 = directory.subject("p2");
        faults.set(new AtGroups(() -> {
            ldap.rename(personDn("p1"), "uid=zed", null);
            ldap.rename(personDn("p2"), "uid=p2", NORTH);
            ldap.set(
                    groupDn("big"),
                    "member",
                    withInner(Stream.concat(
                                    Stream.of("uid=zed,ou=people," + BASE, "uid=p2," + NORTH),
                                    Arrays.stream(members(0, 3, 4, 5, 6)))
                            .toArray(String[]::new)));
        }));
        assertThat(directory.refresh()).isEqualTo(unchanged());
        faults.set(new FaultyLdap.None());
        assertThat(directory.refresh())
                .as("the new user name comes with the next read")
                .isEqualTo(new SourceOutcome.Accepted(TestingDirectory.CORP, 8, 2, 0, 1, 0, 0));
        assertThat(directory.subject("zed").id()).isEqualTo(p1.id());
        assertThat(directory.subject("p2")).isEqualTo(p2);
        assertThat(directory.api.directory().groups().values())
                .anySatisfy(group -> assertThat(group.subjects()).hasSize(7));
    }

    private static SourceOutcome unchanged() {
        return new SourceOutcome.Accepted(TestingDirectory.CORP, 8, 2, 0, 0, 0, 0);
    }

    /** Does something when groups are first asked for: people have all been read by then. */
    private static final class AtGroups extends FaultyLdap.Fault {
        private final Runnable deed;
        private boolean done;

        AtGroups(Runnable deed) {
            this.deed = deed;
        }

        @Override
        void request(InMemoryInterceptedSearchRequest request) {
            if (!done && request.getRequest().getBaseDN().startsWith("ou=groups")) {
                done = true;
                deed.run();
            }
        }
    }

    /** Does something before the n-th page of people is asked for. */
    private static final class BeforePage extends FaultyLdap.Fault {
        private final int page;
        private final Runnable deed;
        private int pages;

        BeforePage(int page, Runnable deed) {
            this.page = page;
            this.deed = deed;
        }

        @Override
        void request(InMemoryInterceptedSearchRequest request) {
            boolean all = request.getRequest().getScope().equals(SearchScope.SUB)
                    && FaultyLdap.isOfPeople(request.getRequest())
                    && request.getRequest().getAttributeList().contains("uid");
            if (all && ++pages == page) {
                deed.run();
            }
        }
    }

    @Test
    void keepsWhoIsRenamedOnAPageThatIsStillToCome() {
        directory.refresh();
        var p7 = directory.subject("p7");
        faults.set(new BeforePage(2, () -> {
            ldap.rename(personDn("p7"), "uid=p77", null);
            ldap.set(groupDn("inner"), "member", personDn("p77"));
        }));
        assertThat(directory.refresh()).isEqualTo(new SourceOutcome.Accepted(TestingDirectory.CORP, 8, 2, 0, 1, 0, 0));
        assertThat(directory.subject("p77").id()).isEqualTo(p7.id());
    }

    @Test
    void failsWhereARenamingMovesSomebodyBetweenThePages() {
        directory.refresh();
        faults.set(new BeforePage(2, () -> ldap.rename(personDn("p7"), "uid=a7", null)));
        fails(Code.CUT_SHORT, "twice, so its pages do not continue each other");
        faults.set(new BeforePage(2, () -> ldap.rename(personDn("p0"), "uid=z0", null)));
        fails(Code.CONTRADICTORY, "Where one was renamed while it was read, the next read is right");
        faults.set(new FaultyLdap.None());
        assertThat(directory.refresh()).isEqualTo(new SourceOutcome.Accepted(TestingDirectory.CORP, 8, 2, 0, 2, 0, 2));
    }

    @Test
    void failsWhereTheServerForgetsItsPages() {
        directory.refresh();
        for (ResultCode code : List.of(
                ResultCode.UNAVAILABLE_CRITICAL_EXTENSION,
                ResultCode.PROTOCOL_ERROR,
                ResultCode.UNWILLING_TO_PERFORM)) {
            faults.set(new FaultyLdap.EndsOnPage(2, code));
            fails(Code.CUT_SHORT, "people: the server ended the search with " + code);
        }
        faults.set(new FaultyLdap.None());
        recovers();
    }

    @Test
    void failsWhereTheServerRestartsBetweenTwoPages() {
        directory.refresh();
        faults.set(new BeforePage(2, ldap::restart));
        fails(Code.UNREACHABLE, "broke the search off");
        faults.set(new FaultyLdap.None());
        recovers();
    }

    private static IntConsumer once(Runnable deed) {
        var done = new AtomicBoolean();
        return from -> {
            if (!done.getAndSet(true)) {
                deed.run();
            }
        };
    }
}
