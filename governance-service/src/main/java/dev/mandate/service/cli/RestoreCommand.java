package dev.mandate.service.cli;

import dev.mandate.model.ledger.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mandate restore DEPLOYMENT}: back to what was held at an earlier moment, and kept there. */
@Command(
        name = "restore",
        description = {
            "Keeps a deployment as it was at an earlier moment, from the next reconciliation on, until --end.",
            "What a Hold, a leaving, an expiry or a constraint forbids today does not come back.",
            "Without a deployment: shows what is kept so."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  mandate restore warehouse-prod --as-of 2026-11-24T18:00:00Z --reason \"DATA-90 was wrong\" --token-file data/operators/ada.token",
            "  mandate restore warehouse-prod --end --reason \"policy is right again\" --token-file data/operators/ada.token"
        })
final class RestoreCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Parameters(arity = "0..1", paramLabel = "DEPLOYMENT", description = "the deployment")
    private @Nullable String deployment;

    @Option(names = "--as-of", paramLabel = "INSTANT", description = "the moment, e.g. 2026-11-24T18:00:00Z")
    private @Nullable Instant asOf;

    @Option(names = "--end", description = "let policy decide again")
    private boolean end;

    @Option(names = "--reason", paramLabel = "TEXT", description = "kept with the decision")
    private @Nullable String reason;

    @Override
    public Integer call() {
        if (deployment == null) {
            return list();
        }
        if (reason == null || end == (asOf != null)) {
            throw new ParameterException(
                    spec.commandLine(), "Say --as-of INSTANT or --end, and why with --reason TEXT.");
        }
        try (Link link = connect.open()) {
            View answer = asOf == null
                    ? link.post(
                            Link.path("deployments", deployment, "restore", "end"),
                            Map.of("reason", JsonValue.text(reason)),
                            step -> {})
                    : link.post(
                            Link.path("deployments", deployment, "restore"),
                            Map.of(
                                    "as_of", JsonValue.text(asOf.toString()),
                                    "reason", JsonValue.text(reason)),
                            step -> {});
            if (output.json()) {
                output.print(answer);
            } else {
                output.out()
                        .println(
                                end
                                        ? "Policy decides about " + deployment + " again."
                                        : deployment + " goes back to " + answer.text("as_of")
                                                + " at the next reconciliation, and stays there until --end.");
                output.out().flush();
            }
            return ExitCode.OK.code();
        }
    }

    private int list() {
        try (Link link = connect.open()) {
            View answer = link.get("/restores", Map.of());
            if (output.json()) {
                output.print(answer);
                return ExitCode.OK.code();
            }
            List<View> restores = answer.views("restores");
            if (restores.isEmpty()) {
                output.out().println("No deployment is kept at an earlier state.");
                output.out().flush();
                return ExitCode.OK.code();
            }
            var table = new TextTable("DEPLOYMENT", "AS OF", "SINCE", "BY", "REASON");
            restores.forEach(one -> table.row(
                    one.text("deployment"), one.text("as_of"), one.text("since"), one.text("by"), one.text("reason")));
            table.print(output.out());
            return ExitCode.OK.code();
        }
    }
}
