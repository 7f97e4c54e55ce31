package dev.mandate.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final TestingLedger ledger = new TestingLedger(3);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    private int run(String... args) {
        return Main.run(args, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }

    @Test
    void verifiesAPackageWithKeyAndCheckpoint() throws Exception {
        var file = new TestingPackage(ledger).seal().zip(temp).toString();
        var key = Files.writeString(temp.resolve("key"), ledger.key()).toString();
        var kept = Files.writeString(temp.resolve("kept"), ledger.checkpoint(2)).toString();
        assertThat(run("--key", key, file, "--checkpoint", kept)).isZero();
        assertThat(out.toString(UTF_8).replace(Path.of(file).getFileName().toString(), "FILE"))
                .isEqualTo("""
                        ok      3 entries, index 0 to 2, without a gap
                        ok      1 deployment(s) listed, 0 of them stale or with blind spots
                        ok      root and signature of 2 checkpoint(s), the largest of size 3
                        note    who made the export and when is not shown: its envelope FILE.envelope does not lie beside it
                        note    the maker says: none
                        note    that the entries tell the truth is not proven: only that they are those that were signed
                        verified
                        """);
        assertThat(err.size()).isZero();
    }

    @Test
    void endsWithFourWhereTheEvidenceDoesNotMatch() throws Exception {
        var file = new TestingPackage(ledger)
                .replace("entries.jsonl", "{\"number\":1}", "{\"number\":9}")
                .seal()
                .zip(temp);
        assertThat(run(file.toString())).isEqualTo(4);
        assertThat(out.toString(UTF_8)).contains("WRONG   entry-changed: entries.jsonl line 2, index 1: ");
    }

    @Test
    void endsWithOneWhereNothingCanBeRead() {
        assertThat(run(temp.resolve("none.zip").toString())).isEqualTo(1);
        assertThat(run(temp.toString(), "--key", temp.resolve("none.pub").toString()))
                .isEqualTo(1);
        assertThat(err.toString(UTF_8))
                .contains("none.zip: is no export package")
                .contains("none.pub: cannot be read");
    }

    @Test
    void saysHowItIsUsed() {
        for (var args : new String[][] {{}, {"a", "b"}, {"--key"}, {"--other", "x"}, {"a", "--checkpoint"}}) {
            assertThat(run(args)).isEqualTo(64);
        }
        assertThat(err.toString(UTF_8)).contains("usage: verify EXPORT");
    }
}
