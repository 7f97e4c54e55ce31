package dev.mandate.service.cli;

import dev.mandate.verifier.ExportCheck;
import dev.mandate.verifier.Report;
import dev.mandate.verifier.Trust;
import dev.mandate.verifier.UnreadableException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mandate verify FILE}: an export of the ledger, checked offline with nothing but what the checker has. */
@Command(
        name = "verify",
        description = "Checks an export of the ledger, offline. Says what was checked, and what is not proven.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = {
            "  mandate verify export.zip --key ledger.pub --checkpoint kept-last-quarter.txt",
            "",
            "Bring the key, and a checkpoint that you kept or got from somebody else: without them the operator of the",
            "ledger could have made all of it anew. docs/verify.py does the same without this program."
        })
final class VerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The export: a ZIP file, or the folder it was unpacked into.")
    private Path file = Path.of(".");

    @Option(names = "--key", paramLabel = "FILE", description = "The public key of the ledger, as you were given it.")
    private @Nullable Path key;

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description = "Checkpoints that you kept or that were published elsewhere; may be repeated.")
    private List<Path> checkpoints = List.of();

    @Option(names = "--output", defaultValue = "table", description = "${COMPLETION-CANDIDATES}")
    private OutputFormat output = OutputFormat.TABLE;

    @Override
    public Integer call() {
        try {
            var progress = new Progress(spec.commandLine().getErr());
            var report = ExportCheck.check(file, Trust.of(Optional.ofNullable(key), checkpoints), progress::entries);
            progress.end();
            ReportPrinter.print(report, output, spec.commandLine().getOut());
            return (report.exitCode() == Report.SOUND ? ExitCode.OK : ExitCode.NOT_AS_APPLIED).code();
        } catch (UnreadableException e) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()));
        }
    }
}
