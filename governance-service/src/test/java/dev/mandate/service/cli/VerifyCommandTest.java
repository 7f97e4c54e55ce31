package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The export in the test resources is of the first release of the format; it has to be readable for ever. */
class VerifyCommandTest {
    private static final Path EVIDENCE = Path.of("src/test/resources/evidence");
    private static final String EXPORT = EVIDENCE.resolve("export.zip").toString();
    private static final String KEY = EVIDENCE.resolve("ledger.pub").toString();
    private static final String KEPT = EVIDENCE.resolve("checkpoint.txt").toString();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private int mandate(String... args) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    @Test
    void saysWhatWasCheckedAndWhatIsNotProven() {
        assertThat(mandate("verify", EXPORT, "--key", KEY, "--checkpoint", KEPT))
                .isZero();
        assertThat(out.toString()).isEqualTo("""
                        ok      made on 2026-11-21T12:00:00Z for operator grace (host-operator), ledger entry 01a1fdfa-4600-74a7-9b7b-7cb5f2bbadec
                        ok      40 entries, index 0 to 39, without a gap
                        ok      0 deployment(s) listed, 0 of them stale or with blind spots
                        ok      root and signature of 2 checkpoint(s), the largest of size 40
                        note    the maker says: not protected against the operator
                        note    that the entries tell the truth is not proven: only that they are those that were signed
                        verified
                        """);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void saysThatNothingWasBroughtAlong() {
        assertThat(mandate("verify", EXPORT)).isZero();
        assertThat(out.toString())
                .contains("note    not protected against the operator: no checkpoint from elsewhere was compared")
                .contains("note    the key is the one in the package");
    }

    @Test
    void endsWithFourWhereTheEvidenceDoesNotMatch() throws IOException {
        var bytes = Files.readAllBytes(Path.of(EXPORT));
        bytes[bytes.length / 2] ^= 1;
        var damaged = Files.write(folder.resolve("damaged.zip"), bytes);
        assertThat(mandate("verify", damaged.toString(), "--output", "json")).isEqualTo(4);
        assertThat(out.toString())
                .startsWith("{\"checked\":[")
                .contains("\"code\":\"file-damaged\"", "\"more_findings\":0,", "\"verified\":false}");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void endsWithOneWhereNothingCanBeRead() {
        assertThat(mandate("verify", folder.resolve("none.zip").toString())).isEqualTo(1);
        assertThat(mandate("verify", EXPORT, "--key", folder.resolve("none.pub").toString()))
                .isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("none.zip: is no export package", "none.pub: cannot be read");
        assertThat(mandate("verify")).isEqualTo(64);
    }
}
