package dev.mandate.service.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.jooq.impl.DSL.table;

import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.EntryId;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.LedgerObject;
import dev.mandate.service.platform.TestingClock;
import dev.mandate.service.platform.TestingDatabase;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerApiTest {
    private static final TestingDatabase DATABASE = TestingDatabase.create();
    private final TestingClock clock = new TestingClock(TestingLedger.NOON);

    @BeforeEach
    void forgetTheOtherTests() {
        TestingLedger.clear(DATABASE);
    }

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    private TestingLedger ledger() {
        return TestingLedger.over(DATABASE, data, clock, List.of());
    }

    private static List<String> texts(TestingLedger ledger) {
        return ledger.reader().entries(0, 1000).stream()
                .map(LedgerReader.SequencedEntry::canonical)
                .toList();
    }

    @Test
    void anEntryBelongsIntoTheTransactionOfWhatItTellsOf() {
        var ledger = ledger();
        assertThatIllegalStateException().isThrownBy(() -> ledger.api().append(TestingLedger.event(1)));
        assertThatIllegalStateException().isThrownBy(() -> ledger.api().commit("Ann Lee"));
        assertThatIllegalStateException()
                .isThrownBy(() -> ledger.transactions().apart(() -> {
                    ledger.api().append(TestingLedger.event(1));
                    throw new IllegalStateException("the work failed");
                }));
        assertThat(ledger.api().advance().size()).isZero();
    }

    @Test
    void keepsTheOrderWithinATransactionAndReturnsTheIds() {
        var ledger = ledger();
        var ids = ledger.append(0, 5_000);
        assertThat(ids).isSorted();
        assertThat(ledger.api().advance().size()).isEqualTo(5_000);
        var numbers = ledger.reader().entries(0, 5_000).stream()
                .map(entry -> CanonicalJson.parse(entry.canonical().getBytes(StandardCharsets.UTF_8)))
                .map(LedgerApiTest::number)
                .toList();
        assertThat(numbers).isSorted().hasSize(5_000).doesNotHaveDuplicates();
        assertThat(texts(ledger).getFirst()).contains("\"id\":\"" + ids.getFirst() + "\"");
    }

    private static double number(JsonValue entry) {
        if (entry instanceof JsonValue.Members(var byName)
                && byName.get("details") instanceof JsonValue.Members(var details)
                && details.get("number") instanceof JsonValue.Numeral(var number)) {
            return number;
        }
        throw new AssertionError(entry);
    }

    @Test
    void aDenialStaysWhereTheCallerFails() {
        var ledger = ledger();
        assertThatIllegalStateException()
                .isThrownBy(() -> ledger.transactions().inOne(() -> {
                    ledger.api().appendAlone(TestingLedger.event(7));
                    throw new IllegalStateException("refused");
                }));
        assertThat(ledger.api().advance().size()).isEqualTo(1);
        assertThat(texts(ledger).getFirst()).contains("\"number\":7");
    }

    @Test
    void saysWithATypeOfItsOwnThatNothingCanBeWritten() {
        var ledger = ledger();
        DATABASE.asSuperuser().execute("revoke insert on ledger.pending from mandate_app");
        assertThatExceptionOfType(LedgerUnavailable.class).isThrownBy(() -> ledger.append(0, 1));
        assertThatExceptionOfType(LedgerUnavailable.class)
                .isThrownBy(() -> ledger.api().appendAlone(TestingLedger.event(1)));
        DATABASE.asSuperuser().execute("grant insert on ledger.pending to mandate_app");
        ledger.append(0, 1);
        assertThat(ledger.api().advance().size()).isEqualTo(1);
        assertThat(DATABASE.asSuperuser().fetchCount(table("ledger.entry"))).isEqualTo(1);
    }

    @Test
    void entriesOfComingMonthsHaveTheirPartition() {
        var ledger = ledger();
        for (var month = 0; month < 30; month++) {
            ledger.append(month, month + 1);
            clock.advance(Duration.ofDays(31));
        }
        clock.set(TestingLedger.NOON.minus(Duration.ofDays(400)));
        ledger.append(30, 31);
        assertThat(ledger.api().advance().size()).isEqualTo(31);
    }

    @Test
    void idsCarryTheInstantOfTheTransaction() {
        var ledger = ledger();
        clock.set(TestingLedger.NOON.plusNanos(123_456_000));
        var id = ledger.append(0, 1).getFirst();
        assertThat(id.time()).isEqualTo(TestingLedger.NOON.plusMillis(123));
        assertThat(EntryId.of(id.toString())).isEqualTo(id);
        ledger.api().advance();
        assertThat(texts(ledger).getFirst()).contains("\"at\":\"2026-11-21T12:00:00.123456Z\"");
    }

    @Test
    void erasesPersonalValuesAndKeepsEveryProof() throws Exception {
        var ledger = ledger();
        var commitments = ledger.transactions().apart(() -> {
            var name = ledger.api().commit("Ann Lee");
            var mail = ledger.api().commit("ann@corp.example");
            ledger.api().append(TestingLedger.event(1).with(Map.of("name", name.json(), "mail", mail.json())));
            return List.of(name, mail);
        });
        ledger.api().advance();
        var before = ledger.reader().entries(0, 1);
        assertThat(before.getFirst().canonical()).doesNotContain("Ann").doesNotContain("corp.example");
        assertThat(ledger.reader().personal(commitments)).hasSize(2);

        var erased = ledger.api().erase(TestingLedger.JOB, new LedgerObject("subject", "s-1"), commitments);
        assertThat(erased).isEqualTo(2);
        ledger.api().advance();
        assertThat(ledger.reader().personal(commitments)).isEmpty();
        assertThat(DATABASE.asSuperuser().fetchCount(table("ledger.personal"))).isZero();
        assertThat(ledger.reader().entries(0, 1)).isEqualTo(before);
        assertThat(texts(ledger).get(1))
                .contains("personal.erased")
                .contains(commitments.getFirst().digest().hex());
        assertThat(ledger.check(ledger.published()).findings()).isEmpty();
    }

    @Test
    void countsAttemptsBeforeSignInByNetworkOncePerMinute() throws Exception {
        var ledger = ledger();
        ledger.api().advance();
        for (var i = 0; i < 100; i++) {
            ledger.api().refused(InetAddress.getByName("192.0.2.7"));
            ledger.api().refused(InetAddress.getByName("2001:db8:1:2:" + Integer.toHexString(i) + "::1"));
        }
        assertThat(ledger.api().advance().size()).isZero();
        clock.advance(Duration.ofMinutes(1));
        assertThat(ledger.api().advance().size()).isEqualTo(2);
        assertThat(texts(ledger))
                .allMatch(text -> text.contains("\"attempts\":100") && text.contains("\"outcome\":\"denied\""));
        assertThat(String.join("", texts(ledger))).doesNotContain("192.0.2.7").doesNotContain("2001");
        clock.advance(Duration.ofMinutes(1));
        assertThat(ledger.api().advance().size()).isEqualTo(2);
    }

    @Test
    void countsAlsoWhoeverCameBeforeAnythingWasWritten() throws Exception {
        var ledger = ledger();
        ledger.api().refused(InetAddress.getByName("192.0.2.7"));
        assertThat(ledger.api().advance().size()).isZero();
        clock.advance(Duration.ofMinutes(1));
        assertThat(ledger.api().advance().size()).isEqualTo(1);
    }

    @Test
    void aFloodFromManyNetworksStaysSmall() throws Exception {
        var ledger = ledger();
        ledger.api().advance();
        for (var i = 0; i < 5_000; i++) {
            ledger.api().refused(InetAddress.getByAddress(new byte[] {10, 0, (byte) (i >> 8), (byte) i}));
        }
        clock.advance(Duration.ofMinutes(2));
        assertThat(ledger.api().advance().size()).isEqualTo(1_001);
        assertThat(texts(ledger)).hasSize(1_000);
        assertThat(ledger.reader().entries(0, 1_001))
                .anyMatch(entry -> entry.canonical().contains("\"attempts\":4000"));
    }

    @Test
    void saysThatNobodyWouldNoticeTheOperator() {
        var ledger = ledger();
        ledger.append(0, 3);
        assertThat(ledger.api().advance().isProtected()).isFalse();
        var outside = TestingLedger.over(DATABASE, data, clock, List.of(data.resolve("outside")));
        assertThat(outside.api().standing().isProtected()).isFalse();
        var standing = outside.api().advance();
        assertThat(standing.isProtected()).isTrue();
        assertThat(standing.waiting()).isZero();
        assertThat(standing.published()).extracting(LedgerStanding.Place::size).containsExactly(3L, 3L);
    }
}
