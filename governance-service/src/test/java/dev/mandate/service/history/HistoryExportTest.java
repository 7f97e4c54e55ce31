package dev.mandate.service.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.Remit;
import dev.mandate.model.access.Selector;
import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.LedgerObject;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.history.ExportQuery.Period;
import dev.mandate.service.ledger.LedgerUnavailable;
import dev.mandate.service.ledger.TestingLedger;
import dev.mandate.service.platform.TestingClock;
import dev.mandate.service.platform.TestingDatabase;
import dev.mandate.service.policy.Deciders;
import dev.mandate.verifier.ExportCheck;
import dev.mandate.verifier.Finding;
import dev.mandate.verifier.Report;
import dev.mandate.verifier.Trust;
import dev.mandate.verifier.UnreadableException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryExportTest {
    private static final Caller AUDITOR = Caller.operator("grace", "grace");
    private static final Instant NOON = TestingLedger.NOON;

    private static final TestingDatabase DATABASE = TestingDatabase.create();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @SuppressWarnings("NullAway.Init")
    private TestingLedger ledger;

    @SuppressWarnings("NullAway.Init")
    private HistoryExport export;

    private final TestingClock clock = new TestingClock(NOON);
    private int files;

    @BeforeEach
    void someHistory() {
        TestingLedger.clear(DATABASE);
        ledger = TestingLedger.over(DATABASE, data, clock, List.of());
        export = over(ledger);
        ledger.append(0, 300);
        ledger.api().advance();
        clock.advance(Duration.ofHours(1));
        ledger.append(300, 700);
        ledger.api().advance();
    }

    private HistoryExport over(TestingLedger ledger) {
        var systems = new Systems(new StandingStore(DATABASE.queries()), ledger.api(), ledger.transactions());
        return new HistoryExport(ledger.api(), ledger.reader(), systems, clock);
    }

    private Path file(ExportQuery query) throws IOException {
        var file = data.resolve("export" + files++ + ".zip");
        export.write(AUDITOR, query, Deciders.TWO, file);
        return file;
    }

    private byte[] bytes(ExportQuery query) throws IOException {
        return Files.readAllBytes(file(query));
    }

    private Report verified(Path file) throws Exception {
        var report = ExportCheck.check(file, ledger.trust(ledger.published()));
        assertThat(report.findings()).as("%s", report.lines()).isEmpty();
        return report;
    }

    private static String text(Path zip, String name) throws IOException {
        try (var files = new ZipFile(zip.toFile())) {
            return new String(files.getInputStream(files.getEntry(name)).readAllBytes(), UTF_8);
        }
    }

    @Test
    void everythingIsExportedAndVerified() throws Exception {
        var file = file(ExportQuery.everything());
        assertThat(verified(file).facts())
                .hasSize(4)
                .contains(
                        "700 entries, index 0 to 699, without a gap",
                        "root and signature of 3 checkpoint(s), the largest of size 700")
                .anyMatch(fact -> fact.startsWith(
                        "made on 2026-11-21T13:00:00Z for operator grace (host-operator), ledger entry "));
        assertThat(text(file, "manifest.json")).contains("\"protection\":\"not protected against the operator\"");
        assertThat(Files.getPosixFilePermissions(file))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }

    @Test
    void bothSidesTellHowFarTheyAre() throws Exception {
        var told = new ArrayList<String>();
        var file = data.resolve("part.zip");
        export.write(
                AUDITOR,
                ExportQuery.everything().continuing(300),
                Deciders.TWO,
                file,
                (looked, all) -> told.add("wrote " + looked + " of " + all));
        ExportCheck.check(file, ledger.trust(), (checked, all) -> told.add("checked " + checked + " of " + all));
        assertThat(told).containsExactly("wrote 400 of 400", "checked 700 of 700");
    }

    @Test
    void theSameQueryAtTheSameCheckpointGivesTheSameBytes() throws Exception {
        var first = bytes(ExportQuery.everything().at(700));
        clock.advance(Duration.ofDays(3));
        DATABASE.asSuperuser().execute("insert into fleet.deployment (id) values ('later')");
        ledger.append(700, 710);
        ledger.api().advance();
        assertThat(bytes(ExportQuery.everything().at(700))).isEqualTo(first);
        assertThat(bytes(ExportQuery.everything())).isNotEqualTo(first);
        DATABASE.asSuperuser().execute("delete from fleet.deployment");
    }

    @Test
    void whatCameAfterACheckpointIsVerifiedAgainstTheWholeLedger() throws Exception {
        for (var size : List.of(300, 700)) {
            var file = file(ExportQuery.everything().at(700).continuing(size));
            assertThat(verified(file).facts())
                    .contains("the first " + size + " entries are those of the previous checkpoint");
            assertThat(text(file, "entries.jsonl").lines()).hasSize(700 - size);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bytes(ExportQuery.everything().at(300).continuing(700)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bytes(ExportQuery.everything().at(699)));
    }

    @Test
    void aPeriodIsExportedWithoutAGap() throws Exception {
        var hour = new Period(Optional.of(NOON.plusSeconds(1)), Optional.empty());
        assertThat(verified(file(ExportQuery.everything().at(700).written(hour)))
                        .facts())
                .contains("400 entries, index 300 to 699, without a gap");
        var before = new Period(Optional.empty(), Optional.of(NOON.plusMillis(1)));
        assertThat(verified(file(ExportQuery.everything().at(700).written(before)))
                        .facts())
                .contains("300 entries, index 0 to 299, without a gap");
        var never = new Period(Optional.of(NOON.minusSeconds(9)), Optional.of(NOON));
        assertThat(text(file(ExportQuery.everything().at(700).written(never)), "entries.jsonl"))
                .isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new Period(Optional.of(NOON), Optional.of(NOON)));
    }

    @Test
    void whatIsAboutOneSubjectIsExportedWithItsPlaceInTheTree() throws Exception {
        var subject = SubjectId.of("0199aaaa-0000-4000-8000-000000000001");
        var random = new SplittableRandom(5);
        var expected = new ArrayList<Integer>();
        for (var index = 700; index < 5_000; index++) {
            var about = random.nextInt(index < 2_500 ? 900 : 3) == 0;
            expected.addAll(about ? List.of(index) : List.of());
        }
        ledger.transactions()
                .apart(() -> ledger.api()
                        .append(IntStream.range(700, 5_000)
                                .mapToObj(index -> TestingLedger.event(index)
                                        .with(Map.of(
                                                "who",
                                                JsonValue.text(
                                                        "subject:" + subject + (expected.contains(index) ? "" : "2")))))
                                .toList()));
        ledger.api().advance();
        var file = file(ExportQuery.everything().about(Mention.of(subject)));
        verified(file);
        assertThat(text(file, "entries.jsonl").lines())
                .hasSize(expected.size())
                .first()
                .asString()
                .contains("\"index\":" + expected.getFirst() + ",");
        var deployment = file(ExportQuery.everything().at(5_000).about(Mention.of(DeploymentId.of("warehouse"))));
        verified(deployment);
        assertThat(text(deployment, "entries.jsonl").lines()).hasSize(5_000);
        var other = file(ExportQuery.everything().at(5_000).about(Mention.of(DeploymentId.of("ware"))));
        verified(other);
        assertThat(text(other, "entries.jsonl")).isEmpty();
    }

    @Test
    void isOnTheLedgerBeforeTheFirstByteIsThere() throws Exception {
        bytes(ExportQuery.everything());
        ledger.api().advance();
        assertThat(ledger.reader().entries(700, 701).getFirst().canonical())
                .contains("\"action\":\"history.exported\"", "\"id\":\"grace\"", "\"to\":700");
        DATABASE.asSuperuser().execute("revoke insert on ledger.entry from mandate_app");
        var file = data.resolve("never.zip");
        assertThatExceptionOfType(LedgerUnavailable.class)
                .isThrownBy(() -> export.write(AUDITOR, ExportQuery.everything().at(700), Deciders.TWO, file));
        assertThat(file).doesNotExist();
    }

    @Test
    void whoMayNotSeeEverythingGetsNothingAndItIsOnTheLedger() throws Exception {
        var file = data.resolve("never.zip");
        var reader = Caller.reader("mallory");
        assertThatExceptionOfType(Caller.NotPermitted.class)
                .isThrownBy(
                        () -> export.write(reader, ExportQuery.everything().withPersonalValues(), Deciders.TWO, file));
        var part = new Caller(
                Caller.Kind.SUBJECT,
                "s-1",
                null,
                Set.of(),
                null,
                Set.of(new Remit(
                        Set.of(Permission.HISTORY_EXPORT),
                        new Selector(Set.of(), Set.of(DeploymentId.of("pos")), new TreeMap<>()))),
                null);
        assertThatExceptionOfType(Caller.NotPermitted.class)
                .isThrownBy(() -> export.write(part, ExportQuery.everything(), Deciders.TWO, file));
        assertThat(file).doesNotExist();
        ledger.api().advance();
        assertThat(ledger.reader().entries(700, 702))
                .allMatch(entry -> entry.canonical().contains("\"action\":\"history.export-refused\"")
                        && entry.canonical().contains("\"outcome\":\"denied\""));
    }

    @Test
    void aFileIsWholeOrNotThereAndIsNeverOverwritten() throws Exception {
        var file = Files.writeString(data.resolve("kept.zip"), "evidence");
        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> export.write(AUDITOR, ExportQuery.everything(), Deciders.TWO, file));
        assertThat(file).hasContent("evidence");
        ledger.tamper("delete from ledger.entry where id = (select entry_id from ledger.leaf where index = 650)");
        var broken = data.resolve("out").resolve("broken.zip");
        assertThatIllegalStateException()
                .isThrownBy(() -> export.write(AUDITOR, ExportQuery.everything().at(700), Deciders.TWO, broken))
                .withMessageContaining("mandate fsck");
        try (var left = Files.list(data.resolve("out"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void disclosesPersonalValuesOnlyWhenAskedAndUntilErased() throws Exception {
        var name = "Ann \"Ä\" Lee of 221b Baker Street"; // longer than what base64 could come up with
        var written = "\"value\":\"Ann \\\"Ä\\\" Lee of 221b Baker Street\"";
        var commitment = ledger.transactions().apart(() -> {
            var kept = ledger.api().commit(name);
            ledger.api().append(TestingLedger.event(1).with(Map.of("person", JsonValue.array(kept.json()))));
            return kept;
        });
        ledger.api().advance();
        var query = ExportQuery.everything().at(701);
        assertThat(text(file(query), "entries.jsonl")).doesNotContain("Baker Street");
        var open = file(query.withPersonalValues());
        assertThat(text(open, "entries.jsonl")).contains(written);
        assertThat(text(open, "manifest.json")).contains("\"erasure_revision\":0");
        verified(open);
        ledger.api().erase(AUDITOR.actor(), new LedgerObject("subject", "s-1"), List.of(commitment));
        var erased = file(query.withPersonalValues());
        assertThat(text(erased, "entries.jsonl"))
                .doesNotContain("Baker Street")
                .contains(commitment.digest().hex());
        assertThat(text(erased, "manifest.json")).contains("\"erasure_revision\":1");
        verified(erased);
    }

    @Test
    void carriesHostileTextUnharmed() throws Exception {
        var hostile = List.of(
                "=cmd|' /C calc'!A0",
                "+1",
                "-1",
                "@SUM(A1)",
                "\t=1",
                "\r\n\"},{\"index\":0",
                "\u0000",
                "\u2028\u202e",
                "\ud83d\ude00");
        for (var text : hostile) {
            ledger.transactions()
                    .apart(() -> ledger.api()
                            .append(TestingLedger.event(1)
                                    .with(Map.of("name", JsonValue.text(text), text, JsonValue.text("x")))));
        }
        var file = file(ExportQuery.everything());
        assertThat(verified(file).facts()).contains("709 entries, index 0 to 708, without a gap");
        var lines = text(file, "entries.jsonl").lines().toList();
        for (var i = 0; i < hostile.size(); i++) {
            var line = lines.get(700 + i);
            assertThat(CanonicalJson.parseCanonical(line.getBytes(UTF_8))).isInstanceOf(JsonValue.Members.class);
            assertThat(line).contains("\"name\":" + CanonicalJson.text(JsonValue.text(hostile.get(i))));
        }
    }

    @Test
    void saysWhichDeploymentsWereReadAndWhatIsNotSeenThere() throws Exception {
        var owner = DATABASE.asSuperuser();
        owner.execute("insert into fleet.deployment (id, blind_spots) values ('pos', '{\"accounts: passwords\"}')");
        owner.execute(
                "insert into reconcile.reading values ('pos', '2026-11-21T12:30:00Z'), ('pos', '2026-11-21T13:30:00Z')");
        owner.execute(
                "insert into reconcile.reconciliation (id, deployment, epoch, scope, started, ended, result) values"
                        + " (gen_random_uuid(), 'web', 1, 'full', '2026-11-21T12:00:00Z', '2026-11-21T12:01:00Z', 'unreachable'),"
                        + " (gen_random_uuid(), 'pos', 1, 'full', '2026-11-21T12:00:00Z', '2026-11-21T12:31:00Z', 'in_sync')");
        try {
            var file = file(ExportQuery.everything().at(700));
            assertThat(text(file, "systems.jsonl")).isEqualTo("""
                            {"blind_spots":["accounts: passwords"],"deployment":"pos","last_read":"2026-11-21T12:30:00Z","result":"in_sync","stale":false}
                            {"blind_spots":[],"deployment":"web","result":"unreachable","stale":true}
                            """);
            assertThat(verified(file).remarks())
                    .contains(
                            "pos: blind spot: accounts: passwords", "web: never read completely, last run unreachable");
        } finally {
            owner.execute("truncate fleet.deployment, reconcile.reading, reconcile.reconciliation cascade");
        }
    }

    @Test
    void theVerifierReadsAnythingThatTheModelWrites() throws Exception {
        var seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        for (var i = 0; i < 200; i++) {
            var details = new TreeMap<String, JsonValue>();
            for (var j = 0; j < 5; j++) {
                details.put(text(random), value(random, 3));
            }
            ledger.transactions()
                    .apart(() -> ledger.api().append(TestingLedger.event(1).with(details)));
        }
        var report = ExportCheck.check(file(ExportQuery.everything()), ledger.trust());
        assertThat(report.findings()).as("seed %d: %s", seed, report.lines()).isEmpty();
    }

    private static JsonValue value(SplittableRandom random, int depth) {
        return switch (random.nextInt(depth > 0 ? 5 : 3)) {
            case 0 -> JsonValue.text(text(random));
            case 1 -> {
                var number = Double.longBitsToDouble(random.nextLong());
                yield new JsonValue.Numeral(Double.isFinite(number) ? number : 0.1);
            }
            case 2 -> JsonValue.bool(random.nextBoolean());
            case 3 -> JsonValue.array(value(random, depth - 1), new JsonValue.Null());
            default -> JsonValue.object(Map.of(text(random), value(random, depth - 1)));
        };
    }

    private static String text(SplittableRandom random) {
        var text = new StringBuilder();
        for (var i = random.nextInt(6); i >= 0; i--) {
            var codePoint = random.nextInt(4) == 0 ? random.nextInt(0x110000) : random.nextInt(0x100);
            text.appendCodePoint(codePoint >= 0xd800 && codePoint < 0xe000 ? 'x' : codePoint);
        }
        return text.toString();
    }

    @Test
    void oneFlippedByteOfTheFileIsFound() throws Exception {
        var bytes = bytes(ExportQuery.everything().at(700).continuing(300));
        var seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        var file = data.resolve("flipped.zip");
        for (var i = 0; i < 150; i++) {
            var at = random.nextInt(bytes.length);
            var bit = (byte) (1 << random.nextInt(8));
            bytes[at] ^= bit;
            Files.write(file, bytes);
            assertThat(outcome(file)).as("seed %d, byte %d", seed, at).isNotEqualTo(Report.SOUND);
            bytes[at] ^= bit;
        }
        Files.write(file, bytes);
        assertThat(outcome(file)).isEqualTo(Report.SOUND);
    }

    private int outcome(Path file) throws Exception {
        try {
            return ExportCheck.check(file, ledger.trust()).exitCode();
        } catch (UnreadableException e) {
            return Report.UNREADABLE;
        }
    }

    /** docs/verify.py shares no line with either implementation in Java. */
    @Test
    void aProgramInAnotherLanguageComesToTheSameResult() throws Exception {
        assumeTrue(run("python3", "--version") == 0, "python3 is not there: docs/verify.py was not run");
        var file = file(ExportQuery.everything().at(700).continuing(300));
        var key = data.resolve("keys/ledger.pub").toString();
        assertThat(run("python3", "../docs/verify.py", file.toString(), key)).isZero();
        var part = file(ExportQuery.everything().at(700).about(Mention.of(DeploymentId.of("ware"))));
        assertThat(run("python3", "../docs/verify.py", part.toString(), key)).isZero();

        ledger.tamper(
                "update ledger.entry set canonical = convert_to(replace(convert_from(canonical, 'UTF8'), '\"number\":300',"
                        + " '\"number\":301'), 'UTF8')");
        var changed = file(ExportQuery.everything().at(700));
        assertThat(run("python3", "../docs/verify.py", changed.toString(), key)).isEqualTo(4);
        assertThat(ExportCheck.check(changed, Trust.nothing()).findings())
                .extracting(Finding::place)
                .containsExactly("entries.jsonl line 301, index 300");
    }

    private static int run(String... command) throws Exception {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var output = new String(process.getInputStream().readAllBytes(), UTF_8);
            var ended = process.waitFor(60, TimeUnit.SECONDS);
            assertThat(ended && process.exitValue() != 1).as(output).isTrue();
            return process.exitValue();
        } catch (IOException notThere) {
            return -1;
        }
    }
}
