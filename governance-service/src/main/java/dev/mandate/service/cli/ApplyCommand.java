package dev.mandate.service.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mandate apply}: brings deployments to what the policy in force says. */
@Command(
        name = "apply",
        description = {
            "Brings deployments to what the policy in force says, within their modes, scopes and guards, and reads back",
            "what is there then. What a guard holds waits for somebody else's approval; the rest goes on."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  mandate apply warehouse-prod --token-file data/operators/ada.token",
            "  mandate apply --label env=dev --label env=staging"
        })
final class ApplyCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Where where = new Where();

    @Override
    public Integer call() {
        var progress = new Progress(output.err());
        try (Link link = connect.open()) {
            View answer = link.post("/reconciliations", where.body(), progress::step);
            progress.end();
            if (output.json()) {
                output.print(answer);
            } else {
                Results.print(answer.views("deployments"), output.out());
            }
            return Results.exitCode(answer.views("deployments")).code();
        }
    }
}
