package dev.mandate.service.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mandate plan}: what would be changed. */
@Command(
        name = "plan",
        description = {
            "Reads deployments and says what would be changed there, in order, and what a guard would hold.",
            "Changes nothing. Exit code 2: there is something to change."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  mandate plan warehouse-prod", "  mandate plan --application postgresql --output json"})
final class PlanCommand implements Callable<Integer> {
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
            View answer = link.post("/plans", where.body(), progress::step);
            progress.end();
            if (output.json()) {
                output.print(answer);
            } else {
                answer.views("plans").forEach(plan -> print(plan, output.out()));
            }
            return ExitCode.ofAll(answer.views("plans").stream()
                            .map(PlanCommand::exitCode)
                            .toList())
                    .code();
        }
    }

    static void print(View plan, PrintWriter out) {
        View deployment = plan.view("deployment");
        List<View> changes = plan.views("changes");
        out.println(
                deployment.text("id") + ": " + changes.size() + " changes, " + deployment.text("held") + " of them wait"
                        + (plan.has("hash") ? "; plan " + plan.text("hash").substring(0, 12) : "")
                        + (plan.has("apart_hash")
                                ? "; "
                                        + changes.stream()
                                                .filter(one -> one.flag("apart"))
                                                .count()
                                        + " of them follow from a looser policy and go after the others; plan "
                                        + plan.text("apart_hash").substring(0, 12)
                                : ""));
        if (!deployment.text("message").isEmpty()) {
            out.println("  " + deployment.text("message"));
        }
        if (!changes.isEmpty()) {
            var table = new TextTable("LANE", "CHANGE", "DIRECTION", "CAUSE", "WAITS FOR");
            changes.forEach(change -> table.row(
                    change.text("lane") + (change.flag("apart") ? " apart" : ""),
                    change.text("change"),
                    change.text("direction"),
                    change.text("cause"),
                    String.join(", ", change.texts("held"))));
            table.print(out);
        }
        plan.texts("scope").forEach(line -> out.println("  scope: " + line));
        plan.texts("observed").forEach(line -> out.println("  only looked at: " + line));
        deployment
                .views("findings")
                .forEach(finding -> out.println("  " + finding.text("message") + " [" + finding.text("code") + "]"));
        out.flush();
    }

    static ExitCode exitCode(View plan) {
        View deployment = plan.view("deployment");
        if (deployment.has("error")) {
            return ExitCode.FAILED;
        }
        if (deployment.number("held") > 0) {
            return ExitCode.WAITING;
        }
        return deployment.number("planned") > 0 || deployment.number("drift_left") > 0
                ? ExitCode.DIFFERENCES
                : ExitCode.OK;
    }
}
