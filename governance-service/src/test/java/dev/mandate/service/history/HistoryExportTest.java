package dev.mandate.service.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.ledger.LedgerObject;
import dev.mandate.service.ledger.LedgerUnavailable;
import dev.mandate.service.ledger.TestingLedger;
import dev.mandate.service.platform.TestingDatabase;
import dev.mandate.verifier.ExportCheck;
import dev.mandate.verifier.Finding;
import dev.mandate.verifier.Report;
import dev.mandate.verifier.Trust;
import dev.mandate.verifier.UnreadableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryExportTest {
    private static final LedgerActor AUDITOR = new LedgerActor("operator", "grace", "host-operator");

    private static final TestingDatabase DATABASE = TestingDatabase.create();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @SuppressWarnings("NullAway.Init")
    private TestingLedger ledger;

    @SuppressWarnings("NullAway.Init")
    private HistoryExport export;

    @BeforeEach
    void someHistory() {
        TestingLedger.clear(DATABASE);
        ledger = TestingLedger.over(DATABASE, data);
        export = new HistoryExport(ledger.api(), ledger.reader());
        ledger.append(0, 300);
        ledger.api().advance();
        ledger.append(300, 700);
        ledger.api().advance();
    }

    private byte[] bytes(ExportQuery query) throws IOException {
        var out = new ByteArrayOutputStream();
        export.write(AUDITOR, query, out);
        return out.toByteArray();
    }

    private Path file(ExportQuery query) throws IOException {
        return Files.write(Files.createTempFile(data, "export", ".zip"), bytes(query));
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
                .containsExactly(
                        "700 entries, index 0 to 699, without a gap",
                        "root and signature of 3 checkpoint(s), the largest of size 700");
        assertThat(text(file, "manifest.json")).contains("\"protection\":\"not protected against the operator\"");
    }

    @Test
    void theSameQueryAtTheSameCheckpointGivesTheSameBytes() throws Exception {
        var first = bytes(ExportQuery.everything().at(700));
        ledger.append(700, 710);
        ledger.api().advance();
        assertThat(bytes(ExportQuery.everything().at(700))).isEqualTo(first);
        assertThat(bytes(ExportQuery.everything())).isNotEqualTo(first);
    }

    @Test
    void aRangeIsVerifiedAgainstTheRootOfTheWholeLedger() throws Exception {
        for (var range : List.of(new int[] {0, 1}, new int[] {255, 257}, new int[] {300, 700}, new int[] {700, 700})) {
            verified(file(ExportQuery.everything().at(700).range(range[0], range[1])));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bytes(ExportQuery.everything().at(700).range(0, 701)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bytes(ExportQuery.everything().at(699)));
    }

    @Test
    void anExportContinuesTheOneBefore() throws Exception {
        var report =
                verified(file(ExportQuery.everything().at(700).range(300, 700).continuing(300)));
        assertThat(report.facts()).contains("the first 300 entries are those of the previous checkpoint");
    }

    @Test
    void isOnTheLedgerBeforeTheFirstByteLeaves() throws Exception {
        bytes(ExportQuery.everything());
        ledger.api().advance();
        assertThat(ledger.reader().entries(700, 701).getFirst().canonical())
                .contains("\"action\":\"history.exported\"", "\"id\":\"grace\"", "\"to\":700");
        DATABASE.asSuperuser().execute("revoke insert on ledger.entry from mandate_app");
        var out = new ByteArrayOutputStream();
        assertThatExceptionOfType(LedgerUnavailable.class)
                .isThrownBy(() -> export.write(AUDITOR, ExportQuery.everything().at(700), out));
        assertThat(out.size()).isZero();
    }

    @Test
    void disclosesPersonalValuesOnlyWhenAskedAndUntilErased() throws Exception {
        var commitment = ledger.transactions().apart(() -> {
            var name = ledger.api().commit("Ann \"Ä\" Lee");
            ledger.api().append(TestingLedger.event(1).with(Map.of("person", JsonValue.array(name.json()))));
            return name;
        });
        ledger.api().advance();
        var query = ExportQuery.everything().at(701);
        assertThat(text(file(query), "entries.jsonl")).doesNotContain("Ann");
        var open = file(query.withPersonalValues());
        assertThat(text(open, "entries.jsonl")).contains("\"value\":\"Ann \\\"Ä\\\" Lee\"");
        verified(open);
        ledger.api().erase(AUDITOR, new LedgerObject("subject", "s-1"), List.of(commitment));
        var erased = file(query.withPersonalValues());
        assertThat(text(erased, "entries.jsonl"))
                .doesNotContain("Ann")
                .contains(commitment.digest().hex());
        verified(erased);
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
        var bytes = bytes(ExportQuery.everything().at(700));
        var random = new SplittableRandom(11);
        var file = data.resolve("flipped.zip");
        for (var i = 0; i < 60; i++) {
            var at = random.nextInt(100, bytes.length / 2); // inside what is packed of entries.jsonl
            bytes[at] ^= 4;
            Files.write(file, bytes);
            assertThat(outcome(file)).as("byte %d", at).isNotEqualTo(Report.SOUND);
            bytes[at] ^= 4;
        }
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
        var range = file(ExportQuery.everything().at(700).range(100, 555));
        assertThat(run("python3", "../docs/verify.py", range.toString(), key)).isZero();

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
