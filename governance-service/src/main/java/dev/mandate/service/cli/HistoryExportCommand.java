package dev.mandate.service.cli;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.service.access.NotAllowed;
import dev.mandate.service.history.ExportQuery;
import dev.mandate.service.history.ExportQuery.Period;
import dev.mandate.service.history.ExportSummary;
import dev.mandate.service.history.HistoryApi;
import dev.mandate.service.history.HistoryExport;
import dev.mandate.service.history.Mention;
import dev.mandate.service.ledger.LedgerUnavailable;
import dev.mandate.service.policy.PolicyApi;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mandate history export FILE}: beside a service that runs, on its host. */
@Command(
        name = "export",
        description = {
            "Writes the ledger, or a part of it, as a file that proves itself, and FILE.envelope with who asked and when.",
            "Runs on the host of the service, also while it is running. Check the file with 'mandate verify'."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  mandate history export 2027-q1.zip --since 2027-01-01T00:00:00Z --until 2027-04-01T00:00:00Z",
            "  mandate history export ann.zip --subject corp/ann --personal --token-file data/operators/grace.token"
        })
final class HistoryExportCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "FILE", description = "must not exist yet")
    private Path file = Path.of("export.zip");

    @Option(names = "--since", paramLabel = "TIME", description = "written then or later, e.g. 2027-01-01T00:00:00Z")
    private @Nullable Instant since;

    @Option(names = "--until", paramLabel = "TIME", description = "written before")
    private @Nullable Instant until;

    @Option(names = "--subject", paramLabel = "SUBJECT", description = "only what is about SOURCE/USERNAME, or an id")
    private @Nullable String subject;

    @Option(names = "--deployment", paramLabel = "ID", description = "only what is about this deployment")
    private @Nullable String deployment;

    @Option(
            names = "--after",
            paramLabel = "SIZE",
            description = "only what came after this checkpoint, and that it did")
    private @Nullable Long after;

    @Option(names = "--at", paramLabel = "SIZE", description = "up to this checkpoint; a new one without it")
    private @Nullable Long at;

    @Option(names = "--personal", description = "disclose personal values that were not erased")
    private boolean personal;

    @Override
    public Integer call() {
        if (subject != null && deployment != null) {
            throw new CommandFailure(ExitCode.USAGE, "give --subject or --deployment, not both");
        }
        connect.requireHost("history export");
        try (OpenService service = OpenService.of(connect.settings())) {
            Caller caller = connect.caller(service);
            var deciders = service.get(PolicyApi.class).deciders();
            var progress = new Progress(output.err());
            var summary =
                    service.get(HistoryExport.class).write(caller, query(service), deciders, file, progress::entries);
            progress.end();
            print(summary);
            return ExitCode.OK.code();
        } catch (FileAlreadyExistsException there) {
            throw new CommandFailure(ExitCode.FAILED, file + " exists: an export is never overwritten");
        } catch (IOException failed) {
            throw new CommandFailure(
                    ExitCode.FAILED, "the export cannot be written to " + file + ": " + failed.getMessage());
        } catch (Caller.NotPermitted | NotAllowed refused) {
            throw new CommandFailure(ExitCode.WAITING, String.valueOf(refused.getMessage()));
        } catch (LedgerUnavailable unavailable) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(unavailable.getMessage()));
        } catch (IllegalArgumentException wrong) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(wrong.getMessage()));
        }
    }

    private ExportQuery query(OpenService service) {
        var query =
                ExportQuery.everything().written(new Period(Optional.ofNullable(since), Optional.ofNullable(until)));
        if (at != null) {
            query = query.at(at);
        }
        if (after != null) {
            query = query.continuing(after);
        }
        if (deployment != null) {
            query = query.about(Mention.of(DeploymentId.of(deployment)));
        }
        if (subject != null) {
            var name = subject;
            var person = service.get(HistoryApi.class)
                    .find(name)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "nobody is known as '" + name + "': give SOURCE/USERNAME or an id"));
            query = query.about(Mention.of(person.id()));
        }
        return personal ? query.withPersonalValues() : query;
    }

    private void print(ExportSummary summary) {
        if (output.json()) {
            output.out()
                    .println(CanonicalJson.text(JsonValue.object(Map.of(
                            "file", JsonValue.text(file.toString()),
                            "checkpoint", JsonValue.number(summary.checkpoint().size()),
                            "root", JsonValue.text(summary.checkpoint().root().base64()),
                            "entries", JsonValue.number(summary.entries()),
                            "from", JsonValue.number(summary.from()),
                            "to", JsonValue.number(summary.to()),
                            "manifest", JsonValue.text(summary.manifest().hex())))));
        } else {
            output.out()
                    .println(summary.entries() + " of " + (summary.to() - summary.from())
                            + " entries, proven against the"
                            + " checkpoint of " + summary.checkpoint().size() + ", are in " + file
                            + ".\nCheck it with: mandate verify " + file);
        }
        output.out().flush();
    }
}
