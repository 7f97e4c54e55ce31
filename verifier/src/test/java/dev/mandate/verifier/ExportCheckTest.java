package dev.mandate.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExportCheckTest {
    private final TestingLedger ledger = new TestingLedger(21);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    private Report check(TestingPackage files, Trust trust) throws IOException, UnreadableException {
        var zipped = ExportCheck.check(files.zip(temp), trust);
        var unpacked = ExportCheck.check(files.folder(temp), trust);
        assertThat(zipped.findings()).isEqualTo(unpacked.findings());
        assertThat(zipped.facts()).isEqualTo(unpacked.facts());
        return unpacked;
    }

    private Trust trust(String... checkpoints) {
        var notes = List.of(checkpoints).stream()
                .map(text -> new Trust.Named("kept", text))
                .toList();
        return new Trust(Optional.of(PublicKeyLine.parse(ledger.key())), notes);
    }

    private static void assertFound(Report report, String... codes) {
        assertThat(report.findings())
                .extracting(Finding::code)
                .as("%s", report.lines())
                .containsExactly(codes);
        assertThat(report.exitCode()).isEqualTo(codes.length == 0 ? Report.SOUND : Report.MISMATCH);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 21, 21",
        "0, 1, 1",
        "0, 0, 0",
        "0, 20, 21",
        "5, 21, 21",
        "5, 17, 21",
        "16, 17, 21",
        "21, 21, 21",
        "8, 16, 16"
    })
    void aWholePackageIsVerified(int from, int to, int size) throws Exception {
        var report = check(new TestingPackage(ledger, from, to, size).seal(), trust(ledger.checkpoint(size)));
        assertFound(report);
        assertThat(report.remarks())
                .containsExactly(
                        "the maker says: none",
                        "that the entries tell the truth is not proven: only that they are those that were signed");
        assertThat(report.lines()).last().isEqualTo("verified");
    }

    @Test
    void saysWhatItCannotShowWithoutAKeyAndACheckpointFromElsewhere() throws Exception {
        var report = check(new TestingPackage(ledger).seal(), Trust.nothing());
        assertFound(report);
        assertThat(report.remarks())
                .anyMatch(remark -> remark.startsWith("not protected against the operator"))
                .anyMatch(remark -> remark.startsWith("the key is the one in the package"));
    }

    @Test
    void namesTheEntryThatWasChanged() throws Exception {
        var report = check(
                new TestingPackage(ledger)
                        .replace("entries.jsonl", "{\"number\":7}", "{\"number\":6}")
                        .seal(),
                trust());
        assertFound(report, "entry-changed");
        assertThat(report.findings().getFirst().place()).isEqualTo("entries.jsonl line 8, index 7");
    }

    @Test
    void findsAnEntryThatWasChangedTogetherWithItsLeaf() throws Exception {
        var real = ledger.checkpoint(21);
        var earlier = ledger.checkpoint(5) + ledger.checkpoint(9);
        ledger.entries.set(7, TestingLedger.entry(7, "denied"));
        var forged = new TestingPackage(ledger);
        forged.files.put("proof/checkpoint.txt", real);
        var report = check(forged.seal(), trust(earlier));
        assertFound(report, "manifest-differs", "root-differs", "root-differs");
        assertThat(report.findings().get(1).toString()).contains("size 9").contains("between index 5 and 8");
    }

    @Test
    void onlyACheckpointFromElsewhereShowsThatAllWasMadeAnew() throws Exception {
        var kept = ledger.checkpoint(9);
        ledger.entries.set(7, TestingLedger.entry(7, "denied"));
        var forged = new TestingPackage(ledger).seal();
        assertFound(check(forged, trust()));
        assertFound(check(forged, trust(kept)), "root-differs");
    }

    @Test
    void findsLinesThatWereTakenOutPutInOrSwapped() throws Exception {
        var less = new TestingPackage(ledger)
                .replace("entries.jsonl", ledger.line(7), "")
                .seal();
        assertFound(check(less, trust()), "index-gap");
        var tail = new TestingPackage(ledger)
                .replace("entries.jsonl", ledger.line(20), "")
                .seal();
        assertFound(check(tail, trust()), "index-gap");
        var more = new TestingPackage(ledger)
                .replace("entries.jsonl", ledger.line(7), ledger.line(7) + ledger.line(7))
                .seal();
        assertFound(check(more, trust()), "index-gap");
        var swapped = new TestingPackage(ledger)
                .replace("entries.jsonl", ledger.line(7) + ledger.line(8), ledger.line(8) + ledger.line(7))
                .seal();
        assertFound(check(swapped, trust()), "index-gap", "index-gap", "index-gap");
    }

    @Test
    void findsSwappedEntriesUnderTheirOldIndexes() throws Exception {
        var real = ledger.checkpoint(21);
        ledger.entries.set(7, TestingLedger.entry(8, "done"));
        ledger.entries.set(8, TestingLedger.entry(7, "done"));
        var swapped = new TestingPackage(ledger);
        swapped.files.put("proof/checkpoint.txt", real);
        assertFound(check(swapped.seal(), trust()), "manifest-differs", "root-differs");
    }

    @Test
    void findsFilesThatAreNotAsTheManifestSays() throws Exception {
        var changed = new TestingPackage(ledger).seal().replace("entries.jsonl", "{\"number\":7}", "{\"number\":6}");
        assertFound(check(changed, trust()), "entry-changed", "file-changed");
        var lost = new TestingPackage(ledger).seal();
        lost.files.remove("proof/key.pub");
        assertFound(check(lost, trust()), "file-missing");
        var added = new TestingPackage(ledger).seal();
        added.files.put("entries2.jsonl", "");
        assertFound(check(added, trust()), "file-unknown");
        var empty = new TestingPackage(ledger).seal();
        empty.files.remove("entries.jsonl");
        assertFound(check(empty, trust()), "file-missing", "file-missing");
    }

    @Test
    void findsASignatureThatIsNotOfTheKey() throws Exception {
        var stranger = TestingLedger.checkpoint(TestingLedger.ORIGIN, 21, ledger.root(0, 21), TestingLedger.newKeys());
        var forged = new TestingPackage(ledger);
        forged.files.put("proof/checkpoint.txt", stranger);
        assertFound(check(forged.seal(), trust()), "signature-wrong");

        var other = new TestingLedger(21);
        assertFound(
                check(new TestingPackage(other).seal(), trust()), "key-differs", "signature-wrong", "signature-wrong");
        assertFound(check(new TestingPackage(other).seal(), Trust.nothing()));
    }

    @Test
    void findsACheckpointOfAnotherLedger() throws Exception {
        var elsewhere = TestingLedger.checkpoint("mandate.test/two", 21, ledger.root(0, 21), ledger.keys());
        assertFound(check(new TestingPackage(ledger).seal(), trust(elsewhere)), "origin-differs");
    }

    @Test
    void comparesWithEachCheckpointThatWasKept() throws Exception {
        var file = ledger.checkpoint(3) + ledger.checkpoint(3) + ledger.checkpoint(8) + ledger.checkpoint(21);
        var report = check(new TestingPackage(ledger).seal(), trust(file));
        assertFound(report);
        assertThat(report.facts()).anyMatch(fact -> fact.contains("5 checkpoint(s), the largest of size 21"));
        var forked = TestingLedger.checkpoint(TestingLedger.ORIGIN, 8, ledger.root(0, 7), ledger.keys());
        assertFound(check(new TestingPackage(ledger).seal(), trust(file, forked)), "root-differs");
        var cut = check(new TestingPackage(ledger).seal(), trust(file.substring(0, file.length() - 20)));
        assertFound(cut, "checkpoint-unreadable");
    }

    @Test
    void saysWhichCheckpointsItCouldNotCompare() throws Exception {
        var report = check(
                new TestingPackage(ledger, 5, 17, 17).after(5).seal(),
                trust(ledger.checkpoint(5), ledger.checkpoint(2), ledger.checkpoint(21)));
        assertFound(report);
        assertThat(report.remarks())
                .anyMatch(remark -> remark.startsWith("kept, size 2 was not compared: the package leaves entries out"))
                .contains("kept, size 21 was not compared: the package ends before it");
    }

    @Test
    void findsThatTheLogIsSmallerThanACheckpointThatWasKept() throws Exception {
        var cut = check(new TestingPackage(ledger, 0, 17, 17).seal(), trust(ledger.checkpoint(21)));
        assertFound(cut, "log-shrank");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 7, 8, 15, 16, 20, 21})
    void theNextPackageContinuesThePreviousOne(int previous) throws Exception {
        assertFound(check(new TestingPackage(ledger).after(previous).seal(), trust()));
        assertFound(check(
                new TestingPackage(ledger, previous, 21, 21).after(previous).seal(), trust()));
        if (previous == 0) {
            return;
        }
        var other = new TestingLedger(21, ledger.keys());
        other.entries.set(0, TestingLedger.entry(0, "failed"));
        var forked = new TestingPackage(ledger, 21, 21, 21).after(previous);
        forked.files.put("proof/previous.txt", other.checkpoint(previous));
        var codes = previous == 21
                ? new String[] {"root-differs", "consistency-wrong"}
                : new String[] {"consistency-wrong"};
        assertFound(check(forked.seal(), trust()), codes);
    }

    @Test
    void findsAWrongProofOfWhatIsLeftOut() throws Exception {
        var files = new TestingPackage(ledger, 5, 17, 21);
        files.files.put("proof/skipped.jsonl", "{\"from\":0,\"hashes\":[],\"to\":5}\n");
        assertFound(check(files.seal(), trust()), "skipped-wrong");
        var left = TestingLedger.base64(ledger.root(0, 4));
        var wrong = new TestingPackage(ledger, 5, 17, 21)
                .replace("proof/skipped.jsonl", left, TestingLedger.base64(ledger.root(0, 3)));
        assertFound(check(wrong.seal(), trust()), "root-differs");
        var twice = new TestingPackage(ledger);
        twice.files.put("proof/skipped.jsonl", twice.gap(3, 5));
        assertFound(check(twice.seal(), trust()), "entry-left-out", "index-gap");
        var backwards = new TestingPackage(ledger, 5, 17, 21).replace("proof/skipped.jsonl", "\"to\":5", "\"to\":0");
        assertFound(check(backwards.seal(), trust()), "skipped-wrong");
    }

    @Test
    void provesThePlaceOfEachEntryOfASelection() throws Exception {
        for (var indexes : List.of(
                List.of(0, 7, 8, 20), List.of(5), List.<Integer>of(), List.of(1, 3, 5, 7, 9, 11, 13, 15, 17, 19))) {
            var report = check(new TestingPackage(ledger).only(indexes).seal(), trust());
            assertFound(report);
            assertThat(report.facts()).contains(indexes.size() + " of 21 entries, index 0 to 20, each at its place");
            assertThat(report.remarks()).anyMatch(remark -> remark.startsWith("that no other entry of this range"));
        }
    }

    @Test
    void findsWhatIsWrongInASelection() throws Exception {
        var moved =
                new TestingPackage(ledger).only(List.of(3, 7)).replace("entries.jsonl", "\"index\":7", "\"index\":8");
        assertFound(check(moved.seal(), trust()), "index-gap", "skipped-wrong", "index-gap");
        var swapped = new TestingPackage(ledger).only(List.of(3, 7));
        swapped.replace("entries.jsonl", ledger.line(7), ledger.line(9).replace("\"index\":9", "\"index\":7"));
        assertFound(check(swapped.seal(), trust()), "root-differs");
        var lost = new TestingPackage(ledger).only(List.of(3, 7)).replace("entries.jsonl", ledger.line(7), "");
        assertFound(check(lost.seal(), trust()), "skipped-wrong", "index-gap");
        var all = new TestingPackage(ledger);
        all.files.put(
                "entries.jsonl", all.files.getOrDefault("entries.jsonl", "").replace(ledger.line(7), ""));
        all.files.put("proof/skipped.jsonl", all.gap(7, 8));
        assertFound(check(all.seal(), trust()), "entry-left-out");
        var more = new TestingPackage(ledger, 5, 17, 21);
        more.files.put("entries.jsonl", ledger.line(4) + more.files.get("entries.jsonl"));
        more.files.put("proof/skipped.jsonl", more.gap(0, 4) + more.gap(17, 21));
        assertFound(check(more.seal(), trust()), "entry-not-asked");
    }

    @Test
    void aManifestThatWasRewrittenIsNobodysWord() throws Exception {
        var rewritten = new TestingPackage(ledger)
                .seal()
                .replace("manifest.json", "\"protection\":\"none\"", "\"protection\":\"best\"");
        assertFound(check(rewritten, trust()), "signature-wrong");
        var unsigned = new TestingPackage(ledger).seal();
        unsigned.files.remove("manifest.sig");
        assertFound(check(unsigned, trust()), "signature-missing");
        var checkpoint = new TestingPackage(ledger).seal();
        checkpoint.files.put("manifest.sig", ledger.checkpoint(21));
        assertFound(check(checkpoint, trust()), "signature-wrong");
    }

    @Test
    void tellsOfDeploymentsThatAreStaleOrHaveBlindSpots() throws Exception {
        var files = new TestingPackage(ledger);
        files.files.put("systems.jsonl", """
                {"blind_spots":["default privileges"],"deployment":"dev","last_read":"2026-11-21T11:59:00Z","result":"in_sync","stale":false}
                {"blind_spots":[],"deployment":"prod","result":"unreachable","stale":true}
                """);
        var report = check(files.seal(), trust());
        assertFound(report);
        assertThat(report.facts()).contains("2 deployment(s) listed, 2 of them stale or with blind spots");
        assertThat(report.remarks())
                .contains("dev: blind spot: default privileges", "prod: never read completely, last run unreachable");
    }

    @Test
    void comparesTheEnvelopeBesideTheFile() throws Exception {
        var file = new TestingPackage(ledger).seal().zip(temp);
        var digest = HexFormat.of().formatHex(TestingLedger.sha256(Files.readAllBytes(file)));
        var text = "mandate-envelope/1\n{\"entry\":\"e-1\",\"made\":\"2026-11-21T12:00:00Z\",\"requester\":"
                + "{\"assurance\":\"host-operator\",\"id\":\"grace\",\"kind\":\"operator\"},\"sha256\":\"" + digest
                + "\"}\n";
        var envelope = Files.writeString(Path.of(file + ".envelope"), ledger.signed(text));
        assertThat(ExportCheck.check(file, trust()).facts())
                .contains("made on 2026-11-21T12:00:00Z for operator grace (host-operator), ledger entry e-1");
        Files.writeString(envelope, ledger.signed(text).replace("grace", "ada"));
        assertFound(ExportCheck.check(file, trust()), "envelope-wrong");
        var second = new TestingPackage(ledger, 0, 20, 20).seal().zip(temp);
        Files.writeString(Path.of(second + ".envelope"), ledger.signed(text));
        assertFound(ExportCheck.check(second, trust()), "envelope-wrong");
    }

    @Test
    void saysWhereNoSecondPersonDecides() throws Exception {
        var file = new TestingPackage(ledger).seal().zip(temp);
        var digest = HexFormat.of().formatHex(TestingLedger.sha256(Files.readAllBytes(file)));
        var text =
                "mandate-envelope/1\n{\"entry\":\"e-1\",\"made\":\"2026-11-21T12:00:00Z\",\"people\":1,\"requester\":"
                        + "{\"assurance\":\"host-operator\",\"id\":\"grace\",\"kind\":\"operator\"},\"sha256\":\""
                        + digest
                        + "\"}\n";
        var envelope = Files.writeString(Path.of(file + ".envelope"), ledger.signed(text));
        assertThat(ExportCheck.check(file, trust()).remarks()).anyMatch(remark -> remark.contains("people: 1"));
        Files.writeString(envelope, ledger.signed(text.replace("\"people\":1", "\"people\":2")));
        assertThat(ExportCheck.check(file, trust()).remarks()).noneMatch(remark -> remark.contains("people: 1"));
    }

    @Test
    void checksPersonalValuesAgainstTheirCommitments() throws Exception {
        var salt = "00".repeat(32);
        var value = "Ann Lee";
        var commitment = HexFormat.of().formatHex(TestingLedger.sha256(new byte[32], value.getBytes(UTF_8)));
        ledger.entries.set(
                3,
                ledger.entries
                        .get(3)
                        .replace("{\"number\":3}", "{\"person\":{\"commitment\":\"" + commitment + "\"}}"));
        var disclosed = "\"personal\":[{\"commitment\":\"" + commitment + "\",\"salt\":\"" + salt
                + "\",\"value\":\"Ann Lee\"}]}\n";
        var line = ledger.line(3);
        var open = line.replace("}\n", "," + disclosed);
        assertFound(check(
                new TestingPackage(ledger).replace("entries.jsonl", line, open).seal(), trust()));
        var other = open.replace("Ann Lee", "Ann Leo");
        assertFound(
                check(
                        new TestingPackage(ledger)
                                .replace("entries.jsonl", line, other)
                                .seal(),
                        trust()),
                "personal-wrong");
        var misplaced = ledger.line(4).replace("}\n", "," + disclosed);
        assertFound(
                check(
                        new TestingPackage(ledger)
                                .replace("entries.jsonl", ledger.line(4), misplaced)
                                .seal(),
                        trust()),
                "personal-wrong");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"number\": 7}",
                "{\"number\":7.0}",
                "{\"number\":07}",
                "{\"number\":7,\"number\":7}",
                "{\"o\":1,\"number\":7}",
                "{\"number\":\"\\u0041\"}",
                "{\"number\":\"\\ud800\"}",
                "{\"number\":\"\\u001f\\u000a\"}",
                "{\"number\":tru}",
                "{\"number\":-0}",
                "{\"number\":1e5}",
                "{\"number\":NaN}",
                "{\"number\":[1,]}",
                "{\"number\":7"
            })
    void refusesEntriesInAnyOtherThanTheCanonicalForm(String details) throws Exception {
        ledger.entries.set(7, ledger.entries.get(7).replace("{\"number\":7}", details));
        assertFound(check(new TestingPackage(ledger).seal(), trust()), "entry-unreadable");
    }

    @Test
    void anyFlippedByteOfThePackageIsFound() throws Exception {
        var sealed = new TestingPackage(new TestingLedger(3, ledger.keys())).seal();
        for (var file : List.copyOf(sealed.files.keySet())) {
            var folder = sealed.folder(temp);
            var path = folder.resolve(file);
            var bytes = Files.readAllBytes(path);
            for (var at = 0; at < bytes.length; at += 3) {
                bytes[at] ^= 1;
                Files.write(path, bytes);
                assertThat(outcome(folder)).as("%s, byte %d", file, at).isIn(Report.MISMATCH, Report.UNREADABLE);
                bytes[at] ^= 1;
            }
            Files.write(path, bytes);
            assertThat(outcome(folder)).isEqualTo(Report.SOUND);
        }
    }

    /** Not only what is packed: names, lengths, times, padding bits, and the digest itself. */
    @Test
    void anyFlippedByteOfTheFileIsFound() throws Exception {
        var file =
                new TestingPackage(new TestingLedger(3, ledger.keys())).seal().zip(temp);
        var bytes = Files.readAllBytes(file);
        for (var at = 0; at < bytes.length; at++) {
            bytes[at] ^= (byte) (1 << (at % 8));
            Files.write(file, bytes);
            assertThat(outcome(file)).as("byte %d of %d", at, bytes.length).isIn(Report.MISMATCH, Report.UNREADABLE);
            bytes[at] ^= (byte) (1 << (at % 8));
        }
        for (var length = 0; length < bytes.length; length += 7) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThat(outcome(file)).as("cut to %d bytes", length).isIn(Report.MISMATCH, Report.UNREADABLE);
        }
        Files.write(file, bytes);
        assertThat(outcome(file)).isEqualTo(Report.SOUND);
    }

    private int outcome(Path path) {
        try {
            return ExportCheck.check(path, trust()).exitCode();
        } catch (UnreadableException e) {
            return Report.UNREADABLE;
        }
    }

    @Test
    void whatIsNoPackageIsUnreadable() throws Exception {
        var text = Files.writeString(temp.resolve("text.zip"), "no ZIP");
        for (var path : List.of(text, temp, temp.resolve("nothing"))) {
            assertThatExceptionOfType(UnreadableException.class)
                    .isThrownBy(() -> ExportCheck.check(path, trust()))
                    .withMessageStartingWith(path.toString());
        }
        var newer = new TestingPackage(ledger).seal().replace("manifest.json", "mandate-export/1", "mandate-export/9");
        assertThatExceptionOfType(UnreadableException.class)
                .isThrownBy(() -> ExportCheck.check(newer.zip(temp), trust()))
                .withMessageContaining("the schema is mandate-export/9");
    }

    @Test
    void nothingButAsciiReachesTheTerminal() throws Exception {
        var files = new TestingPackage(ledger).seal();
        files.files.put("\u001b[31mé.txt", "");
        var report = ExportCheck.check(files.zip(temp), trust());
        assertThat(report.findings().getFirst().place()).isEqualTo("\\u001b[31m\\u00e9.txt");
        assertThat(report.lines()).allMatch(line -> line.chars().allMatch(unit -> unit >= ' ' && unit < 0x7f));
    }

    @Test
    void countsFindingsBeyondTheFirstHundred() throws Exception {
        var many = new TestingLedger(300, ledger.keys());
        var files = new TestingPackage(many);
        files.files.computeIfPresent("entries.jsonl", (name, text) -> text.replace("done", "gone"));
        var report = check(files.seal(), trust());
        assertThat(report.findings()).hasSize(Report.MAX_FINDINGS);
        assertThat(report.more()).isEqualTo(200);
        assertThat(report.lines()).last().isEqualTo("NOT verified: 300 finding(s)");
    }
}
