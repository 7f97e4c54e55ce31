package dev.mandate.service.cli;

import dev.mandate.service.ledger.LedgerAudit;
import dev.mandate.service.ledger.LedgerSettings;
import dev.mandate.service.platform.Database;
import dev.mandate.service.settings.Settings;
import dev.mandate.verifier.Report;
import dev.mandate.verifier.UnreadableException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mandate fsck}: the rows of the ledger against what was signed. */
@Command(
        name = "fsck",
        description = {
            "Checks every row of the ledger in the database: leaves, tiles, roots, and all checkpoints that were published.",
            "Uses no code that wrote them, and changes nothing. Runs on the host, also while the service is running."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate fsck --checkpoint kept-last-quarter.txt")
final class FsckCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Option(names = "--key", paramLabel = "FILE", description = "the ledger's public key, as you were given it")
    private @Nullable Path key;

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description = "checkpoints that were kept elsewhere; may be repeated")
    private List<Path> checkpoints = List.of();

    @Override
    public Integer call() {
        connect.requireHost("fsck");
        Settings settings = connect.settings();
        var places = LedgerSettings.in(settings.data(), settings.checkpoints());
        try (Database database = OpenService.database(settings);
                var connection = database.connections().getConnection()) {
            var progress = new Progress(output.err());
            var report =
                    LedgerAudit.check(connection, places, Optional.ofNullable(key), checkpoints, progress::entries);
            progress.end();
            ReportPrinter.print(report, output.json() ? OutputFormat.JSON : OutputFormat.TABLE, output.out());
            return (report.exitCode() == Report.SOUND ? ExitCode.OK : ExitCode.NOT_AS_APPLIED).code();
        } catch (UnreadableException unreadable) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(unreadable.getMessage()));
        } catch (SQLException failed) {
            throw new CommandFailure(ExitCode.FAILED, "the database cannot be reached: " + failed.getMessage());
        }
    }
}
